import type { Coverage } from '../../core/telemetry.ts';
import type { Outbox } from '../delivery/outbox.ts';
import { type Lane, Sealer } from '../delivery/sealed.ts';
import type { Observer } from '../observer.ts';
import type { Observation } from '../../core/telemetry.ts';
import { timestamp } from '../timestamp.ts';

export interface TellingOptions {
  readonly node: string;
  readonly bootId: string;
  readonly observer: Observer;
  readonly outbox: Outbox;
  /** Since the start: what was seen, lost, folded; the batch tells how much of it came since the last one. */
  readonly totals: () => Coverage;
  readonly now: () => number;
  /** Each observation as it is told, for people who look on. */
  readonly told?: (observation: Observation) => void;
}

const DAY_MS = 24 * 3_600_000;

/** What is told when: new things at once, counters with the heartbeat, everything once a day. */
export class Telling {
  readonly #options: TellingOptions;
  readonly #sealer = new Sealer();
  #evicted: Observation[] = [];
  readonly #since: string;
  #before: Coverage | undefined;
  #freshAt: number;
  #heartbeatAt: number;
  #allAt: number;

  constructor(options: TellingOptions) {
    this.#options = options;
    this.#freshAt = this.#heartbeatAt = this.#allAt = options.now();
    this.#since = timestamp(this.#allAt);
  }

  /** Had to leave memory before its time: told with what is new. */
  evicted(observation: Observation): void {
    this.#evicted.push(observation);
  }

  /** @returns whether there was anything new */
  fresh(): boolean {
    const { observer, now, outbox } = this.#options;
    const at = now();
    observer.idle(at);
    if (at - this.#allAt >= DAY_MS || outbox.takeNoveltyLost()) {
      this.#allAt = at;
      observer.tellAgain();
    }
    const observations = [...this.#evicted, ...observer.fresh(at)];
    this.#evicted = [];
    if (observations.length === 0) return false;
    this.#tell('novelty', observations, this.#freshAt, at);
    this.#freshAt = at;
    return true;
  }

  /**
   * Counters that moved; an empty batch where none did, for silence is not health. What is new goes its own way, which is not
   * the first to be given up.
   * @param last what is new and not settled is told as well
   */
  heartbeat(last = false): void {
    const at = this.#options.now();
    this.#tell('counters', this.#options.observer.take(last), this.#heartbeatAt, at);
    this.#heartbeatAt = at;
    this.#freshAt = at;
  }

  #tell(lane: Lane, observations: readonly Observation[], from: number, to: number): void {
    const { node, bootId, outbox, told } = this.#options;
    if (told !== undefined) for (const observation of observations) told(observation);
    const window = { from: timestamp(Math.min(from, to)), to: timestamp(to) };
    for (const sealed of this.#sealer.seal(lane, observations, { v: 1, node, bootId, listeningSince: this.#since, window, coverage: this.#coverage() })) outbox.add(sealed); // prettier-ignore
  }

  #coverage(): Coverage {
    const totals = this.#options.totals();
    const before = this.#before;
    this.#before = totals;
    if (before === undefined) return totals;
    const since = (key: 'seen' | 'dropped' | 'folded' | 'freezes') => Math.max(0, totals[key] - before[key]);
    return { ...totals, seen: since('seen'), dropped: since('dropped'), folded: since('folded'), freezes: since('freezes') }; // prettier-ignore
  }
}
