import type { ClusterId } from '../../core/ids.ts';
import type { QueuedBatch } from '../../core/message.ts';
import type { SentinelPolicy } from '../../core/policy-schema.ts';
import type { Clock, Log, Meter } from '../../core/ports/runtime.ts';
import { problem, type Problem } from '../../core/problem.ts';
import { type Speaker, unheard } from '../speaker.ts';
import { batchIn } from './body.ts';

export interface IngestRequest {
  readonly body: Uint8Array;
  readonly mediaType: string | undefined;
  /** From the authorizer alone, never from the body. */
  readonly speaker: Speaker;
}

export interface IngestDeps {
  send(message: QueuedBatch): Promise<void>;
  /** Until when a node that floods is shut out; undefined where it may post. */
  closedUntil(cluster: ClusterId, node: string): Promise<number | undefined>;
  /** What is wanted of sentinels, which fetch it when its version is another. */
  readonly policy: SentinelPolicy;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

export type IngestAnswer =
  { readonly status: 202; readonly body: { accepted: number; policyVersion: string } } | { readonly problem: Problem };

/** Takes a batch or names what is wrong with it; 202 only once the queue holds it. */
export async function ingest(request: IngestRequest, deps: IngestDeps): Promise<IngestAnswer> {
  const { speaker } = request;
  const shut = unheard(speaker, 'sentinel', deps.now());
  if (shut !== undefined) return refuse(shut, request, deps);
  const parsed = batchIn(request.body, request.mediaType);
  if (!('batch' in parsed)) return refuse(parsed, request, deps);
  const { batch, compressed } = parsed;
  if (speaker.kind === 'projected' && speaker.node !== batch.node) {
    const detail = 'The token was issued for another node than the batch names.';
    return refuse(problem(403, 'Foreign node', detail, 'node'), request, deps);
  }
  const until = await deps.closedUntil(speaker.cluster, batch.node);
  if (until !== undefined) {
    const detail = `This node told of more that is new than a node has to tell. It is heard again after ${new Date(until).toISOString()}.`;
    return refuse(problem(429, 'Too much that is new', detail, 'observations'), request, deps);
  }
  await deps.send({
    v: 1,
    cluster: speaker.cluster,
    node: batch.node,
    ...(speaker.kind === 'projected' ? { bound: { podUid: speaker.podUid, nodeUid: speaker.nodeUid } } : {}),
    receivedAt: new Date(deps.now()).toISOString(),
    batch: Buffer.from(compressed).toString('base64'),
  });
  const { length } = batch.observations;
  deps.meter.count('ingest.observations', length);
  if (batch.coverage.dropped > 0) deps.meter.count('ingest.dropped', batch.coverage.dropped, 'sentinel');
  return { status: 202, body: { accepted: length, policyVersion: deps.policy.version } };
}

function refuse(refused: Problem, { speaker: { cluster } }: IngestRequest, { log, meter }: IngestDeps): IngestAnswer {
  const reason = refused.title.toLowerCase().replaceAll(' ', '-');
  log.warn('batch refused', { cluster, status: refused.status, reason, field: refused.field });
  meter.count('ingest.refused', 1, reason);
  return { problem: refused };
}
