import { setTimeout as sleep } from 'node:timers/promises';
import type { Observation } from '../../core/telemetry.ts';
import { telemetryMediaType } from '../../core/telemetry-limits.ts';
import { tokenIn } from '../delivery/token-file.ts';
import { routeOf } from '../delivery/route.ts';
import { dispositionOf, retryDelayMs } from './answer.ts';
import { BatchPacker, type Envelope, type Packed } from './batches.ts';

export interface PosterOptions {
  /** Base address of the installation, or the whole address of its ingest route. */
  readonly post: URL;
  readonly tokenFile?: string;
  readonly giveUpS: number;
  /** What stands around the observations, as of now. */
  readonly envelope: () => Envelope;
  /** Talk for people; never holds the token. */
  readonly say: (text: string) => void;
}

export interface Posted {
  batches: number;
  observations: number;
  retries: number;
  /** Batches that the door refused for good. */
  setAside: number;
  /** Observations that waited in vain, or for which there was no room. */
  lost: number;
}

const ROUTE = '/v1/telemetry';
const ENOUGH_FOR_A_BATCH = 2000;
/** About 40 MB; beyond it the oldest go, counted. */
const MOST_WAITING = 100_000;
const ANSWER_MS = 30_000;

/** Sends observations in batches; retries what may pass, sets aside what never will, counts both. */
export class Poster {
  readonly #options: PosterOptions;
  readonly #packer = new BatchPacker();
  readonly #posted: Posted = { batches: 0, observations: 0, retries: 0, setAside: 0, lost: 0 };
  #waiting: Observation[] = [];
  #sending: Promise<void> = Promise.resolve();
  #busy = false;
  #failure: unknown;

  constructor(options: PosterOptions) {
    this.#options = options;
  }

  add(observation: Observation): void {
    if (this.#waiting.length >= MOST_WAITING) this.#posted.lost += this.#waiting.splice(0, ENOUGH_FOR_A_BATCH).length;
    this.#waiting.push(observation);
    if (this.#waiting.length >= ENOUGH_FOR_A_BATCH && !this.#busy) this.#start();
  }

  /** @throws Refusal where the token cannot be read */
  async finish(): Promise<Posted> {
    await this.#sending;
    if (this.#failure === undefined) {
      this.#start();
      await this.#sending;
    }
    if (this.#failure !== undefined) throw this.#failure;
    return this.#posted;
  }

  #start(): void {
    this.#busy = true;
    const observations = this.#waiting;
    this.#waiting = [];
    const sent = async () => {
      for (const packed of this.#packer.pack(observations, this.#options.envelope)) await this.#send(packed);
    };
    // Kept until `finish`, so that a failure in the middle of a capture is told once, at its end.
    this.#sending = sent()
      .catch((error: unknown) => (this.#failure ??= error))
      .then(() => void (this.#busy = false));
  }

  async #send(packed: Packed): Promise<void> {
    const giveUpAt = Date.now() + this.#options.giveUpS * 1000;
    for (let attempt = 0; ; attempt += 1) {
      const { status, retryAfter, said } = await this.#try(packed);
      const disposition = status === undefined ? 'retry' : dispositionOf(status);
      if (disposition === 'accepted') {
        this.#posted.batches += 1;
        this.#posted.observations += packed.observations;
        return;
      }
      if (disposition === 'set-aside') {
        this.#posted.setAside += 1;
        this.#options.say(`batch ${packed.seq} was refused for good (${said}) and set aside`);
        return;
      }
      const delay = retryDelayMs(attempt, retryAfter, Date.now(), Math.random());
      if (Date.now() + delay > giveUpAt) {
        this.#posted.lost += packed.observations;
        this.#options.say(`batch ${packed.seq}: gave up after ${this.#options.giveUpS} s (${said}); check the address and the token, or raise --give-up`); // prettier-ignore
        return;
      }
      this.#posted.retries += 1;
      if (attempt === 0)
        this.#options.say(`batch ${packed.seq}: ${said}; trying again for up to ${this.#options.giveUpS} s`);
      await sleep(delay);
    }
  }

  async #try(packed: Packed): Promise<{ status?: number; retryAfter?: string; said: string }> {
    const headers: Record<string, string> = { 'content-type': telemetryMediaType };
    // Read each time: a projected token is replaced while we run.
    if (this.#options.tokenFile !== undefined)
      headers['authorization'] = `Bearer ${await tokenIn(this.#options.tokenFile)}`;
    try {
      // A redirect would carry the token to whoever is named there.
      const answer = await fetch(routeOf(this.#options.post, ROUTE), { method: 'POST', headers, body: packed.body, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) }); // prettier-ignore
      await answer.body?.cancel();
      const retryAfter = answer.headers.get('retry-after');
      return {
        status: answer.status,
        ...(retryAfter === null ? {} : { retryAfter }),
        said: `the door answered ${answer.status}`,
      };
    } catch (error) {
      const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
      return { said: `no answer (${cause})` };
    }
  }
}
