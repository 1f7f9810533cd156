import { Framing } from './framing.ts';
import { JsonStream } from './json-stream.ts';
import { Judge } from './judge.ts';
import { fieldNames } from './methods.ts';
import type { Ending } from './tally.ts';
import { Turns } from './turns.ts';
import type { MiningVerdict } from './verdict.ts';

export type { MiningVerdict } from './verdict.ts';
export type { Ending } from './tally.ts';

export type Direction = 'client' | 'server';

/** Bounds of one direction, in bytes. */
export interface MiningLimits {
  /** A message longer than this is read as far as it came; the rest, up to the end of its line, is skipped and it is counted. */
  readonly messageBytes: number;
  /** A line of an HTTP head longer than this is no HTTP. It is the most that is ever held back. */
  readonly heldBytes: number;
}

/** Of a message only known fields are kept while it is read, so its length costs time, not memory. */
export const miningLimits: MiningLimits = { messageBytes: 1024 * 1024, heldBytes: 16 * 1024 };

/**
 * Watches both directions of one TCP connection and says whether it mines. Which side mines is told by what it says,
 * so that a capture that began late, and took the server for the client, is judged the same.
 */
export class MiningSession {
  readonly #judge = new Judge();
  readonly #turns = new Turns();
  readonly #sides: Readonly<Record<Direction, { framing: Framing; stream: JsonStream }>>;
  #ending: Ending | undefined;

  constructor(limits: Partial<MiningLimits> = {}) {
    const bounds = { ...miningLimits, ...limits };
    this.#sides = { client: this.#side('client', bounds), server: this.#side('server', bounds) };
  }

  /** In-order bytes of one direction, in any segmentation. Never throws on any input. */
  push(direction: Direction, bytes: Uint8Array): void {
    this.#turns.push(direction === 'client', bytes);
    this.#sides[direction].framing.push(bytes);
  }

  /** Bytes of a direction were lost: what was under way is forgotten, the next byte may begin anything. */
  gap(direction: Direction): void {
    this.#sides[direction].framing.gap();
  }

  /** How the connection ended, as far as the caller saw it: a wish that nobody answered is then a refusal. */
  close(kind: Ending): void {
    this.#ending ??= kind;
  }

  /** undefined: nothing about it looks like mining or a crypto node. */
  verdict(): MiningVerdict | undefined {
    return this.#judge.verdict(this.#ending) ?? this.#turns.verdict(this.#ending);
  }

  /** How many messages were longer than allowed. */
  get oversize(): number {
    return this.#sides.client.stream.oversize + this.#sides.server.stream.oversize;
  }

  #side(direction: Direction, limits: MiningLimits): { framing: Framing; stream: JsonStream } {
    const client = direction === 'client';
    const framing = new Framing(client, limits.heldBytes, {
      data: (bytes, from, to) => stream.push(bytes, from, to),
      boundary: () => stream.boundary(),
      head: (head) => this.#judge.head(client, head),
    });
    const stream = new JsonStream(fieldNames, limits.messageBytes, (message) => {
      this.#judge.message(client, message, framing.inBody);
    });
    return { framing, stream };
  }
}
