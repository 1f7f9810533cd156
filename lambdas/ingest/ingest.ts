import type { ClusterId } from '../../core/ids.ts';
import type { QueuedBatch } from '../../core/message.ts';
import type { Clock, Log, Meter } from '../../core/ports.ts';
import { problem, type Problem } from '../../core/problem.ts';
import { batchIn } from './body.ts';

export interface IngestRequest {
  readonly body: Uint8Array;
  readonly mediaType: string | undefined;
  /** From the authorizer alone, never from the body. */
  readonly cluster: ClusterId;
  /** The node that the credential is bound to, if it is bound to one. */
  readonly boundNode: string | undefined;
}

export interface IngestDeps {
  send(message: QueuedBatch): Promise<void>;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

export type IngestAnswer =
  { readonly status: 202; readonly body: { accepted: number; policyVersion: string } } | { readonly problem: Problem };

/** Settings of a sentinel come with GET /v1/policy later; until it changes there is this one. */
export const policyVersion = '1';

/** Takes a batch or names what is wrong with it; 202 only once the queue holds it. */
export async function ingest(request: IngestRequest, deps: IngestDeps): Promise<IngestAnswer> {
  const parsed = batchIn(request.body, request.mediaType);
  if (!('batch' in parsed)) return refuse(parsed, request, deps);
  const { batch, compressed } = parsed;
  if (request.boundNode !== undefined && request.boundNode !== batch.node) {
    const detail = 'The token was issued for another node than the batch names.';
    return refuse(problem(403, 'Foreign node', detail, 'node'), request, deps);
  }
  await deps.send({
    v: 1,
    cluster: request.cluster,
    node: batch.node,
    receivedAt: new Date(deps.now()).toISOString(),
    batch: Buffer.from(compressed).toString('base64'),
  });
  const { length } = batch.observations;
  deps.meter.count('ingest.observations', length);
  if (batch.coverage.dropped > 0) deps.meter.count('ingest.dropped', batch.coverage.dropped, 'sentinel');
  return { status: 202, body: { accepted: length, policyVersion } };
}

function refuse(refused: Problem, { cluster }: IngestRequest, { log, meter }: IngestDeps): IngestAnswer {
  const reason = refused.title.toLowerCase().replaceAll(' ', '-');
  log.warn('batch refused', { cluster, status: refused.status, reason, field: refused.field });
  meter.count('ingest.refused', 1, reason);
  return { problem: refused };
}
