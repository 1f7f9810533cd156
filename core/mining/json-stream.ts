import type { JsonRecord } from './json-node.ts';
import { JsonScanner } from './json-scanner.ts';
import { lineEnd, nextBracket } from './json-text.ts';

/** How many places of one line are remembered, so that no message counts twice. */
const rememberedStarts = 64;

/**
 * The JSON messages of one direction. A junk line such as `{"a":[` must not swallow the lines after it, and a message
 * may be spread over lines: so one scanner reads on freely, and while it is inside an object a second one reads each
 * line for itself, as pools do.
 */
export class JsonStream {
  readonly #free: JsonScanner;
  #line: JsonScanner | undefined;
  readonly #newScanner: () => JsonScanner;
  readonly #starts = new Set<number>();
  #lineByLine = false;
  #offset = 0;

  constructor(known: ReadonlySet<string>, messageBytes: number, emit: (message: JsonRecord) => void) {
    const once = (message: JsonRecord, start: number) => {
      if (this.#starts.has(start)) return;
      if (this.#lineByLine && this.#starts.size < rememberedStarts) this.#starts.add(start);
      emit(message);
    };
    this.#newScanner = () => new JsonScanner(known, messageBytes, once);
    this.#free = this.#newScanner();
  }

  get oversize(): number {
    return this.#free.oversize;
  }

  push(bytes: Uint8Array, from: number, to: number): void {
    const base = this.#offset - from;
    let at = from;
    while (at < to) {
      if (!this.#lineByLine && !this.#free.within) at = nextBracket(bytes, at, to);
      const found = lineEnd(bytes, at, to);
      const end = found < 0 ? to : found;
      this.#free.push(bytes, at, end, base);
      if (this.#lineByLine) this.#line?.push(bytes, at, end, base);
      at = end;
      if (found >= 0) this.#beginLine();
    }
    this.#offset = base + to;
  }

  /** A boundary that no message crosses: the end of a body or of a WebSocket message, or a gap. */
  boundary(): void {
    this.#free.reset();
    this.#beginLine();
  }

  #beginLine(): void {
    this.#lineByLine = this.#free.within;
    if (this.#starts.size > 0) this.#starts.clear();
    if (!this.#lineByLine) return;
    this.#line ??= this.#newScanner();
    this.#line.reset();
  }
}
