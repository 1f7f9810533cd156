import type { Indicator } from '../intelligence.ts';

/** What many entries have in common: their kind, how grave they are, which sources name them. */
export interface Share {
  readonly kind: Indicator['kind'];
  /** Place in the order of graveness, the lowest is the gravest. */
  readonly rank: number;
  /** Places in the list of sources, ascending. */
  readonly sources: number[];
}

/** Each different share once, by number, so that a million entries hold a number each and not a set each. */
export class Shares {
  readonly #shares: Share[] = [];
  readonly #known = new Map<string, number>();
  /** What became of a share when a source was added, so that the common case makes nothing. */
  readonly #steps = new Map<string | number, number>();

  readonly #ranks: number;
  readonly #sources: number;

  /** How many ranks and sources there are. */
  constructor(ranks: number, sources: number) {
    this.#ranks = ranks;
    this.#sources = sources;
  }

  /** The share of an entry that had this one (undefined: none yet), once this source names it too. */
  with(before: number | undefined, kind: Share['kind'], rank: number, source: number): number {
    const step =
      before === undefined ? `${kind} ${rank} ${source}` : (before * this.#ranks + rank) * this.#sources + source;
    const known = this.#steps.get(step);
    if (known !== undefined) return known;
    const had = before === undefined ? { kind, rank, sources: [] } : this.at(before);
    const sources = [...new Set([...had.sources, source])].toSorted((a, b) => a - b);
    const next = this.#numberOf({ kind: had.kind, rank: Math.min(had.rank, rank), sources });
    this.#steps.set(step, next);
    return next;
  }

  at(number: number): Share {
    const share = this.#shares[number];
    if (share === undefined) throw new RangeError(`there is no share ${number}`);
    return share;
  }

  #numberOf(share: Share): number {
    const key = JSON.stringify(share);
    const known = this.#known.get(key) ?? this.#shares.length;
    if (known === this.#shares.length) {
      this.#known.set(key, known);
      this.#shares.push(share);
    }
    return known;
  }
}
