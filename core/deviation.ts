import * as z from 'zod';

export const DeviationKind = z.enum([
  'new-workload', 'new-image', 'new-egress', 'nameless-egress', 'new-connection', 'new-operation', 'new-exposure', 'new-client',
  'threat-contact', 'mining-protocol', 'resolver-bypass', 'metadata-access', 'imitation', 'lineage-break', 'beacon',
  'sentinel-silent', 'coverage-lost',
]); // prettier-ignore
export type DeviationKind = z.infer<typeof DeviationKind>;

export const Severity = z.enum(['low', 'medium', 'high', 'critical']);
export type Severity = z.infer<typeof Severity>;

const ranks: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2, critical: 3 };

export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return ranks[severity] >= ranks[floor];
}

export function worst(severities: readonly Severity[]): Severity {
  return severities.reduce((one, other) => (isAtLeast(other, one) ? other : one), 'low');
}

/** MITRE ATT&CK techniques (enterprise matrix, v17) that the kinds speak for. */
export const techniques = {
  'T1496.001': 'Resource Hijacking: Compute Hijacking',
  T1610: 'Deploy Container',
  'T1071.001': 'Application Layer Protocol: Web Protocols',
  T1071: 'Application Layer Protocol',
  T1046: 'Network Service Discovery',
  T1090: 'Proxy',
  T1552: 'Unsecured Credentials',
  'T1552.005': 'Unsecured Credentials: Cloud Instance Metadata API',
  T1133: 'External Remote Services',
  T1036: 'Masquerading',
  'T1562.001': 'Impair Defenses: Disable or Modify Tools',
  'T1071.004': 'Application Layer Protocol: DNS',
  T1041: 'Exfiltration Over C2 Channel',
  T1021: 'Remote Services',
} as const;
export type Technique = keyof typeof techniques;

interface Description {
  /** What people call it, as the beginning of a sentence about a workload. */
  readonly title: string;
  readonly techniques: readonly Technique[];
  /** Judged in every mode: learning must not make the system blind (DESIGN 1). */
  readonly always?: true;
}

export const deviations: Readonly<Record<DeviationKind, Description>> = {
  'new-workload': { title: 'was never there before', techniques: ['T1610'] },
  'new-image': { title: 'runs an image that it never ran', techniques: ['T1610'] },
  'new-egress': { title: 'talks to a name outside that it never talked to', techniques: ['T1071'] },
  'nameless-egress': { title: 'talks to an address that nobody asked a name for', techniques: ['T1071'] },
  'new-connection': { title: 'talks to a workload that it never talked to', techniques: ['T1021'] },
  'new-operation': { title: 'makes a call that it never made', techniques: ['T1071'] },
  'new-exposure': { title: 'can be reached from outside', techniques: ['T1133'] },
  'new-client': { title: 'is talked to by a newcomer', techniques: ['T1021'] },
  'threat-contact': { title: 'contacts a name on a threat list', techniques: ['T1496.001'], always: true },
  'mining-protocol': { title: 'speaks a mining protocol', techniques: ['T1496.001'], always: true },
  'resolver-bypass': { title: "asks a resolver other than the cluster's", techniques: ['T1071.004'] },
  'metadata-access': { title: 'reaches the instance metadata service', techniques: ['T1552.005'] },
  imitation: { title: 'bears the name of something that it is not', techniques: ['T1036'], always: true },
  'lineage-break': { title: 'came back as something else under the same name', techniques: ['T1036'] },
  beacon: { title: 'uses a way out that is in question as no client does', techniques: ['T1071.001'] },
  'sentinel-silent': { title: 'reports nothing though it is ready', techniques: ['T1562.001'], always: true },
  'coverage-lost': { title: 'sees only a part of what is said', techniques: ['T1562.001'], always: true },
};
