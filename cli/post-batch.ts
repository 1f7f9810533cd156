import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type * as z from 'zod';
import { inventoryMediaType } from '../core/inventory/pushed-limits.ts';
import type { PushedInventory } from '../core/inventory/snapshot.ts';
import type { Batch } from '../core/telemetry.ts';
import { telemetryMediaType } from '../core/telemetry-limits.ts';
import { Failure } from './failure.ts';
import { problemText } from './problem-text.ts';

export interface Door {
  /** Base URL of the installation, without a slash at the end. */
  readonly url: string;
  /** The enrolment token of the cluster. */
  readonly token: string;
  /** How often what may pass is tried. @default 5: six seconds in all */
  readonly tries?: number;
}

// What a sentinel does: these are tried again, anything else is this batch's own fault.
const passing = new Set([401, 403, 404, 408, 429]);
const usualTries = 5;
const longestWaitMs = 5_000;

/** Posts one batch as a sentinel would. Throws a Failure that says why the door did not take it. */
export async function postBatch(batch: Batch, door: Door): Promise<void> {
  return post('/v1/telemetry', telemetryMediaType, batch, door);
}

/** Posts what stands in a cluster as one that pushes it would. */
export async function postInventory(inventory: z.input<typeof PushedInventory>, door: Door): Promise<void> {
  return post('/v1/inventory', inventoryMediaType, inventory, door);
}

async function post(
  path: string,
  mediaType: string,
  value: unknown,
  { url, token, tries = usualTries }: Door,
): Promise<void> {
  const body = gzipSync(JSON.stringify(value));
  for (let attempt = 1; ; attempt++) {
    const answer = await send(url + path, mediaType, body, token);
    if (answer instanceof Response && answer.status === 202) {
      await answer.body?.cancel();
      return;
    }
    const isPassing = !(answer instanceof Response) || answer.status >= 500 || passing.has(answer.status);
    if (!isPassing || attempt >= tries) throw await refused(answer, url);
    if (answer instanceof Response) await answer.body?.cancel();
    await sleep(Math.min(longestWaitMs, 200 * 2 ** attempt));
  }
}

async function send(url: string, mediaType: string, body: Buffer, token: string): Promise<Response | Error> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': mediaType };
  try {
    return await fetch(url, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
    });
  } catch (error) {
    return error as Error;
  }
}

async function refused(answer: Response | Error, url: string): Promise<Failure> {
  if (!(answer instanceof Response)) {
    return new Failure(`${url} cannot be reached.`, 'Is Plumbline running there? `plumbline local` starts it here, `plumbline doctor` says more.'); // prettier-ignore
  }
  if (answer.status === 401 || answer.status === 403) {
    return new Failure(`The installation refused the token (${answer.status}).`, 'Take the token that `plumbline clusters add` printed, or issue another with `plumbline clusters token NAME`.'); // prettier-ignore
  }
  return new Failure(`The installation refused what was posted (${answer.status}): ${await problemText(answer)}`);
}
