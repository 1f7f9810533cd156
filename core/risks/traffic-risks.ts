import { directionOf } from '../direction.ts';
import type { Edge } from '../edge.ts';
import { peerLabel } from '../peer.ts';
import type { Scene } from './scene.ts';
import type { Seen } from './track.ts';

type FromWorkload = Edge & { readonly source: Extract<Edge['source'], { kind: 'workload' }> };

const fromWorkload = (edges: readonly Edge[]) => edges.filter((edge): edge is FromWorkload => edge.source.kind === 'workload'); // prettier-ignore
const reached = (edge: Edge) => edge.outcomes.includes('established');

/** Several edges of one workload are one risk. */
function byWorkload(edges: readonly FromWorkload[]): FromWorkload[][] {
  const groups = new Map<string, FromWorkload[]>();
  for (const edge of edges) {
    const there = groups.get(edge.source.lineage);
    if (there === undefined) groups.set(edge.source.lineage, [edge]);
    else there.push(edge);
  }
  return [...groups.values()];
}

const about = ({ source }: FromWorkload) => ({ subject: source.lineage, label: peerLabel(source), lineage: source.lineage, namespace: source.namespace }); // prettier-ignore

export function metadataReached({ edges = [] }: Scene): Seen[] {
  const asking = fromWorkload(edges).filter((edge) => edge.destination.kind === 'infrastructure' && edge.destination.name === 'instance-metadata' && reached(edge)); // prettier-ignore
  return byWorkload(asking).map((group) => ({
    tracker: 'metadata-reached',
    severity: 'medium',
    ...about(group[0]!),
    evidence: group.map((edge) => `talks to 169.254.169.254 since ${edge.firstSeen}, seen by ${edge.seenBy}`),
    why: 'The instance metadata service hands the rights of the node to any pod that asks.',
    fix: 'Give the pod rights of its own (Pod Identity or IRSA) and set the hop limit of the instances to 1.',
    command:
      'aws ec2 modify-instance-metadata-options --instance-id i-… --http-tokens required --http-put-response-hop-limit 1',
  }));
}

export function egressWithoutPolicy({ edges = [], namespaces }: Scene): Seen[] {
  if (namespaces === undefined) return [];
  const policies = new Map(namespaces.map(({ name, policies: its }) => [name, its]));
  const groups = new Map<string, FromWorkload[]>();
  for (const edge of fromWorkload(edges)) {
    const { namespace } = edge.source;
    if (directionOf(edge) !== 'egress' || !reached(edge)) continue;
    if ((policies.get(namespace) ?? []).some(({ types }) => types.includes('egress'))) continue;
    if (!policies.has(namespace)) continue;
    groups.set(namespace, [...(groups.get(namespace) ?? []), edge]);
  }
  return [...groups].map(([namespace, group]) => ({
    tracker: 'egress-without-policy',
    severity: 'low',
    subject: namespace,
    label: `the namespace ${namespace} talks to the outside, and no NetworkPolicy says to whom it may`,
    namespace,
    evidence: [...new Set(group.map((edge) => `${peerLabel(edge.source)} talks to ${peerLabel(edge.destination)} on port ${edge.port}`))].toSorted(),
    why: 'Whatever gets into a pod of this namespace may call home to anywhere.',
    fix: 'Take the NetworkPolicy that Plumbline generates from the baseline of its workloads, try it, and keep it.',
  }));
} // prettier-ignore

const clearText: ReadonlySet<string> = new Set(['http', 'grpc', 'postgresql', 'mysql', 'redis', 'mongodb', 'kafka', 'amqp', 'nats', 'websocket']); // prettier-ignore

export function clearTextAcross({ edges = [] }: Scene): Seen[] {
  const across = fromWorkload(edges).filter((edge) => {
    const { destination } = edge;
    if (destination.kind !== 'workload' && destination.kind !== 'service') return false;
    return destination.namespace !== edge.source.namespace && reached(edge) && spokenIn(edge).length > 0;
  });
  return byWorkload(across).map((group) => ({
    tracker: 'clear-text-across-namespaces',
    severity: 'low',
    ...about(group[0]!),
    evidence: group.map((edge) => `${spokenIn(edge).join(', ')} in clear text with ${peerLabel(edge.destination)} on port ${edge.port}`),
    why: 'Whoever listens on a node or in the network between reads passwords and tokens, and may change what is said.',
    fix: 'Use TLS, or a mesh that encrypts between pods.',
  }));
} // prettier-ignore

function spokenIn({ operations }: Edge): string[] {
  return [...new Set(operations.map(({ app }) => app))].filter((app) => clearText.has(app)).toSorted();
}

const changing: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Calls that change something, from another namespace, in which nothing says who calls. Told by the API that is called. */
export function unauthenticatedApis({ edges = [] }: Scene): Seen[] {
  const groups = Map.groupBy(edges.filter(isForeignCall), ({ destination }) => destination.lineage);
  return [...groups.values()].map((group) => {
    const { lineage, namespace } = group[0]!.destination;
    return {
      tracker: 'unauthenticated-api',
      severity: 'low',
      subject: lineage,
      label: `${peerLabel(group[0]!.destination)} is called without a login`,
      lineage,
      namespace,
      evidence: group.flatMap((edge) => callsOf(edge).map((call) => `${peerLabel(edge.source)} calls ${call} on port ${edge.port}`)),
      why: 'Whoever reaches this port from anywhere in the cluster may make the same call; nothing in it says who asks.',
      fix: 'Ask for a token or a client certificate, or let a mesh or a NetworkPolicy say who may call.',
    };
  });
} // prettier-ignore

type ToWorkload = Edge & { readonly destination: Extract<Edge['destination'], { kind: 'workload' }> };

function isForeignCall(edge: Edge): edge is ToWorkload {
  const { source, destination } = edge;
  if (destination.kind !== 'workload' || !reached(edge) || callsOf(edge).length === 0) return false;
  return source.kind === 'workload' && source.namespace !== destination.namespace;
}

function callsOf({ operations }: Edge): string[] {
  const bare = operations.filter(
    ({ unauthenticated, method = '' }) => unauthenticated === true && changing.has(method),
  );
  return [...new Set(bare.map(({ method = '', path = '' }) => `${method} ${path}`.trim()))].toSorted();
}

const unusedAfterMs = 30 * 86_400_000;

/** Egress that the baseline allows and that nobody used for a month: whoever gets into the workload may. */
export function unusedFacts({ facts = [], spoke, edges = [], now }: Scene): Seen[] {
  if (spoke === undefined) return [];
  const outside = new Set(edges.filter((edge) => directionOf(edge) === 'egress').map(({ id }) => id as string));
  return facts.flatMap((fact): Seen[] => {
    if (fact.kind !== 'edge' || !outside.has(fact.object)) return [];
    const last = Math.max(spoke.get(fact.object) ?? 0, Date.parse(fact.provenance.at));
    if (now - last < unusedAfterMs) return [];
    return [
      {
        tracker: 'unused-fact',
        severity: 'low',
        subject: fact.id,
        label: `${fact.label}: allowed by the baseline, not used since ${new Date(last).toISOString().slice(0, 10)}`,
        lineage: fact.lineage,
        evidence: [`last spoken ${new Date(last).toISOString()}`, `in the baseline since version ${fact.since}`],
        why: 'An attacker in this workload may talk there, and nobody would be told.',
        fix: 'Take the fact out of the baseline: reject it with a reason.',
      },
    ];
  });
} // prettier-ignore
