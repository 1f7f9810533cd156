import { conversationKey, type Counters } from '../../core/conversation.ts';
import type { SheetLine } from '../../core/counter-sheet.ts';
import { type Edge, edgeContent } from '../../core/edge.ts';
import { digest } from '../../core/hash.ts';
import { ownerUid } from '../../core/interval.ts';
import type { QueuedBatch } from '../../core/message.ts';
import { isForeign } from '../../core/node-binding.ts';
import { mayBeOurs } from '../../core/own-address.ts';
import { edgeOfSight, flowOfLookup, isClusterName, normalName, type Whereabouts } from '../../core/resolve.ts';
import type { Batch, Flow, Observation } from '../../core/telemetry.ts';
import type { Workload } from '../../core/workload.ts';
import type { RecentSights, Told } from './recent-sights.ts';
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

/** An observation with the event times of its first and its last packet. */
interface Heard {
  readonly observation: Observation;
  readonly first: number;
  readonly last: number;
}

/** Resolves both ends of every observation at its first and at its last sight; a changed owner is another edge. */
export async function sightsOf(
  message: QueuedBatch,
  batch: Batch,
  clockOffsetMs: number,
  { directory, recent }: { readonly directory: Directory; readonly recent: RecentSights },
): Promise<ResolvedSight[]> {
  const eventTime = (timestamp: string) => Date.parse(timestamp) + clockOffsetMs;
  const all = batch.observations
    .filter((observation) => !isSearchNoise(observation))
    .map((one): Heard => ({ observation: one, first: eventTime(one.firstSeen), last: eventTime(one.lastSeen) }));
  const whose = await directory.at(message.cluster, addressTimes(all));
  const { cluster, node } = message;
  const listeningSince = batch.listeningSince === undefined ? undefined : eventTime(batch.listeningSince);
  const sights: ResolvedSight[] = [];
  for (const { observation, first, last } of all) {
    const [source, destination] = [whose(observation.src), whose(observation.dst)];
    const told = { cluster, node, observation, firstSeen: first, listeningSince };
    const ends = { source: source(last), destination: destination(last) };
    const now = sightOf({ ...told, ...ends, at: Math.max(last, first) }, last, message, recent);
    sights.push(now);
    const before = { source: source(first), destination: destination(first) };
    // Nearly always nobody changed, and the second look would only find the same edge.
    if (isSame(ends.source, before.source) && isSame(ends.destination, before.destination)) continue;
    const then = sightOf({ ...told, ...before, at: first }, last, message, recent);
    if (now.edge.id !== then.edge.id) sights.push(then);
  }
  return sights;
}

function isSame(one: Whereabouts, other: Whereabouts): boolean {
  if (one === other) return true;
  if ('interval' in one) return 'interval' in other && ownerUid(one.interval.owner) === ownerUid(other.interval.owner);
  return 'unresolved' in other && one.unresolved === other.unresolved;
}

/** The resolver's search list turns each question into several for names inside the cluster: that is no talk with anyone. */
function isSearchNoise(observation: Observation): boolean {
  return observation.kind === 'lookup' && isClusterName(normalName(observation.name));
}

function addressTimes(all: readonly Heard[]): AddressTimes[] {
  const spans = new Map<string, [from: number, to: number]>();
  const widen = (address: string, { first, last }: Heard) => {
    const span = spans.get(address);
    if (span === undefined) spans.set(address, [first, last]);
    else {
      span[0] = Math.min(span[0], first);
      span[1] = Math.max(span[1], last);
    }
  };
  for (const heard of all) {
    const { src, dst } = heard.observation;
    if (mayBeOurs(src, dst)) widen(src, heard);
    if (mayBeOurs(dst, src)) widen(dst, heard);
  }
  return [...spans].map(([address, times]) => ({ address, times }));
}

function sightOf(told: Told, lastSeen: number, { bound }: QueuedBatch, recent: RecentSights): ResolvedSight {
  const { observation } = told;
  const { generation } = observation;
  const flow = observation.kind === 'lookup' ? flowOfLookup(observation) : observation;
  const { connections, bytesOut, bytesIn, direction } = flow;
  const counters = { connections, bytesOut, bytesIn, lastSeen };
  const foreign = bound !== undefined && isForeign(told, direction, told.node);
  const known = recent.get(told);
  if (known !== undefined) {
    const { key, edge, line, workloads } = known;
    return { key, generation, edge, counters, line: { ...line, counters }, foreign, workloads };
  }
  const lookup = observation.kind === 'lookup' ? { lookup: observation.outcome } : {};
  const edge = edgeOfSight({ ...told, flow, ...lookup, supports: true });
  const key = conversationKey(observation);
  const line = sheetLine(key, generation, direction, edge, counters);
  const sight = { key, generation, edge, counters, line, foreign, workloads: workloadsOf(told) };
  recent.set(told, sight);
  return sight;
}

/** The line that the sheet of the hour keeps of a sight. */
export function sheetLine(key: string, generation: number, direction: Flow['direction'], edge: Edge, counters: Counters): SheetLine {
  return { key: digest('line', key, String(generation), edge.id), edge: edge.id, direction, content: edgeContent(edge), counters };
} // prettier-ignore

function workloadsOf({ source, destination }: Pick<Told, 'source' | 'destination'>): Workload[] {
  return [source, destination].flatMap((end) =>
    'interval' in end && end.interval.owner.kind === 'pod' ? [end.interval.owner.workload] : [],
  );
}
