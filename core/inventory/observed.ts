import { digest } from '../hash.ts';
import type { ClusterId } from '../ids.ts';

/** What every value of an ObservedStore has. */
export interface Observed {
  readonly cluster: ClusterId;
  readonly asOf: string;
  readonly goneAt?: string | undefined;
  readonly fixedAt?: string | undefined;
}

/** Everything that a value says but the look that said it, as one word. Its keys may come in any order. */
export function sightOf(value: Observed): string {
  return digest('sight', JSON.stringify({ ...value, asOf: '' }, (_, inner: unknown) => (isPlain(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner)));
} // prettier-ignore

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Thing extends Observed {
  readonly firstSeen: string;
}

/**
 * What is to be written after a look: what is new or says something else, and the end of what is no longer there. What
 * came back begins anew. `mayEnd`: whether this look could have seen it, so that its absence means something. `goesOn`: whether it is
 * still what it was; where it is not, it begins anew under the same id.
 */
export function changesBetween<Value extends Thing>(
  before: readonly Value[],
  seen: readonly Value[],
  idOf: (value: Value) => string,
  at: string,
  mayEnd: (value: Value) => boolean,
  goesOn: (old: Value, next: Value) => boolean = () => true,
): Value[] {
  const known = new Map(before.map((value) => [idOf(value), value]));
  const changes = seen.flatMap((value) => {
    const old = known.get(idOf(value));
    known.delete(idOf(value));
    const next =
      old === undefined || old.goneAt !== undefined || !goesOn(old, value)
        ? value
        : { ...value, firstSeen: old.firstSeen };
    return old !== undefined && sightOf(old) === sightOf(next) ? [] : [next];
  });
  const ended = [...known.values()].filter((value) => value.goneAt === undefined && mayEnd(value));
  return [...changes, ...ended.map((value) => ({ ...value, goneAt: at, asOf: at }))];
}
