import { digest } from '../core/hash.ts';
import type { ClusterId } from '../core/ids.ts';

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
