import { digest } from '../../core/hash.ts';
import { Refusal } from './refusal.ts';

/** Bytes of JSON in one answer, well below the 6 MB that Lambda takes. */
export const pageBytes = 2_000_000;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Set where there is more: hand it back as `cursor`. */
  readonly next?: string;
}

/**
 * As many items behind the cursor as fit into one answer, at least one. The cursor names the last item of the page
 * before, by a digest of its key, so that a list that grows meanwhile neither repeats nor skips what was there.
 *
 * @param sizeOf bytes that an item adds to the answer, its own JSON unless said otherwise
 */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  cursor: string | undefined,
  sizeOf: (item: Item) => number = jsonBytes,
): Page<Item> {
  const from = cursor === undefined ? 0 : behind(items, keyOf, cursor);
  return pageFrom(from, items, (last) => cursorOf(keyOf(last)), sizeOf);
}

/**
 * The same of a list in the order of ids that nobody may not see: the cursor is the last id itself, which is found at once, and
 * holds its place also where another function answers that knows of this item only a moment later.
 */
export function pageById<Item extends { readonly id: string }>(
  items: readonly Item[],
  cursor: string | undefined,
  sizeOf: (item: Item) => number,
): Page<Item> {
  return pageFrom(cursor === undefined ? 0 : countUpTo(items, cursor), items, ({ id }) => id, sizeOf);
}

function pageFrom<Item>(from: number, items: readonly Item[], nextOf: (last: Item) => string, sizeOf: (item: Item) => number): Page<Item> {
  let bytes = 0;
  let to = from;
  for (; to < items.length; to++) {
    bytes += sizeOf(items[to] as Item) + 1;
    if (bytes > pageBytes && to > from) break;
  }
  const page = items.slice(from, to);
  const last = page.at(-1);
  return to < items.length && last !== undefined ? { items: page, next: nextOf(last) } : { items: page };
} // prettier-ignore

/** How many of a sorted list have this id or one before it. */
function countUpTo(items: readonly { readonly id: string }[], id: string): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.id ?? '') <= id) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function cursorOf(key: string): string {
  return digest('cursor', key);
}

function behind<Item>(items: readonly Item[], keyOf: (item: Item) => string, cursor: string): number {
  const at = items.findIndex((item) => cursorOf(keyOf(item)) === cursor);
  if (at < 0) throw unknownCursor();
  return at + 1;
}

export function unknownCursor(): Refusal {
  return new Refusal(400, 'Unknown cursor', 'Take the cursor from `next` of the page before, or leave it out.', 'cursor'); // prettier-ignore
}
