import { deviations, type DeviationKind, isAtLeast, type Severity, worst } from './deviation.ts';
import type { Finding, Verdict } from './finding.ts';

/** How bad findings are together, which can be worse than each. */
export interface Gravity {
  readonly severity: Severity;
  readonly verdict: Extract<Verdict, 'alert' | 'incident'>;
  /** Reason words of the combinations that count. */
  readonly together: readonly string[];
}

/** What somebody did to a workload shortly before it began to talk: from the audit log, where there is one. */
export interface Entry {
  /** RFC 3339. */
  readonly at: string;
  readonly what: 'created' | 'changed' | 'entered' | 'exposed';
  readonly who: string;
}

/** Deviations further apart than this do not explain each other. */
const togetherMs = 24 * 3_600_000;

/** A novel way out so soon after somebody went in, or changed the pod, is that somebody's. */
const entryMs = 10 * 60_000;

const reaching: ReadonlySet<DeviationKind> = new Set(['new-egress', 'nameless-egress', 'imitation', 'threat-contact']);

/** That a workload did something new within ten minutes of what somebody did to it. */
export function isSoonAfter({ at }: Pick<Entry, 'at'>, { firstSeen }: Pick<Finding, 'firstSeen'>): boolean {
  const gap = Date.parse(firstSeen) - Date.parse(at);
  return gap >= 0 && gap <= entryMs;
}

/** By somebody who did not make it, and is no program of the cluster: a pipeline changes all the time what it made. */
function isByHand({ who }: Entry, creator: string | undefined): boolean {
  return who !== creator && !who.startsWith('system:');
}

/** Told in every mode: what no baseline excuses, and a known dashboard that is open. */
export function isToldAlways(finding: Pick<Finding, 'kind' | 'reason'>): boolean {
  return deviations[finding.kind].always === true || (finding.kind === 'new-exposure' && finding.reason.startsWith('dashboard-')); // prettier-ignore
}

/**
 * The gravity of findings of one root. Drift counts for what it makes of others and never by itself. Derived from the
 * set alone, so that the order of arrival leaves no trace.
 */
export function gravityOf(findings: readonly Finding[], entries: readonly Entry[] = [], creator?: string): Gravity {
  const alerts = findings.filter(({ verdict }) => verdict === 'alert');
  const reach = alerts.filter(({ kind, severity }) => reaching.has(kind) && isAtLeast(severity, 'medium'));
  const near = (one: { firstSeen: string }, others: readonly { firstSeen: string }[], ms: number) =>
    others.some((other) => Math.abs(Date.parse(other.firstSeen) - Date.parse(one.firstSeen)) <= ms);
  const has = (kind: DeviationKind, among: readonly Finding[], reasons?: readonly string[]) =>
    among.filter((finding) => finding.kind === kind && (reasons === undefined || reasons.includes(finding.reason)));
  const confirmed = alerts.some(({ kind, severity }) => deviations[kind].always === true && severity === 'critical');
  const together: string[] = [];
  const foreign = has('new-image', findings, ['image-never-seen']);
  if (foreign.some((one) => near(one, reach, togetherMs))) together.push('changed-and-reaching-out');
  const after = (entry: Entry) => reach.some((finding) => isSoonAfter(entry, finding));
  if (entries.some((entry) => entry.what === 'entered' && after(entry))) together.push('entered-and-reaching-out');
  if (entries.some((entry) => entry.what === 'changed' && isByHand(entry, creator) && after(entry))) together.push('changed-by-hand-and-reaching-out');
  const bypass = has('resolver-bypass', findings);
  const hidden = [...has('new-egress', alerts, ['name-only-in-handshake', 'newcomer-to-unknown-name']), ...has('nameless-egress', alerts)];
  if (bypass.some((one) => near(one, hidden, togetherMs))) together.push('hidden-questions-and-reaching-out');
  for (const sign of ['steady-beat', 'large-volume']) {
    if (has('beacon', findings, [sign]).some((one) => near(one, reach, 7 * togetherMs))) together.push(sign);
  }
  const linked = together.includes('changed-and-reaching-out') || together.includes('entered-and-reaching-out') || together.includes('changed-by-hand-and-reaching-out');
  const base = worst(alerts.map(({ severity }) => severity));
  return {
    severity: together.length > 0 ? worst([base, 'high']) : base,
    verdict: confirmed || linked ? 'incident' : 'alert',
    together,
  };
} // prettier-ignore
