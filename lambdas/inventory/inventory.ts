import { gunzipSync } from 'node:zlib';
import { askedAccess } from '../../core/enrolment.ts';
import { clockOffset } from '../../core/event-time.ts';
import type { ClusterId } from '../../core/ids.ts';
import { jsonDepth } from '../../core/json-depth.ts';
import type { ClusterStore } from '../../core/ports/clusters.ts';
import { faultOf, problem, type Problem } from '../../core/problem.ts';
import { PushedInventory, snapshotOf } from '../../core/inventory/snapshot.ts';
import { inventoryLimits, inventoryMediaType } from '../../core/inventory/pushed-limits.ts';
import { OutOfTime, settleInventory, type SettleDeps } from '../settle-inventory.ts';
import { type Speaker, unheard } from '../speaker.ts';

/** A gateway waits for 29 seconds; reading the body took some of them. */
const writingMs = 22_000;

export interface InventoryRequest {
  readonly body: Uint8Array;
  readonly mediaType: string | undefined;
  /** From the authorizer alone, never from the body. */
  readonly speaker: Speaker;
}

export type InventoryAnswer =
  | { readonly status: 202; readonly body: { accepted: number; odd: number } }
  | { readonly problem: Problem; readonly retryAfterS?: number };

export interface InventoryDeps extends SettleDeps {
  readonly clusters: Pick<ClusterStore, 'find'>;
}

/** Of a cluster that is asked nobody else tells: with its enrolment token somebody could make up an inventory that contradicts the look. */
async function unwanted(cluster: ClusterId, { clusters }: InventoryDeps): Promise<Problem | undefined> {
  const stored = await clusters.find(cluster);
  if (stored !== undefined && askedAccess(stored.value) === undefined) return undefined;
  return problem(
    403,
    'Cluster is asked',
    'This cluster is asked for its inventory. One that pushes it is enrolled with --pushes, or without access.',
  );
}

/** Takes the inventory that a cluster pushes of itself, because nobody can ask it. 202 once it is written. */
export async function inventory({ body, mediaType, speaker }: InventoryRequest, deps: InventoryDeps): Promise<InventoryAnswer> {
  const { cluster } = speaker;
  const pushed = unheard(speaker, 'inventory', deps.now()) ?? (await unwanted(cluster, deps)) ?? pushedIn(body, mediaType);
  if (!('lists' in pushed)) {
    const reason = pushed.title.toLowerCase().replaceAll(' ', '-');
    deps.log.warn('inventory refused', { cluster, status: pushed.status, reason, field: pushed.field });
    deps.meter.count('inventory.refused', 1, reason);
    return { problem: pushed };
  }
  const receivedAt = new Date(deps.now()).toISOString();
  // Event time, as that of telemetry: the clock of whoever looked may be wrong.
  const at = new Date(Date.parse(pushed.at) + clockOffset(pushed.sentAt, receivedAt)).toISOString();
  const snapshot = snapshotOf({ ...pushed, at });
  try {
    await settleInventory(cluster, 'push', snapshot, { ...deps, until: deps.now() + writingMs });
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
    deps.log.warn('an inventory is written in several pushes', { cluster });
    deps.meter.count('inventory.unfinished', 1);
    return { problem: problem(503, 'Still being written', 'There is more that is new than can be written at once. Push again: it goes on from here.'), retryAfterS: 5 };
  }
  const accepted = Object.values(snapshot.items).reduce((sum, items) => sum + items.length, 0);
  deps.meter.count('inventory.objects', accepted);
  return { status: 202, body: { accepted, odd: snapshot.odd } };
} // prettier-ignore

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The inventory in a request body, or the problem that names what is wrong with it. */
export function pushedIn(body: Uint8Array, mediaType: string | undefined): PushedInventory | Problem {
  const type = (mediaType ?? '').split(';')[0]?.trim().toLowerCase();
  const packed = type === inventoryMediaType;
  if (!packed && type !== 'application/json') return problem(415, 'Unsupported media type', `Send gzipped inventories as ${inventoryMediaType}, or plain ones as application/json.`, 'Content-Type');
  const { compressedBytes, inflatedBytes, depth } = inventoryLimits;
  if (body.length === 0) return problem(400, 'Empty body', 'Send one inventory.', 'body');
  if (body.length > compressedBytes) return problem(413, 'Inventory too large', `The body has ${body.length} bytes; at most ${compressedBytes} are taken.`, 'body');
  const json = packed ? inflated(body, inflatedBytes) : body;
  if (!(json instanceof Uint8Array)) return json;
  if (jsonDepth(json, depth) > depth) return problem(400, 'Nested too deeply', `At most ${depth} levels are taken.`, 'body');
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(json));
  } catch {
    return problem(400, 'Not JSON', 'The body is no JSON in UTF-8 (NaN and Infinity are none).', 'body');
  }
  const version = (value as { v?: unknown } | null)?.v;
  if (typeof version === 'number' && version !== 1) return problem(422, 'Unknown version', 'This control plane reads inventory version 1.', 'v');
  const result = PushedInventory.safeParse(value);
  if (result.success) return result.data;
  const { field, message } = faultOf(result.error);
  return problem(422, 'Invalid inventory', `${field || 'The inventory'}: ${message}`, field || 'body');
} // prettier-ignore

function inflated(body: Uint8Array, maxOutputLength: number): Uint8Array | Problem {
  try {
    return gunzipSync(body, { maxOutputLength });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return problem(413, 'Inventory too large', `The body inflates beyond ${maxOutputLength} bytes.`, 'body'); // prettier-ignore
    return problem(400, 'Not gzip', 'The body is no whole gzip stream.', 'body');
  }
}
