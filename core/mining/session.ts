import type { MiningVerdict } from './verdict.ts';

export type { MiningVerdict } from './verdict.ts';

export type Direction = 'client' | 'server';

/** Bounds of one session, in bytes, levels and counts. */
export interface MiningLimits {
  /** A message longer than this is skipped to the next boundary and counted. */
  readonly messageBytes: number;
  /** Arrays and objects nested deeper than this are skipped. */
  readonly depth: number;
}

export const miningLimits: MiningLimits = { messageBytes: 16 * 1024, depth: 16 };

/** Watches both directions of one TCP connection (or of the bodies inside it) and says whether it mines. */
export class MiningSession {
  readonly #limits: MiningLimits;

  constructor(limits: Partial<MiningLimits> = {}) {
    this.#limits = { ...miningLimits, ...limits };
  }

  /** In-order bytes of one direction, in any segmentation. Never throws on any input. */
  push(_direction: Direction, _bytes: Uint8Array): void {
    void this.#limits;
  }

  /** Bytes of a direction were lost: framing restarts at the next boundary. */
  gap(_direction: Direction): void {
    void this.#limits;
  }

  /** How the connection ended, as far as the caller saw it. */
  close(_kind: 'reset' | 'fin' | 'timeout'): void {
    void this.#limits;
  }

  /** undefined: nothing about it looks like mining or a crypto node. */
  verdict(): MiningVerdict | undefined {
    return undefined;
  }
}
