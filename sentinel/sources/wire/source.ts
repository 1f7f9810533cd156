import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { libc } from '../libc.ts';
import type { Intake, Source } from '../source.ts';
import { wireFilter } from './filter.ts';
import { type OnPacket, RETIRE_MS, Ring } from './ring.ts';

export interface WireOptions {
  /** Also what the node's own processes send. */
  readonly host: boolean;
  /** Turns the kernel's clock, which may be set, into ours, which never jumps; it is looked at before packets are read. */
  readonly clock?: { look(): void; instant(at: number): number };
  /** Called when everything that was there has been read: waking once for both costs half. @returns in how many milliseconds it wants to be called again */
  readonly looked?: () => number;
}

/** Between two looks at the clock the ring is read this far: 8 MiB hold some hundred milliseconds of a busy node. */
const MOST_BLOCKS = 32;
/**
 * The ring is memory that we share with the kernel: whether there is something to read takes no system call. Waking at each
 * packet would cost more than reading it, and each time we wake finds the caches cold.
 */
export const LOOK_MS = 250;
/** While nothing comes the kernel wakes us, at the first block that it hands over; by ourselves we wake this often. */
const QUIET_MS = 5000;
const AS_IT_IS = { look: () => {}, instant: (at: number) => at };

/** Every packet of this network namespace that the filter finds worth a look. */
export class WireSource implements Source {
  readonly kind = 'wire';
  readonly #options: WireOptions;
  #ring: Ring | undefined;

  constructor(options: WireOptions) {
    this.#options = options;
  }

  /** Opens the socket, so that a refusal is known before anything runs. @throws Refusal */
  open(): void {
    const { host } = this.#options;
    this.#ring ??= new Ring(libc(), { filter: wireFilter({ host, ownHopLimits: ownHopLimits() }), outgoing: host });
  }

  /** Whether the kernel would let us, and nothing else. @throws Refusal */
  check(): void {
    this.open();
    this.#ring?.close();
    this.#ring = undefined;
  }

  loss() {
    const { drops, freezes, packets } = this.#ring?.loss() ?? { drops: 0, freezes: 0, packets: 0 };
    return { dropped: drops, freezes, details: { 'wire: packets matched': packets, 'wire: packets dropped by the ring': drops, 'wire: ring frozen': freezes } }; // prettier-ignore
  }

  async run(intake: Intake, stop: AbortSignal): Promise<void> {
    this.open();
    const ring = this.#ring!;
    const { clock = AS_IT_IS } = this.#options;
    const onPacket: OnPacket = (bytes, from, to, wireLength, at, interfaceIndex) =>
      intake.raw(bytes, from, to, wireLength, clock.instant(at), interfaceIndex);
    const wake = () => ring.wake();
    stop.addEventListener('abort', wake, { once: true });
    try {
      while (!stop.aborted) {
        clock.look();
        const read = ring.read(onPacket, MOST_BLOCKS);
        if (read === MOST_BLOCKS) await new Promise((resolve) => setImmediate(resolve));
        else {
          const within = Math.min(QUIET_MS, this.#options.looked?.() ?? QUIET_MS);
          await (read > 0 || within <= LOOK_MS ? sleep(LOOK_MS) : ring.wait(within));
        }
      }
      // What the kernel has not handed over yet comes when its block retires.
      await sleep(RETIRE_MS + 20);
      ring.read(onPacket, Infinity);
    } finally {
      stop.removeEventListener('abort', wake);
      ring.close();
    }
  }
}

/** What this node's own packets leave with, for both families. */
function ownHopLimits(): number[] {
  const limits = ['ipv4/ip_default_ttl', 'ipv6/conf/all/hop_limit'].map((name) => {
    try {
      return Number(readFileSync(`/proc/sys/net/${name}`, 'utf8'));
    } catch {
      return Number.NaN;
    }
  });
  return [...new Set([64, 255, ...limits.filter((limit) => Number.isInteger(limit))])];
}
