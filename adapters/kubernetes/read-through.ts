import type { Clock } from '../../core/ports/runtime.ts';
import type { Answer } from './api.ts';

/** Answers from memory while an answer is young; asks once for all who ask at the same time. Faults are not kept. */
export class ReadThrough<Body> {
  readonly #kept = new Map<string, { readonly answer: Promise<Answer<Body>>; readonly at: number }>();
  readonly #now: Clock;
  readonly #youngMs: number;
  readonly #limit: number;

  constructor(now: Clock, youngMs: number, limit: number) {
    this.#now = now;
    this.#youngMs = youngMs;
    this.#limit = limit;
  }

  /** @param youngMs milliseconds; @default those of the memory */
  async get(key: string, ask: () => Promise<Answer<Body>>, youngMs = this.#youngMs): Promise<Answer<Body>> {
    const kept = this.#kept.get(key);
    if (kept !== undefined && Math.abs(this.#now() - kept.at) <= youngMs) return kept.answer;
    const asked = { answer: ask(), at: this.#now() };
    this.#kept.delete(key);
    this.#kept.set(key, asked);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#limit && oldest !== undefined) this.#kept.delete(oldest);
    const forget = () => {
      if (this.#kept.get(key) === asked) this.#kept.delete(key);
    };
    try {
      const answer = await asked.answer;
      if (!answer.ok) forget();
      return answer;
    } catch (error) {
      forget();
      throw error;
    }
  }
}
