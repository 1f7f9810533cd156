import { type Entry, entryOf, type Flaw } from './entry.ts';

/** Why a record is left out without being a flaw: the feed is right, we have no use for it. */
export const passes = [
  'filtered',
  'not-network',
  'context-only',
  'conditional',
  'expired',
  'not-yet-valid',
  'revoked',
  'superseded',
  'own-name',
] as const;
export type Pass = (typeof passes)[number];

/** Why a feed as a whole cannot be read. */
export const unreadables = [
  'too-large',
  'packed',
  'markup',
  'not-json',
  'too-deep',
  'no-such-path',
  'no-such-column',
  'too-many-entries',
] as const;
export type Unreadable = (typeof unreadables)[number];

export type Counts<Word extends string> = Readonly<Partial<Record<Word, number>>>;

/** More entries than any list that we know of has (1.6 million, May 2026). */
const mostEntries = 2_000_000;

/** What a parser finds, each entry once, everything else counted by reason. */
export class Gathering {
  readonly #entries = new Map<string, Entry>();
  readonly #flaws: Partial<Record<Flaw, number>> = {};
  readonly #passes: Partial<Record<Pass, number>> = {};
  readonly #portLast: boolean;
  #read = 0;

  constructor(portLast = false) {
    this.#portLast = portLast;
  }

  add(text: string): void {
    const entry = entryOf(text, this.#portLast);
    if (typeof entry === 'string') this.flaw(entry);
    else this.take(entry);
  }

  take(entry: Entry): void {
    this.#read++;
    if (this.#entries.size < mostEntries) this.#entries.set(entry.value, entry);
  }

  flaw(reason: Flaw): void {
    this.#read++;
    this.#flaws[reason] = (this.#flaws[reason] ?? 0) + 1;
  }

  pass(reason: Pass): void {
    this.#passes[reason] = (this.#passes[reason] ?? 0) + 1;
  }

  /** No more entries are taken: the parser may stop. */
  get full(): boolean {
    return this.#entries.size >= mostEntries;
  }

  get entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  /** How many texts were taken or found flawed. */
  get read(): number {
    return this.#read;
  }

  get flaws(): Counts<Flaw> {
    return this.#flaws;
  }

  get passes(): Counts<Pass> {
    return this.#passes;
  }
}
