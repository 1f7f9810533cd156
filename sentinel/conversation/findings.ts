import type { ObservedName } from '../../core/observed-name.ts';
import type { Operation } from '../../core/operation.ts';
import { telemetryLimits } from '../../core/telemetry-limits.ts';
import { FIRST_RANK, RESERVED } from '../flows/rank.ts';

export type Finding = Omit<Operation, 'count'>;

const MOST_REASONS = 24;
const MOST_OPERATIONS = telemetryLimits.operationsPerFlow;
const MOST_NAMES = telemetryLimits.namesPerFlow;

const NOTHING: readonly never[] = [];

export const isSameOperation = (one: Finding, other: Finding): boolean =>
  one.path === other.path &&
  one.method === other.method &&
  one.app === other.app &&
  one.dialect === other.dialect &&
  one.evidence === other.evidence &&
  one.alpn === other.alpn &&
  one.unauthenticated === other.unauthenticated &&
  (one.ech ?? false) === (other.ech ?? false);

export const isSameName = (one: ObservedName, other: ObservedName): boolean =>
  one === other ||
  (one.value === other.value && one.from === other.from && areSame(one.aliases ?? NOTHING, other.aliases ?? NOTHING));

export const areSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((alias, index) => alias === other[index]);

/** An operation with how much of its count a table of flows has taken over. */
export type Said = Operation & { counted: number };

export function operationOf(said: Said): Operation {
  const operation: Operation & { counted?: number } = { ...said };
  delete operation.counted;
  return operation;
}

/**
 * What was understood of one conversation: kinds of things said, names, and why. Never a value, header or payload.
 * There are few of each, and most conversations have one: lists are searched faster than keys are written.
 */
export class Findings {
  readonly #explains: boolean;
  // Made when first needed: most conversations of a node are one DNS question each.
  #said: Said[] | undefined;
  #names: ObservedName[] | undefined;
  #reasons: Set<string> | undefined;
  #folded = 0;

  /** @param explains whether anybody will ask why */
  constructor(explains = true) {
    this.#explains = explains;
  }

  /** As they were made: of another conversation from now on. */
  reset(): void {
    this.#said = undefined;
    this.#names = undefined;
    this.#reasons = undefined;
    this.#folded = 0;
  }

  /** What was said so far; where something was taken back its count is 0. */
  get said(): readonly Said[] {
    return this.#said ?? NOTHING;
  }

  get operations(): readonly Operation[] {
    return this.said.filter(({ count }) => count > 0).map(operationOf);
  }

  get names(): readonly ObservedName[] {
    return this.#names ?? NOTHING;
  }

  get reasons(): readonly string[] {
    return this.#reasons === undefined ? [] : [...this.#reasons];
  }

  /** Operations and names that found no place. */
  get folded(): number {
    return this.#folded;
  }

  operation(finding: Finding, count = 1): void {
    if (this.#said === undefined) {
      // Most have one; a list that is pushed to makes room for many.
      this.#said = [{ ...finding, count, counted: 0 }];
      return;
    }
    const known = this.#said.find((one) => isSameOperation(one, finding));
    if (known !== undefined) known.count += count;
    else if (this.#hasPlace(finding.app)) this.#said.push({ ...finding, count, counted: 0 });
    else this.#folded += count;
  }

  #hasPlace(app: Operation['app']): boolean {
    const places = FIRST_RANK.has(app) ? MOST_OPERATIONS : MOST_OPERATIONS - RESERVED;
    const said = this.said;
    return said.length < places || (said.length < 2 * MOST_OPERATIONS && said.filter(({ count }) => count > 0).length < places); // prettier-ignore
  }

  /** For what grows surer with time: what was said of `app` before is taken back. */
  replace(app: Operation['app'], operations: readonly Operation[]): void {
    for (const one of this.#said ?? NOTHING) if (one.app === app) one.count = 0;
    for (const { count, ...finding } of operations) this.operation(finding, count);
  }

  name(name: ObservedName): void {
    if (this.#names === undefined) {
      this.#names = [name];
      return;
    }
    if (this.#names.some((one) => isSameName(one, name))) return;
    if (this.#names.length < MOST_NAMES) this.#names.push(name);
    else this.#folded += 1;
  }

  hasName(from: ObservedName['from']): boolean {
    return this.names.some((name) => name.from === from);
  }

  /** Whether anybody will ask why. */
  get explains(): boolean {
    return this.#explains;
  }

  /** @param words ours alone: nothing from the wire but checked names and numbers */
  because(words: string): void {
    if (!this.#explains) return;
    this.#reasons ??= new Set();
    if (this.#reasons.size < MOST_REASONS) this.#reasons.add(words);
  }
}
