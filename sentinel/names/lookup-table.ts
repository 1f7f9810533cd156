import type { Lookup } from '../../core/telemetry.ts';
import type { NoveltyAllows } from '../flows/flow-table.ts';
import { BoundedMap } from '../bounded-map.ts';
import { timestamp } from '../timestamp.ts';
import { withOne } from '../with-one.ts';

/** `empty`: the name exists, but has no record of the kind asked for. */
export type Answered = 'answered' | 'blocked' | 'nxdomain' | 'empty' | 'refused' | 'timeout';

/** Of several answers to one name (A, AAAA, a retry) the one that says most stands. */
const RANK: Readonly<Record<Answered, number>> = {
  answered: 5,
  blocked: 4,
  nxdomain: 3,
  empty: 2,
  refused: 1,
  timeout: 0,
};

/** What was asked, of whom; one object from the question to its answer. */
export interface Question {
  readonly client: string;
  readonly resolver: string;
  readonly port: number;
  readonly proto: 'tcp' | 'udp';
  readonly interfaceIndex: number;
  readonly name: string;
  /** Where the table counts it. */
  counted?: unknown;
}

interface LookupRecord extends Omit<Question, 'counted'> {
  readonly interest: Interest;
  count: number;
  answered: Answered;
  aliases: readonly string[];
  firstSeen: number;
  lastSeen: number;
  changed: boolean;
  /** To be told for the first time. */
  novel: boolean;
  readonly generation: number;
}

/** One client's interest in one name, over all resolvers that it asked. */
interface Interest {
  /** A conversation to one of the answers followed: the flow carries the name. */
  used: boolean;
  /** Made room for another. */
  evicted: boolean;
  /** One for each resolver, few. */
  records: readonly LookupRecord[];
}

const NOTHING: readonly never[] = [];
const MOST_RESOLVERS = 16;
/** No clock of a capture is trusted to hold a lookup back for longer. */
const SETTLES_MS = 60_000;

/** DNS questions that led to no conversation. */
export class LookupTable {
  readonly #interests: BoundedMap<string, Interest>;
  readonly #evicted: (lookup: Lookup) => void;
  readonly #allows: NoveltyAllows;
  #waiting: LookupRecord[] = [];
  #generation = 0;
  #folded = 0;

  /**
   * @param evicted gets what had to leave to make room; the same name later starts a new generation
   * @param allows whether one more name may come up on an interface; what may not is folded
   */
  constructor(most: number, evicted: (lookup: Lookup) => void, allows: NoveltyAllows = () => true) {
    this.#evicted = evicted;
    this.#allows = allows;
    this.#interests = new BoundedMap(most, (interest) => this.#evict(interest));
  }

  asked(question: Question, at: number): void {
    const record = this.#record(question, at);
    if (record === undefined) return;
    record.count += 1;
    this.#seen(record, at);
  }

  answered(question: Question, answered: Answered, aliases: readonly string[], at: number, asked: boolean): void {
    const record = this.#record(question, at);
    if (record === undefined) return;
    // Where a capture holds answers only, each stands for its question.
    if (!asked) record.count += 1;
    if (RANK[answered] > RANK[record.answered]) record.answered = answered;
    if (aliases.length > 0) record.aliases = aliases;
    this.#seen(record, at);
  }

  /** A conversation to an answer of this name began. */
  used(client: string, name: string): void {
    const interest = this.#interests.get(interestKey(client, name));
    if (interest !== undefined) interest.used = true;
  }

  /** Whether names were asked for that were not told, and for which a conversation may still come. */
  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Names asked for that found no place. */
  get folded(): number {
    return this.#folded;
  }

  /** Lookups never told before that began before `settled`: a conversation would have followed by then. They count as taken. */
  fresh(settled: number): Lookup[] {
    const fresh: Lookup[] = [];
    this.#waiting = this.#waiting.filter((record) => {
      if (record.firstSeen > settled && Math.abs(record.firstSeen - settled) < SETTLES_MS) return true;
      record.novel = false;
      if (!record.interest.used && record.changed) {
        record.changed = false;
        fresh.push(lookupFrom(record));
      }
      return false;
    });
    return fresh;
  }

  tellAgain(): void {
    for (const interest of this.#interests.values()) {
      for (const record of interest.records) {
        record.changed = true;
        if (!record.novel) this.#waiting.push(record);
        record.novel = true;
      }
    }
  }

  /** Lookups that changed since they were last taken. @param withNovel also what `fresh` has not told yet */
  take(withNovel = true): Lookup[] {
    const changed: Lookup[] = [];
    for (const interest of this.#interests.values()) {
      if (interest.used) continue;
      for (const record of interest.records) {
        if (!record.changed || (record.novel && !withNovel)) continue;
        record.changed = false;
        changed.push(lookupFrom(record));
      }
    }
    return changed;
  }

  #record(question: Question, at: number): LookupRecord | undefined {
    const counted = question.counted as LookupRecord | undefined;
    if (counted !== undefined && !counted.interest.evicted) return counted;
    const key = interestKey(question.client, question.name);
    let interest = this.#interests.get(key);
    if (interest === undefined) {
      if (!this.#allows('name', question.interfaceIndex, at)) {
        this.#folded += 1;
        return undefined;
      }
      interest = { used: false, evicted: false, records: NOTHING };
      this.#interests.set(key, interest);
    }
    let record = interest.records.find((one) => isSameResolver(one, question));
    if (record === undefined) {
      if (interest.records.length >= MOST_RESOLVERS) return undefined;
      const { client, resolver, port, proto, interfaceIndex, name } = question;
      record = { client, resolver, port, proto, interfaceIndex, name, interest, count: 0, answered: 'timeout', aliases: NOTHING, firstSeen: at, lastSeen: at, changed: true, novel: true, generation: this.#generation }; // prettier-ignore
      interest.records = withOne(interest.records, record);
      this.#waiting.push(record);
    }
    question.counted = record;
    return record;
  }

  #seen(record: LookupRecord, at: number): void {
    if (at < record.firstSeen) record.firstSeen = at;
    if (at > record.lastSeen) record.lastSeen = at;
    record.changed = true;
  }

  #evict(interest: Interest): void {
    this.#generation += 1;
    interest.evicted = true;
    if (interest.used) return;
    for (const record of interest.records) {
      if (!record.changed) continue;
      record.changed = false;
      this.#evicted(lookupFrom(record));
    }
  }
}

const isSameResolver = (one: Omit<Question, 'counted'>, other: Question): boolean =>
  one.resolver === other.resolver && one.port === other.port && one.proto === other.proto && one.interfaceIndex === other.interfaceIndex; // prettier-ignore

/** Joined, for what is written out piece by piece stays a tree of its pieces. */
const interestKey = (client: string, name: string): string => [client, name].join(' ');

function lookupFrom(record: LookupRecord): Lookup {
  return {
    kind: 'lookup',
    src: record.client,
    dst: record.resolver,
    port: record.port,
    proto: record.proto,
    ...(record.interfaceIndex >= 0 ? { if: record.interfaceIndex } : {}),
    name: record.name,
    aliases: [...record.aliases],
    outcome: record.answered === 'empty' ? 'answered' : record.answered,
    count: record.count,
    generation: record.generation,
    firstSeen: timestamp(record.firstSeen),
    lastSeen: timestamp(record.lastSeen),
  };
}
