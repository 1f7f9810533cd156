import type { ObservedName } from '../../core/observed-name.ts';
import { telemetryLimits } from '../../core/telemetry-limits.ts';
import { BoundedMap } from '../bounded-map.ts';
import { areSame } from '../conversation/findings.ts';

interface Answer {
  readonly name: ObservedName;
  /** Milliseconds since 1970. */
  until: number;
  readonly at: number;
}

interface Told {
  readonly address: string;
  /** The latest first. */
  answers: readonly Answer[];
  /** When it last became the youngest of all pairs. */
  movedAt: number;
}

const MOST_PAIRS = 65_536;
const MOST_NAMES = telemetryLimits.namesPerFlow;
/** Resolvers and runtimes hold an answer a little longer than its life. */
const GRACE_MS = 60_000;
const LONGEST_LIFE_MS = 24 * 3_600_000;
/** A pair that is answered again and again becomes the youngest this often: moving it costs more than all else. */
const MOVES_MS = 10_000;
const NONE: readonly never[] = [];

/** Which names a client was told for which address: only what *that* client asked names its conversations. */
export class NameCache {
  readonly #told = new BoundedMap<string, Told>(MOST_PAIRS, ({ address }) => this.#forget(address));
  /** Addresses with how many clients were told of them: nearly all conversations go to one that nobody was. */
  readonly #addresses = new Map<string, number>();

  /** @param ttlS as answered; a client may have held it up to a day at most */
  learn(
    client: string,
    addresses: readonly string[],
    name: string,
    aliases: readonly string[],
    ttlS: number,
    at: number,
  ): void {
    const until = at + Math.min(ttlS * 1000 + GRACE_MS, LONGEST_LIFE_MS);
    for (const address of addresses) {
      const key = keyOf(client, address);
      let told = this.#told.get(key);
      if (told === undefined) {
        told = { address, answers: NONE, movedAt: at };
        this.#addresses.set(address, (this.#addresses.get(address) ?? 0) + 1);
        this.#told.set(key, told);
      } else if (at - told.movedAt > MOVES_MS) {
        told.movedAt = at;
        this.#told.set(key, told);
      }
      told.answers = learnt(told.answers, name, aliases, until, at);
    }
  }

  /**
   * The names under which `client` may have dialled `address` at `at`, latest answer first: every answer still alive,
   * or else the last one that was (runtimes that never ask twice exist).
   */
  names(client: string, address: string, at: number): readonly ObservedName[] {
    if (!this.#addresses.has(address)) return NONE;
    const told = this.#told.get(keyOf(client, address));
    if (told === undefined) return NONE;
    const answers = told.answers.filter((answer) => answer.at <= at);
    const alive = answers.filter((answer) => answer.until >= at);
    return (alive.length > 0 ? alive : answers.slice(0, 1)).map(({ name }) => name);
  }

  #forget(address: string): void {
    const others = this.#addresses.get(address)! - 1;
    if (others === 0) this.#addresses.delete(address);
    else this.#addresses.set(address, others);
  }
}

/** What is asked again and again is answered the same again and again: while it lives it is the same answer, that lives longer. */
function learnt(answers: readonly Answer[], name: string, aliases: readonly string[], until: number, at: number): readonly Answer[] {
  const known = answers.findIndex((other) => other.name.value === name);
  const before = known === -1 ? undefined : answers[known]!;
  const isSame = before !== undefined && areSame(before.name.aliases ?? NONE, aliases);
  if (known === 0 && isSame && before.until >= at && before.at <= at) {
    before.until = until;
    return answers;
  }
  const latest: Answer = { name: isSame ? before.name : nameOf(name, aliases), at, until };
  const others = answers.filter((other) => other !== before);
  // As long as it is and no longer: most addresses have one name.
  return others.length === 0 ? [latest] : [latest].concat(others.slice(0, MOST_NAMES - 1));
} // prettier-ignore

/** Joined, for what is written out piece by piece stays a tree of its pieces. */
const keyOf = (client: string, address: string): string => [client, address].join(' ');

const nameOf = (value: string, aliases: readonly string[]): ObservedName =>
  aliases.length === 0 ? { value, from: 'dns' } : { value, from: 'dns', aliases: [...aliases] };
