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
  let bytes = 0;
  let to = from;
  for (const item of items.slice(from)) {
    bytes += sizeOf(item) + 1;
    if (bytes > pageBytes && to > from) break;
    to++;
  }
  const page = items.slice(from, to);
  const last = page.at(-1);
  return to < items.length && last !== undefined ? { items: page, next: cursorOf(keyOf(last)) } : { items: page };
}

export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function cursorOf(key: string): string {
  return digest('cursor', key);
}

function behind<Item>(items: readonly Item[], keyOf: (item: Item) => string, cursor: string): number {
  const at = items.findIndex((item) => cursorOf(keyOf(item)) === cursor);
  if (at < 0) {
    throw new Refusal(400, 'Unknown cursor', 'Take the cursor from `next` of the page before, or leave it out.', 'cursor'); // prettier-ignore
  }
  return at + 1;
}
