import { gunzipSync } from 'node:zlib';
import type { ArchiveRecord } from '../../core/archive.ts';
import { hasNumber } from '../../core/batch-numbers.ts';
import { clockOffset, flaggedSkewMs } from '../../core/event-time.ts';
import { digest } from '../../core/hash.ts';
import type { Lineage } from '../../core/ids.ts';
import { MalformedMessage } from '../../core/malformed.ts';
import type { QueuedBatch } from '../../core/message.ts';
import type { Archive } from '../../core/ports/outside.ts';
import { Batch } from '../../core/telemetry.ts';
import { telemetryLimits } from '../../core/telemetry-limits.ts';
import type { Workload } from '../../core/workload.ts';
import { RecentSights } from './recent-sights.ts';
import { endingHour, type SettleDeps, settleSights, type SightsAbout } from './settle-sights.ts';
import { type ResolvedSight, sightsOf } from './sights.ts';
import { Directory, type DirectoryDeps } from './whereabouts.ts';

export interface EnrichDeps extends DirectoryDeps, SettleDeps {
  readonly archive: Archive;
  /** Both kept by the caller between messages: answers of Kubernetes, and what conversations said. */
  readonly directory?: Directory;
  readonly recent?: RecentSights;
}

/**
 * Turns one batch into edges, workloads and counters. Safe to repeat, in any order: edges merge, counters fold by max,
 * and the counters, which make a conversation "known", are written last.
 */
export async function enrich(message: QueuedBatch, deps: EnrichDeps): Promise<void> {
  const batch = batchIn(message);
  const clockOffsetMs = clockOffset(batch.sentAt, message.receivedAt);
  if (clockOffsetMs !== 0 && (await isReplayed(message, batch, deps))) return;
  if (Math.abs(clockOffsetMs) > flaggedSkewMs) flagSkew(message, clockOffsetMs, deps);
  const { directory = new Directory(deps), recent = new RecentSights() } = deps;
  const told = await sightsOf(message, batch, clockOffsetMs, { directory, recent });
  const own = await withoutForeign(told, message, deps);
  const about = {
    ...batch,
    cluster: message.cluster,
    receivedAt: message.receivedAt,
    clockOffsetMs,
    settledAt: deps.now(),
  };
  const refused = await settleSights(own, about, deps);
  const sights = own.filter(({ edge }) => !refused.has(edge.id));
  if (refused.size > 0) await deps.guard?.flooded(message.cluster, message.node, refused.size, message.receivedAt);
  await deps.archive.append(digest('batch', message.cluster, batch.node, batch.bootId, String(batch.seq)), [
    recordOf(sights, about),
  ]);
  deps.meter.count('enrich.sights', sights.length);
}

/** What the node can know. The rest is set aside: counted, told, and never stored. */
async function withoutForeign(
  sights: readonly ResolvedSight[],
  { cluster, node, receivedAt }: QueuedBatch,
  { guard }: EnrichDeps,
): Promise<readonly ResolvedSight[]> {
  if (guard === undefined) return sights;
  const own = sights.filter(({ foreign }) => !foreign);
  if (own.length < sights.length) await guard.foreign(cluster, node, sights.length - own.length, receivedAt);
  return own;
}

/**
 * A batch that is in already and comes once more with the time at which it was sent the first time: somebody kept it. A
 * sentinel that tries again says when, and its clock may be wrong: that alone refuses nothing.
 */
async function isReplayed({ cluster, node }: QueuedBatch, { bootId, seq, window }: Batch, { counters, log, meter }: EnrichDeps): Promise<boolean> {
  const sheet = await counters.read({ cluster, node, bootId, hour: endingHour(window) });
  if (sheet === undefined || !hasNumber(sheet.value.received, seq)) return false;
  log.warn('a batch was posted once more, long after it was sent', { cluster, node, bootId, seq });
  meter.count('enrich.replayed', 1);
  return true;
} // prettier-ignore

function flagSkew({ cluster, node }: QueuedBatch, clockOffsetMs: number, { log, meter }: EnrichDeps): void {
  log.warn('the clock of a node is wrong', { cluster, node, clockOffsetMs });
  meter.count('enrich.clock-skew', 1);
}

function batchIn(message: QueuedBatch): Batch {
  try {
    const packed = Buffer.from(message.batch, 'base64');
    const json = gunzipSync(packed, {
      maxOutputLength: telemetryLimits.inflatedBytes,
      chunkSize: inflatedSize(packed),
    });
    return Batch.parse(JSON.parse(json.toString('utf8')));
  } catch (error) {
    throw new MalformedMessage('the queued batch does not parse, though ingest let it in', { cause: error });
  }
}

/** Bytes, as gzip's trailer has it, so that a batch comes out in one piece rather than in dozens that are then put together. */
function inflatedSize(packed: Buffer): number {
  const said = packed.length < 4 ? 0 : packed.readUInt32LE(packed.length - 4);
  // A piece that is filled to its end asks for another one.
  return Math.min(Math.max(said, 1_023) + 1, telemetryLimits.inflatedBytes);
}

function recordOf(sights: readonly ResolvedSight[], about: SightsAbout): ArchiveRecord {
  const { cluster, node, bootId, seq, receivedAt, clockOffsetMs, window, coverage } = about;
  const workloads = new Map<Lineage, Workload>();
  for (const sight of sights) for (const one of sight.workloads) workloads.set(one.lineage, one);
  return {
    v: 1,
    kind: 'batch',
    cluster,
    node,
    bootId,
    seq,
    receivedAt,
    clockOffsetMs,
    window,
    coverage,
    sights: sights.map(({ key, generation, line, edge, counters }) => ({
      key,
      generation,
      direction: line.direction,
      edge,
      ...counters,
    })),
    workloads: [...workloads.values()],
  };
}
