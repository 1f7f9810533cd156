import { type Familiarity, unfamiliar } from '../../core/familiarity.ts';
import type { Baseline, Mode } from '../../core/baseline.ts';
import { type Edge, edgeId, type EdgeOperation } from '../../core/edge.ts';
import type { Finding } from '../../core/finding.ts';
import type { ClusterId } from '../../core/ids.ts';
import { decideIncident } from '../../core/decide-incident.ts';
import type { Incident } from '../../core/incident.ts';
import { type Intelligence, intelligenceOf } from '../../core/intelligence.ts';
import { judgeEdge } from '../../core/judge.ts';
import type { Peer } from '../../core/peer.ts';
import { lineageFrom, type Workload } from '../../core/workload.ts';

// Incidents as the judge makes them, one for each kind of notice that people get to read.

export const cluster = 'prod-1' as ClusterId;
const learnedUntil = '2026-11-20T08:00:00.000Z';

export const intelligence: Intelligence = intelligenceOf({
  version: 'seed-2026-11-23-0000000000',
  builtAt: '2026-11-23T00:00:00.000Z',
  sources: [],
  indicators: [
    { value: 'supportxmr.com', kind: 'name', category: 'mining-pool', sources: ['falcosecurity/rules', 'kubescape/node-agent'] },
  ],
}); // prettier-ignore

export function baselineIn(mode: Mode): Baseline {
  const ended = mode === 'learning' ? {} : { learnedUntil };
  return { cluster, mode, since: learnedUntil, version: 7, changedBy: 'dana', ...ended };
}

export function workloadNamed(namespace: string, name: string, createdAt: string, image: string): Workload {
  const uid = `uid-${name}`;
  return { cluster, lineage: lineageFrom(cluster, uid), namespace, kind: 'Deployment', name, uid, createdAt, images: [image] };
} // prettier-ignore

export const newcomer = workloadNamed(
  'kubeflow',
  'ddsfdfsaadfs',
  '2026-11-23T02:12:58.000Z',
  'docker.io/ddsfdfsaadfs/dfsdf:99',
);
export const settled = workloadNamed(
  'shop',
  'checkout',
  '2026-03-01T10:00:00.000Z',
  'registry.example.net/shop/checkout:v41',
);

export interface Talk {
  readonly destination: Peer;
  readonly port?: number;
  readonly operations?: readonly EdgeOperation[];
  readonly outcome?: string;
  readonly at?: string;
}

export function edgeOf(workload: Workload, talk: Talk): Edge {
  const { lineage, namespace, kind, name } = workload;
  const ends = {
    cluster,
    source: { kind: 'workload' as const, lineage, namespace, workload: kind, name },
    destination: talk.destination,
    proto: 'tcp' as const,
    port: talk.port ?? 443,
  };
  const names = talk.destination.kind === 'name' ? [{ value: talk.destination.name, from: 'dns' as const }] : [];
  return {
    ...ends,
    id: edgeId(ends),
    names,
    operations: [...(talk.operations ?? [])],
    outcomes: [talk.outcome ?? 'established'],
    addresses: [],
    support: { hours: [], pods: [] },
    firstSeen: talk.at ?? '2026-11-23T02:13:05.123Z',
    seenBy: 'ip-10-0-1-7.eu-west-1.compute.internal',
  };
}

/** What the baseline knows of an edge of this workload: `settled` is in it, `newcomer` is not. */
export function familiarTo(
  workload: Workload | undefined,
  { knownEdge = false, at = '2026-11-23T02:13:05.123Z' } = {},
): Familiarity {
  const before = at < learnedUntil;
  return {
    ...unfamiliar,
    workload: workload === settled ? 'known' : workload === newcomer ? 'newcomer' : 'there-before',
    edge: knownEdge ? 'known' : before ? 'candidate' : 'new',
  };
}

export function findingsOf(workload: Workload, talk: Talk, mode: Mode = 'enforcing', knownEdge = false): Finding[] {
  const context = {
    baseline: baselineIn(mode),
    intelligence,
    workload,
    familiarity: familiarTo(workload, { knownEdge }),
  };
  return judgeEdge(edgeOf(workload, talk), context);
}

export function incidentOf(findings: readonly Finding[], open?: Incident, now = '2026-11-23T02:13:07.000Z'): Incident {
  const [first] = findings;
  if (first === undefined) throw new Error('the case has no finding');
  const decision = decideIncident(findings, { cluster, root: first.lineage, open, period: 0, now });
  if (decision.kind === 'nothing') throw new Error(`the case opens nothing: ${decision.reason}`);
  return decision.incident;
}

const pool: Peer = { kind: 'name', name: 'pool.supportxmr.com' };
const mining = (evidence: EdgeOperation['evidence']): EdgeOperation => ({ app: 'mining', dialect: 'cryptonote', method: 'login', evidence }); // prettier-ignore
const lookup = { destination: pool, port: 53, outcome: 'lookup-answered' };

const newcomerMines = { destination: pool, port: 3333, operations: [mining('session')] };

function sixty(): Incident {
  const talks = Array.from({ length: 60 }, (_, at) => ({
    destination: { kind: 'name' as const, name: `api${at}.example.org` },
    at: `2026-11-23T02:${String(10 + Math.floor(at / 2)).padStart(2, '0')}:05.000Z`,
  }));
  return incidentOf(talks.flatMap((talk) => findingsOf(settled, talk)));
}

export const cases: Readonly<Record<string, Incident>> = {
  'mining session of a newcomer': incidentOf(findingsOf(newcomer, newcomerMines)),
  'listed name from a settled workload in learning': incidentOf(
    findingsOf(settled, { destination: pool, port: 443 }, 'learning'),
  ),
  'lookup only': incidentOf(findingsOf(settled, lookup)),
  'listed name that was not reached': incidentOf(findingsOf(settled, { destination: pool, port: 3333, outcome: 'timeout' })),
  'new egress alone': incidentOf(findingsOf(settled, { destination: { kind: 'name', name: 'api.vendor.example' } })),
  'nameless egress of a newcomer': incidentOf(
    findingsOf(newcomer, { destination: { kind: 'address', address: '203.0.113.9' }, port: 14_444 }),
  ),
  'refused probe': incidentOf(
    findingsOf(settled, { destination: { kind: 'service', namespace: 'shop', name: 'cart' }, port: 8080, operations: [mining('refused')] }, 'enforcing', true),
  ),
  escalation: incidentOf(
    findingsOf(settled, { destination: pool, port: 3333, operations: [mining('session')], at: '2026-11-23T02:14:40.000Z' }),
    incidentOf(findingsOf(settled, lookup)),
    '2026-11-23T02:14:42.000Z',
  ),
  'sixty findings': sixty(),
}; // prettier-ignore
