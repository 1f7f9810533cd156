import { conversationKey, type Counters } from '../../core/conversation.ts';
import type { SheetLine } from '../../core/counter-sheet.ts';
import { type Edge, edgeContent } from '../../core/edge.ts';
import { digest } from '../../core/hash.ts';
import { ownerUid } from '../../core/interval.ts';
import type { QueuedBatch } from '../../core/message.ts';
import { isForeign } from '../../core/node-binding.ts';
import { edgeOfSight, flowOfLookup, isClusterName, normalName, type Whereabouts } from '../../core/resolve.ts';
import type { Batch, Flow, Observation } from '../../core/telemetry.ts';
import type { Workload } from '../../core/workload.ts';
import type { AddressTimes, Directory } from './whereabouts.ts';

/** One conversation with one pair of owners: what goes into the graph and into the counters. */
export interface ResolvedSight {
  readonly key: string;
  readonly generation: number;
  readonly edge: Edge;
  readonly counters: Counters;
  readonly line: SheetLine;
  /** The node of the token that told it took no part in it. */
  readonly foreign: boolean;
  /** Whose pods stand at its ends. */
  readonly workloads: readonly Workload[];
}

/** Resolves both ends of every observation at its first and at its last sight; a changed owner is another edge. */
export async function sightsOf(
  message: QueuedBatch,
  batch: Batch,
  clockOffsetMs: number,
  directory: Directory,
): Promise<ResolvedSight[]> {
  const heard = batch.observations.filter((observation) => !isSearchNoise(observation));
  const whose = await directory.at(message.cluster, addressTimes(heard, clockOffsetMs));
  const listeningSince =
    batch.listeningSince === undefined ? undefined : Date.parse(batch.listeningSince) + clockOffsetMs;
  return heard.flatMap((observation) => {
    const flow = observation.kind === 'lookup' ? flowOfLookup(observation) : observation;
    const first = Date.parse(flow.firstSeen) + clockOffsetMs;
    const last = Date.parse(flow.lastSeen) + clockOffsetMs;
    const key = conversationKey(observation);
    const sight = (at: number, ends: Owners) => sightOf(message, observation, flow, key, { ...ends, firstSeen: first, at: Math.max(at, first), listeningSince }, last); // prettier-ignore
    const atLast = { source: whose(flow.src, last), destination: whose(flow.dst, last) };
    const atFirst = { source: whose(flow.src, first), destination: whose(flow.dst, first) };
    const now = sight(last, atLast);
    // Nearly always nobody changed, and the second look would only find the same edge.
    if (isSame(atLast.source, atFirst.source) && isSame(atLast.destination, atFirst.destination)) return [now];
    const then = sight(first, atFirst);
    return now.edge.id === then.edge.id ? [now] : [now, then];
  });
}

type Owners = Pick<Ends, 'source' | 'destination'>;

function isSame(one: Whereabouts, other: Whereabouts): boolean {
  if ('interval' in one) return 'interval' in other && ownerUid(one.interval.owner) === ownerUid(other.interval.owner);
  return 'unresolved' in other && one.unresolved === other.unresolved;
}

/** The resolver's search list turns each question into several for names inside the cluster: that is no talk with anyone. */
function isSearchNoise(observation: Observation): boolean {
  return observation.kind === 'lookup' && isClusterName(normalName(observation.name));
}

function addressTimes(observations: readonly Observation[], clockOffsetMs: number): AddressTimes[] {
  const spans = new Map<string, { from: number; to: number }>();
  for (const { src, dst, firstSeen, lastSeen } of observations) {
    const from = Date.parse(firstSeen) + clockOffsetMs;
    const to = Date.parse(lastSeen) + clockOffsetMs;
    for (const address of [src, dst]) {
      const span = spans.get(address) ?? { from, to };
      spans.set(address, { from: Math.min(span.from, from), to: Math.max(span.to, to) });
    }
  }
  return [...spans].map(([address, { from, to }]) => ({ address, times: [from, to] }));
}

interface Ends {
  readonly source: Whereabouts;
  readonly destination: Whereabouts;
  readonly firstSeen: number;
  readonly at: number;
  readonly listeningSince: number | undefined;
}

function sightOf(message: QueuedBatch, observation: Observation, flow: Flow, key: string, ends: Ends, lastSeen: number): ResolvedSight {
  const { cluster, node } = message;
  const lookup = observation.kind === 'lookup' ? { lookup: observation.outcome } : {};
  const edge = edgeOfSight({ cluster, node, flow, ...lookup, ...ends, supports: true });
  const { connections, bytesOut, bytesIn, generation } = flow;
  const counters = { connections, bytesOut, bytesIn, lastSeen };
  const line = sheetLine(key, generation, flow.direction, edge, counters);
  return { key, generation, edge, counters, line, workloads: [ends.source, ends.destination].flatMap(workloadOf), foreign: message.bound !== undefined && isForeign(ends, flow.direction, node) };
} // prettier-ignore

/** The line that the sheet of the hour keeps of a sight. */
export function sheetLine(key: string, generation: number, direction: Flow['direction'], edge: Edge, counters: Counters): SheetLine {
  return { key: digest('line', key, String(generation), edge.id), edge: edge.id, direction, content: edgeContent(edge), counters };
} // prettier-ignore

function workloadOf(whereabouts: Whereabouts): Workload[] {
  return 'interval' in whereabouts && whereabouts.interval.owner.kind === 'pod'
    ? [whereabouts.interval.owner.workload]
    : [];
}
