/** Steps of the system's clock smaller than this are none: both clocks are read one after the other. */
const STEP_MS = 1000;
/** A packet waits in the ring this long at most; a stamp further off was made before the clock was set. */
const LONGEST_WAIT_MS = 120_000;

/**
 * The time that the sentinel tells: the system's at its start, and from then on what a clock that is never set has
 * counted. So an hour that is set back or forth moves nothing in a batch, and `sentAt` is of the same clock as all times
 * in it, which the control plane corrects by.
 */
export class OwnClock {
  readonly #wall: () => number;
  readonly #steady: () => number;
  readonly #origin: number;
  #shift = 0;
  #steps = 0;
  #looked: number;

  constructor(wall: () => number = Date.now, steady: () => number = () => performance.now()) {
    this.#wall = wall;
    this.#steady = steady;
    this.#origin = wall() - steady();
    this.#looked = wall();
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#origin + this.#steady();
  }

  /** How often the system's clock was set since the start. */
  get steps(): number {
    return this.#steps;
  }

  /** To be called before packets are read: how far the system's clock has been set since the start. */
  look(): void {
    this.#looked = this.now();
    const shift = this.#wall() - this.#looked;
    if (Math.abs(shift - this.#shift) < STEP_MS) return;
    this.#shift = shift;
    this.#steps += 1;
  }

  /** An instant of the system's clock in ours; of a packet that was there when the clocks were last looked at. */
  instant(at: number): number {
    const own = at - this.#shift;
    const now = this.#looked;
    return own > now + STEP_MS || own < now - LONGEST_WAIT_MS ? now : own;
  }
}
