import type { ObservedName } from '../../core/observed-name.ts';
import { telemetryLimits } from '../../core/telemetry-limits.ts';
import { BoundedMap } from '../bounded-map.ts';
import { areSame } from '../conversation/findings.ts';

interface Answer {
  readonly name: ObservedName;
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly at: number;
}

const MOST_PAIRS = 65_536;
const MOST_NAMES = telemetryLimits.namesPerFlow;
/** Resolvers and runtimes hold an answer a little longer than its life. */
const GRACE_MS = 60_000;
const LONGEST_LIFE_MS = 24 * 3_600_000;
const NONE: readonly never[] = [];

/** Which names a client was told for which address: only what *that* client asked names its conversations. */
export class NameCache {
  readonly #answers = new BoundedMap<string, Answer[]>(MOST_PAIRS);

  /** @param ttlS as answered; a client may have held it up to a day at most */
  learn(client: string, addresses: readonly string[], name: string, aliases: readonly string[], ttlS: number, at: number): void {
    const until = at + Math.min(ttlS * 1000 + GRACE_MS, LONGEST_LIFE_MS);
    for (const address of addresses) {
      const key = `${client} ${address}`;
      const answers = this.#answers.get(key) ?? [];
      const known = answers.findIndex((other) => other.name.value === name);
      // What is asked again and again is answered the same again and again.
      const told = known === -1 ? undefined : answers.splice(known, 1)[0]!.name;
      const isSame = told !== undefined && areSame(told.aliases ?? NONE, aliases);
      answers.unshift({ name: isSame ? told : nameOf(name, aliases), at, until });
      if (answers.length > MOST_NAMES) answers.pop();
      this.#answers.set(key, answers);
    }
  } // prettier-ignore

  /**
   * The names under which `client` may have dialled `address` at `at`, latest answer first: every answer still alive,
   * or else the last one that was (runtimes that never ask twice exist).
   */
  names(client: string, address: string, at: number): readonly ObservedName[] {
    const told = this.#answers.get(`${client} ${address}`);
    if (told === undefined) return NONE;
    const answers = told.filter((answer) => answer.at <= at);
    const alive = answers.filter((answer) => answer.until >= at);
    return (alive.length > 0 ? alive : answers.slice(0, 1)).map(({ name }) => name);
  }
}

const nameOf = (value: string, aliases: readonly string[]): ObservedName =>
  aliases.length === 0 ? { value, from: 'dns' } : { value, from: 'dns', aliases: [...aliases] };
