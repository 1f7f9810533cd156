import type { Writable } from 'node:stream';

const FLUSH_BYTES = 65_536;

/** Writes lines in large pieces. A reader that goes away (`| head`) closes it: that is an end, not an error. */
export class LineWriter {
  readonly #stream: Writable;
  readonly #closed = new AbortController();
  #waiting: string[] = [];
  #size = 0;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      this.#closed.abort();
    });
  }

  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  line(text: string): void {
    this.#waiting.push(text);
    this.#size += text.length + 1;
    if (this.#size >= FLUSH_BYTES) this.#write();
  }

  /** Resolves once everything was taken by the system: `process.exit` would lose what a pipe has not. */
  async flush(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#closed.signal.addEventListener('abort', () => resolve(), { once: true });
      this.#write(() => resolve());
    });
  }

  #write(done?: () => void): void {
    const text = this.#waiting.length === 0 ? '' : `${this.#waiting.join('\n')}\n`;
    this.#waiting = [];
    this.#size = 0;
    if (!this.#closed.signal.aborted) this.#stream.write(text, done);
  }
}
