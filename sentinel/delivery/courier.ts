import { setTimeout as sleep } from 'node:timers/promises';
import { firstPolicy } from '../../core/policy.ts';
import type { SentinelPolicy } from '../../core/policy-schema.ts';
import { Counters } from '../counters.ts';
import { dispositionOf, retryDelayMs } from '../output/answer.ts';
import { timestamp } from '../timestamp.ts';
import { type Door, failureWord } from './door.ts';
import type { Outbox } from './outbox.ts';
import { type Sealed, stamped } from './sealed.ts';

/** Of a policy's version. */
const LONGEST_VERSION = 64;

/** From here on the clocks are said to differ (DESIGN 3). */
const FLAGGED_MS = 300_000;
/** A policy that could not be fetched is asked for again after this, whatever the batches say. */
const POLICY_RETRY_MS = 300_000;

export interface CourierOptions {
  readonly door: Door;
  readonly outbox: Outbox;
  readonly now: () => number;
  readonly say: (text: string) => void;
  readonly chance?: () => number;
}

/** Carries batches from the outbox to the door, one at a time; tries again what may pass, sets aside what never will. */
export class Courier {
  readonly counters = new Counters();
  readonly #options: CourierOptions;
  readonly #stop = new AbortController();
  #policy: SentinelPolicy = firstPolicy;
  #etag: string | undefined;
  #policyAskedAt = -Infinity;
  #wake: (() => void) | undefined;
  #failures = 0;
  #lastAccepted: number | undefined;
  #clockOffsetMs = 0;
  #loop: Promise<void> | undefined;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  get policy(): SentinelPolicy {
    return this.#policy;
  }

  /** When the door last took a batch, on our clock; undefined before the first. */
  get lastAccepted(): number | undefined {
    return this.#lastAccepted;
  }

  /** How far the door's clock is ahead of ours. */
  get clockOffsetMs(): number {
    return this.#clockOffsetMs;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** There is something to send. */
  wake(): void {
    if (this.#failures > 0) this.#options.outbox.secure();
    this.#wake?.();
  }

  /** Tries to empty the outbox within `graceMs`, then ends. */
  async finish(graceMs: number): Promise<void> {
    const deadline = performance.now() + graceMs;
    this.wake();
    while (!this.#options.outbox.isEmpty && performance.now() < deadline) await sleep(20);
    this.#stop.abort();
    this.wake();
    this.#options.door.close();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const sealed = this.#options.outbox.next();
      if (sealed === undefined) await this.#idle();
      else {
        const waitMs = await this.#deliver(sealed);
        if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #idle(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, 1000).unref();
    });
    this.#wake = undefined;
  }

  /** @returns how long to wait before the next try */
  async #deliver(sealed: Sealed): Promise<number> {
    const { door, outbox, now, say, chance = Math.random } = this.#options;
    let said: string;
    let retryAfter: string | undefined;
    this.counters.add('post: requests');
    try {
      const body = stamped(sealed, timestamp(now()));
      const answer = await door.post(body);
      this.counters.add('post: bytes sent', body.length);
      this.#clock(answer.date);
      const disposition = dispositionOf(answer.status);
      if (disposition === 'accepted') {
        if (this.#failures > 0) say(`the door answers again after ${this.#failures} failures`);
        this.#failures = 0;
        this.#lastAccepted = now();
        this.counters.add('post: batches accepted');
        this.counters.add('post: observations accepted', sealed.observations);
        outbox.done(sealed);
        await this.#policyOf(answer.body);
        return 0;
      }
      said = `the door answered ${answer.status}`;
      if (disposition === 'set-aside') {
        this.counters.add('post: batches set aside');
        say(`batch ${sealed.seq} was refused for good (${said}) and set aside`);
        outbox.done(sealed);
        return 0;
      }
      ({ retryAfter } = answer);
    } catch (error) {
      said = failureWord(error);
    }
    this.counters.add('post: tries failed');
    if (this.#failures === 0) say(`batch ${sealed.seq}: ${said}; kept, and tried again`);
    this.#failures += 1;
    outbox.secure();
    return retryDelayMs(this.#failures - 1, retryAfter, Date.now(), chance());
  }

  #clock(date: number | undefined): void {
    if (date === undefined) return;
    // The door tells whole seconds.
    const offset = date + 500 - this.#options.now();
    const wasWrong = Math.abs(this.#clockOffsetMs) > FLAGGED_MS;
    this.#clockOffsetMs = offset;
    if (Math.abs(offset) > FLAGGED_MS && !wasWrong) this.#options.say(`this node's clock differs from the installation's by ${Math.round(offset / 1000)} s; set it, times are corrected meanwhile`); // prettier-ignore
  }

  async #policyOf(body: string): Promise<void> {
    const version = acceptedVersion(body);
    const { now, door } = this.#options;
    if (version === undefined || version === this.#policy.version || now() - this.#policyAskedAt < POLICY_RETRY_MS) return; // prettier-ignore
    this.#policyAskedAt = now();
    try {
      const answer = await door.policy(this.#etag);
      if (answer.status === 304) return;
      // Only now: most sentinels never need it, and what checks it takes megabytes.
      const { SentinelPolicy: Schema } = await import('../../core/policy-schema.ts');
      const policy = answer.status === 200 ? Schema.safeParse(parsed(answer.body)) : undefined;
      if (policy?.success !== true) return this.counters.add('policy: refused');
      this.#etag = answer.etag;
      this.#policy = policy.data;
      this.#options.say(`policy ${policy.data.version}: counters every ${policy.data.heartbeatS} s`);
    } catch {
      this.counters.add('policy: no answer');
    }
    return undefined;
  }
}

function acceptedVersion(body: string): string | undefined {
  const accepted = parsed(body);
  if (typeof accepted !== 'object' || accepted === null || !('policyVersion' in accepted)) return undefined;
  const { policyVersion } = accepted;
  return typeof policyVersion === 'string' && policyVersion.length <= LONGEST_VERSION ? policyVersion : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
