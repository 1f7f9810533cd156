import { Clock } from './clock.ts';

/** A map that forgets its oldest entry when full, so that nothing a stranger sends can make it grow. */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  readonly #limit: number;
  readonly #forgotten: ((value: Value, key: Key) => void) | undefined;
  readonly #oldest: Clock<[Key, Value]>;

  constructor(limit: number, forgotten?: (value: Value, key: Key) => void) {
    this.#limit = limit;
    this.#forgotten = forgotten;
    this.#oldest = new Clock(this.#entries);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  /** A key that is set again becomes the youngest. */
  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#limit) return this.#oldest.roomFor();
    const [oldest, forgotten] = this.#oldest.next()!;
    this.#entries.delete(oldest);
    this.#forgotten?.(forgotten, oldest);
    return undefined;
  }

  delete(key: Key): boolean {
    return this.#entries.delete(key);
  }

  values(): IterableIterator<Value> {
    return this.#entries.values();
  }

  entries(): IterableIterator<[Key, Value]> {
    return this.#entries.entries();
  }
}
