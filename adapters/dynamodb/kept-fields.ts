import type { Key } from './keys.ts';

// While a new version is deployed, or after it was set back, an older one reads and writes what a newer one wrote. What it
// does not know it hands back as it found it.

/** What a stored value holds and a reader of it did not take up, by where it stands. */
export interface Unknown {
  /** Fields of this object, as they are stored. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly within: ReadonlyMap<string, Unknown>;
  /** Of a list: by the JSON of the element as it was read, so that one that was changed or moved is not mistaken for another. */
  readonly elements: ReadonlyMap<string, Unknown>;
}

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value); // prettier-ignore

/** @param stored parsed JSON @param read the same after its schema */
export function unknownIn(stored: unknown, read: unknown): Unknown | undefined {
  if (Array.isArray(stored)) return Array.isArray(read) ? unknownInList(stored, read) : undefined;
  if (!isPlain(stored) || !isPlain(read)) return undefined;
  let fields: Record<string, unknown> | undefined;
  let within: Map<string, Unknown> | undefined;
  for (const name of Object.keys(stored)) {
    const value = stored[name];
    if (!Object.hasOwn(read, name)) {
      if (name !== '__proto__') (fields ??= {})[name] = value;
    } else if (typeof value === 'object' && value !== null) {
      const deeper = unknownIn(value, read[name]);
      if (deeper !== undefined) (within ??= new Map()).set(name, deeper);
    }
  }
  if (fields === undefined && within === undefined) return undefined;
  return { fields: fields ?? {}, within: within ?? new Map(), elements: new Map() };
}

function unknownInList(stored: readonly unknown[], read: readonly unknown[]): Unknown | undefined {
  // A schema that drops elements leaves no telling which is which.
  if (stored.length !== read.length) return undefined;
  let elements: Map<string, Unknown> | undefined;
  for (const [at, value] of stored.entries()) {
    if (typeof value !== 'object' || value === null) continue;
    const deeper = unknownIn(value, read[at]);
    if (deeper !== undefined) (elements ??= new Map()).set(JSON.stringify(read[at]), deeper);
  }
  return elements && { fields: {}, within: new Map(), elements };
}

/** A value with what was not known of the one that it takes the place of. What it no longer has is gone with all that was in it. */
export function withUnknown(value: unknown, unknown: Unknown | undefined): unknown {
  if (unknown === undefined) return value;
  const { fields, within, elements } = unknown;
  if (Array.isArray(value)) return value.map((one: unknown) => withUnknown(one, elements.get(JSON.stringify(one))));
  if (!isPlain(value)) return value;
  const known = Object.entries(value).map(([name, one]) => [name, withUnknown(one, within.get(name))] as const);
  return { ...fields, ...Object.fromEntries(known) };
}

/** Items of a newer version at a time; more than one call works on. */
const most = 5_000;

/**
 * What was unknown in items that were read, by their revision: a write on the condition of a revision comes from
 * somebody who read it. Empty but where two versions are at work.
 */
export class KeptFields {
  readonly #kept = new Map<string, { readonly revision: number; readonly unknown: Unknown }>();

  note({ pk, sk }: Key, revision: number, unknown: Unknown | undefined): void {
    if (unknown === undefined && this.#kept.size === 0) return;
    const key = JSON.stringify([pk, sk]);
    const before = this.#kept.get(key);
    // An index may answer with what was a moment ago.
    if (before !== undefined && before.revision > revision) return;
    this.#kept.delete(key);
    if (unknown !== undefined) this.#kept.set(key, { revision, unknown });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > most && oldest !== undefined) this.#kept.delete(oldest);
  }

  of({ pk, sk }: Key, revision: number): Unknown | undefined {
    if (this.#kept.size === 0) return undefined;
    const kept = this.#kept.get(JSON.stringify([pk, sk]));
    return kept?.revision === revision ? kept.unknown : undefined;
  }
}
