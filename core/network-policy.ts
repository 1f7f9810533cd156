import type { Edge } from './edge.ts';
import type { Peer } from './peer.ts';
import type { Workload } from './workload.ts';

// NetworkPolicies to copy: one that allows exactly what a workload's baseline holds, one that cuts the workload off.

export type Labels = Readonly<Record<string, string>>;

/** Whom a policy is for. */
export interface PolicyTarget {
  readonly workload: Pick<Workload, 'namespace' | 'kind' | 'name'>;
  /** Labels that all of its pods bear, and no others do: without them no policy can be written. */
  readonly labels: Labels;
}

export interface NetworkPolicy {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'NetworkPolicy';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector: Selector;
    readonly policyTypes: readonly ('Ingress' | 'Egress')[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

interface Selector {
  readonly matchLabels?: Labels;
}

interface PolicyPeer {
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Rule {
  readonly from?: readonly PolicyPeer[];
  readonly to?: readonly PolicyPeer[];
  readonly ports: readonly { readonly protocol: 'TCP' | 'UDP' | 'SCTP'; readonly port: number }[];
}

export interface WrittenPolicy {
  readonly policy: NetworkPolicy;
  /** What a NetworkPolicy cannot say of this workload, a sentence each. */
  readonly gaps: readonly string[];
}

/** Labels that a controller gives each revision or pod anew. */
const passing =
  /^(?:pod-template-hash|controller-revision-hash|pod-template-generation|statefulset\.kubernetes\.io\/pod-name|apps\.kubernetes\.io\/pod-index|batch\.kubernetes\.io\/(?:job-completion-index|controller-uid)|controller-uid|security\.istio\.io\/.*|service\.istio\.io\/.*)$/;

/** Those of the labels that stay through a rollout. */
export function lastingLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !passing.test(key)));
} // prettier-ignore

/** Nothing in, nothing out. The pod goes on running, so that its memory and its files can be looked at. Undefined without labels: an empty selector would cut off the whole namespace. */
export function quarantine(target: PolicyTarget): WrittenPolicy | undefined {
  if (Object.keys(target.labels).length === 0) return undefined;
  const policy = policyOf(target, 'quarantine', {});
  return { policy, gaps: ['Connections that are open may stay open until the pod is restarted, with some network plugins.', 'Needs a network plugin that enforces NetworkPolicies: on EKS the VPC CNI with its network policy agent, Calico or Cilium.'] };
} // prettier-ignore

export interface BaselineOf extends PolicyTarget {
  /** In the baseline, with this workload at one of the ends. */
  readonly edges: readonly Edge[];
  readonly lineage: string;
  /** Lasting labels of a workload by its lineage, where they are known. */
  readonly labelsOf: (lineage: string) => Labels | undefined;
}

/** Allows the conversations of its baseline, asking the cluster's resolver, and nothing else. Undefined without labels, as above. */
export function allowBaseline({ edges, lineage, labelsOf, ...target }: BaselineOf): WrittenPolicy | undefined {
  if (Object.keys(target.labels).length === 0) return undefined;
  const gaps = new Set<string>();
  const isSelf = (peer: Peer) => peer.kind === 'workload' && peer.lineage === lineage;
  const out = edges.filter(({ source }) => isSelf(source));
  const into = edges.filter(({ destination }) => isSelf(destination));
  const rules = (side: 'to' | 'from', of: readonly Edge[]) => joined(side, of.flatMap((edge) => {
    const peers = peersOf(side === 'to' ? edge.destination : edge.source, edge, labelsOf, gaps);
    return peers.map((peer) => ({ peer, proto: edge.proto, port: edge.port }));
  }));
  const egress = [dnsRule, ...rules('to', out)];
  return { policy: policyOf(target, 'baseline', { ingress: rules('from', into), egress }), gaps: [...gaps] };
} // prettier-ignore

/** Without a resolver nothing works, and no baseline is complete that lacks it. */
const dnsRule: Rule = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } }, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
  ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }],
}; // prettier-ignore

const privateRanges = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'] as const;
const privateRanges6 = ['fc00::/7', 'fe80::/10'] as const;

/** The outside without what is inside: a NetworkPolicy knows no names. */
const internet: readonly PolicyPeer[] = [
  { ipBlock: { cidr: '0.0.0.0/0', except: privateRanges } },
  { ipBlock: { cidr: '::/0', except: privateRanges6 } },
];

function peersOf(peer: Peer, edge: Edge, labelsOf: BaselineOf['labelsOf'], gaps: Set<string>): readonly PolicyPeer[] {
  switch (peer.kind) {
    case 'workload': {
      const labels = labelsOf(peer.lineage);
      if (labels === undefined || Object.keys(labels).length === 0) gaps.add(`The labels of ${peer.namespace}/${peer.name} are not known, so its whole namespace is allowed.`);
      return [inside(peer.namespace, labels)];
    }
    case 'service':
      gaps.add(`It is not known which pods stand behind the service ${peer.namespace}/${peer.name}, so its whole namespace is allowed.`);
      return [inside(peer.namespace, undefined)];
    case 'name':
    case 'cloud':
      gaps.add(`A NetworkPolicy knows no names: ${peer.name} means every public address on port ${edge.port}. A DNS-aware policy of your network plugin can be narrower.`);
      return internet;
    case 'internet':
      return internet;
    case 'address':
      return [single(peer.address)];
    case 'private':
      if (edge.addresses.length > 0) return edge.addresses.map(single);
      gaps.add(`The address of ${peer.name} is not known, so private networks are allowed on port ${edge.port}.`);
      return privateRanges.slice(0, 2).map((cidr) => ({ ipBlock: { cidr } }));
    case 'infrastructure':
      if (edge.addresses.length > 0) return edge.addresses.map(single);
      return [{ ipBlock: { cidr: '169.254.0.0/16' } }];
    case 'node':
      gaps.add('Nodes and the Kubernetes API cannot be named in a NetworkPolicy: private networks are allowed on these ports.');
      return privateRanges.map((cidr) => ({ ipBlock: { cidr } }));
    case 'unresolved':
      gaps.add(`Nobody knows who ${peer.address} is: it is left out.`);
      return [];
  }
} // prettier-ignore

function inside(namespace: string, labels: Labels | undefined): PolicyPeer {
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
  return labels === undefined || Object.keys(labels).length === 0 ? { namespaceSelector } : { namespaceSelector, podSelector: { matchLabels: labels } }; // prettier-ignore
}

const single = (address: string): PolicyPeer => ({ ipBlock: { cidr: `${address}/${address.includes(':') ? 128 : 32}` } }); // prettier-ignore

interface Allowed {
  readonly peer: PolicyPeer;
  readonly proto: Edge['proto'];
  readonly port: number;
}

/** One rule for all ports of the same peer, one for all peers with the same ports: in an order that does not depend on that of the edges. */
function joined(side: 'to' | 'from', allowed: readonly Allowed[]): readonly Rule[] {
  const portsOf = new Map<string, Set<string>>();
  for (const { peer, proto, port } of allowed) {
    const key = JSON.stringify(peer);
    portsOf.set(key, (portsOf.get(key) ?? new Set()).add(`${proto.toUpperCase()} ${port}`));
  }
  const peersWith = new Map<string, string[]>();
  for (const [peer, ports] of portsOf) {
    const key = [...ports].toSorted().join(',');
    peersWith.set(key, [...(peersWith.get(key) ?? []), peer]);
  }
  return [...peersWith].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([ports, peers]) => ({
    [side]: peers.toSorted().map((peer) => JSON.parse(peer) as PolicyPeer),
    ports: ports.split(',').map((text) => {
      const [protocol = 'TCP', port = '0'] = text.split(' ');
      return { protocol: protocol as 'TCP', port: Number(port) };
    }),
  }));
} // prettier-ignore

function policyOf({ workload, labels }: PolicyTarget, purpose: string, { ingress = [], egress = [] }: { ingress?: readonly Rule[]; egress?: readonly Rule[] }): NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: nameOf(workload.name, purpose), namespace: workload.namespace },
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress', 'Egress'],
      ...(ingress.length === 0 ? {} : { ingress }),
      ...(egress.length === 0 ? {} : { egress }),
    },
  };
} // prettier-ignore

/** A DNS subdomain of at most 63 characters, whatever the workload is called. */
function nameOf(name: string, purpose: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-').replace(/^-+/, '').slice(0, 40).replace(/-+$/, ''); // prettier-ignore
  return `plumbline-${purpose}-${plain === '' ? 'workload' : plain}`;
}

/** As YAML that every parser reads alike: each text is quoted as JSON, nothing can break out of it. */
export function yamlOf(policy: NetworkPolicy): string {
  return `${lines(policy, 0).join('\n')}\n`;
}

function lines(value: unknown, depth: number): string[] {
  const indent = '  '.repeat(depth);
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const [first = '', ...rest] = lines(item, depth + 1);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  if (value === null || typeof value !== 'object') return [`${indent}${scalar(value)}`];
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = /^[A-Za-z][A-Za-z0-9]*$/.test(key) ? key : scalar(key);
    const isEmpty = inner !== null && typeof inner === 'object' && Object.keys(inner as object).length === 0;
    if (isEmpty) return [`${indent}${name}: ${Array.isArray(inner) ? '[]' : '{}'}`];
    if (inner !== null && typeof inner === 'object') return [`${indent}${name}:`, ...lines(inner, depth + 1)];
    return [`${indent}${name}: ${scalar(inner)}`];
  });
}

/** Escaped to ASCII, so that nothing in it looks like something else. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  if (/^[A-Za-z][A-Za-z0-9-]*$/.test(value) && !/^(?:y|n|yes|no|on|off|true|false|null|nan)$/i.test(value)) return value;
  return JSON.stringify(value).replaceAll(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
} // prettier-ignore
