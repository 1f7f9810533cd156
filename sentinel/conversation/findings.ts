import { telemetryLimits, type ObservedName, type Operation } from '../../core/telemetry.ts';
import { FIRST_RANK, RESERVED } from '../flows/rank.ts';

export type Finding = Omit<Operation, 'count'>;

const MOST_REASONS = 24;
const MOST_OPERATIONS = telemetryLimits.operationsPerFlow;
const MOST_NAMES = telemetryLimits.namesPerFlow;

export const operationKey = ({ app, dialect = '', method = '', path = '', evidence, alpn = '', ech = false }: Finding): string =>
  `${app}\n${dialect}\n${method}\n${path}\n${evidence ?? ''}\n${alpn}\n${ech}`; // prettier-ignore

export const nameKey = ({ value, from, aliases = [] }: ObservedName): string =>
  `${from}\n${value}\n${aliases.join('\n')}`;

/** What was understood of one conversation: kinds of things said, names, and why. Never a value, header or payload. */
export class Findings {
  // Made when first needed: most conversations of a node are one DNS question each.
  #operations: Map<string, Operation> | undefined;
  #names: Map<string, ObservedName> | undefined;
  #reasons: Set<string> | undefined;
  #folded = 0;

  get operations(): readonly Operation[] {
    return this.#operations === undefined ? [] : [...this.#operations.values()];
  }

  get names(): readonly ObservedName[] {
    return this.#names === undefined ? [] : [...this.#names.values()];
  }

  get reasons(): readonly string[] {
    return this.#reasons === undefined ? [] : [...this.#reasons];
  }

  /** Operations and names that found no place. */
  get folded(): number {
    return this.#folded;
  }

  operation(finding: Finding, count = 1): void {
    this.#operations ??= new Map();
    const key = operationKey(finding);
    const known = this.#operations.get(key);
    const places = FIRST_RANK.has(finding.app) ? MOST_OPERATIONS : MOST_OPERATIONS - RESERVED;
    if (known !== undefined) known.count += count;
    else if (this.#operations.size < places) this.#operations.set(key, { ...finding, count });
    else this.#folded += count;
  }

  /** For what grows surer with time: what was said of `app` before is taken back. */
  replace(app: Operation['app'], operations: readonly Operation[]): void {
    for (const [key, operation] of this.#operations ?? []) if (operation.app === app) this.#operations?.delete(key);
    for (const { count, ...finding } of operations) this.operation(finding, count);
  }

  name(name: ObservedName): void {
    this.#names ??= new Map();
    const key = nameKey(name);
    if (this.#names.has(key)) return;
    if (this.#names.size < MOST_NAMES) this.#names.set(key, name);
    else this.#folded += 1;
  }

  hasName(from: ObservedName['from']): boolean {
    return this.names.some((name) => name.from === from);
  }

  /** @param words ours alone: nothing from the wire but checked names and numbers */
  because(words: string): void {
    this.#reasons ??= new Set();
    if (this.#reasons.size < MOST_REASONS) this.#reasons.add(words);
  }
}
