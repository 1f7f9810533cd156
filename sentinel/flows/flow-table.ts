import type { ObservedName } from '../../core/observed-name.ts';
import type { Operation } from '../../core/operation.ts';
import type { Flow } from '../../core/telemetry.ts';
import { telemetryLimits } from '../../core/telemetry-limits.ts';
import { BoundedMap } from '../bounded-map.ts';
import type { Conversation, Outcome } from '../conversation/conversation.ts';
import { isSameName, isSameOperation, operationOf, type Said } from '../conversation/findings.ts';
import { endText } from '../conversation/known-ends.ts';
import { timestamp } from '../timestamp.ts';
import { withOne } from '../with-one.ts';
import type { Novelty } from './novelty-budget.ts';
import { FIRST_RANK, RESERVED } from './rank.ts';

/** Of several conversations under one key the one that got furthest tells the outcome. */
const RANK: Readonly<Record<Outcome, number>> = { established: 4, reset: 3, refused: 2, blocked: 1, timeout: 0 };

/** A power of two. */
const RECENT = 1024;
const NOTHING: readonly never[] = [];

interface FlowRecord {
  readonly flow: Omit<Flow, 'names' | 'ops' | 'outcome' | 'firstSeen' | 'lastSeen'>;
  names: readonly ObservedName[];
  operations: readonly Operation[];
  outcome: Outcome;
  firstSeen: number;
  lastSeen: number;
  changed: boolean;
  /** Waits to be told for the first time, or with a name or operation for the first time. */
  novel: boolean;
  /** Made room for another: whoever counted under it begins a new generation. */
  evicted: boolean;
}

/** How far a conversation has been counted already, and where; nowhere if it was folded. */
class Counted {
  record: FlowRecord | undefined;
  bytesOut = 0;
  bytesIn = 0;
}

export type NoveltyAllows = (kind: Novelty, interfaceIndex: number, at: number) => boolean;

/** Conversations summed by key: interface, ends, port, protocol, direction, service address. Counters only rise. */
export class FlowTable {
  readonly #records: BoundedMap<string, FlowRecord>;
  readonly #directionOf: (conversation: Conversation) => 'in' | 'out';
  readonly #evicted: (flow: Flow) => void;
  readonly #allows: NoveltyAllows;
  /** Where it was counted last, by a few bits of its ends: most of what comes is what has come before. */
  readonly #recent: (FlowRecord | undefined)[] = Array.from({ length: RECENT });
  #novel: FlowRecord[] = [];
  #generation = 0;
  #folded = 0;

  /**
   * @param evicted gets what had to leave to make room; the same key later starts a new generation
   * @param allows whether one more key may come up on an interface; what may not is folded
   */
  constructor(
    most: number,
    directionOf: (conversation: Conversation) => 'in' | 'out',
    evicted: (flow: Flow) => void,
    allows: NoveltyAllows = () => true,
  ) {
    this.#directionOf = directionOf;
    this.#evicted = evicted;
    this.#allows = allows;
    this.#records = new BoundedMap(most, (record) => {
      this.#generation += 1;
      record.novel = false;
      record.evicted = true;
      if (record.changed) this.#evicted(flowFrom(record));
    });
  }

  get size(): number {
    return this.#records.size;
  }

  /** Operations and names that found no place in their flow. */
  get folded(): number {
    return this.#folded;
  }

  /** Counts what a conversation has done since it was last counted; may be called any number of times. */
  count(conversation: Conversation): void {
    const before = conversation.counted as Counted | undefined;
    const counted = before ?? new Counted();
    conversation.counted = counted;
    const record = this.#record(conversation, counted.record);
    if (record === undefined) {
      if (before === undefined) this.#folded += 1;
      return;
    }
    // After a translation came to light the conversation counts under another key; what was counted stays counted.
    if (counted.record === undefined) {
      record.flow.connections += 1;
      record.changed = true;
    }
    counted.record = record;
    const { bytesOut, bytesIn } = conversation;
    if (bytesOut > counted.bytesOut) {
      record.changed = true;
      record.flow.bytesOut += bytesOut - counted.bytesOut;
      counted.bytesOut = bytesOut;
    }
    if (bytesIn > counted.bytesIn) {
      record.changed = true;
      record.flow.bytesIn += bytesIn - counted.bytesIn;
      counted.bytesIn = bytesIn;
    }
    if (RANK[conversation.outcome] > RANK[record.outcome]) {
      record.outcome = conversation.outcome;
      record.changed = true;
    }
    if (conversation.firstSeen < record.firstSeen) record.firstSeen = conversation.firstSeen;
    // What has been silent since it was last told is not told again.
    if (conversation.lastSeen > record.lastSeen) {
      record.lastSeen = conversation.lastSeen;
      record.changed = true;
    }
    for (const name of conversation.findings.names) this.#name(record, name);
    for (const said of conversation.findings.said) this.#operation(record, said);
  }

  /** Flows that were never told, or never with all their names and operations. They count as taken. */
  fresh(): Flow[] {
    const novel = this.#novel.filter((record) => record.novel);
    this.#novel = [];
    for (const record of novel) {
      record.novel = false;
      record.changed = false;
    }
    return novel.map(flowFrom);
  }

  /** Everything is told again, as if for the first time: once a day, and after novelty was lost on its way. */
  tellAgain(): void {
    for (const record of this.#records.values()) this.#announce(record);
  }

  /** Flows that changed since they were last taken. @param withNovel also what `fresh` has not told yet */
  take(withNovel = true): Flow[] {
    const changed: Flow[] = [];
    for (const record of this.#records.values()) {
      if (!record.changed || (record.novel && !withNovel)) continue;
      record.changed = false;
      record.novel = false;
      changed.push(flowFrom(record));
    }
    return changed;
  }

  #announce(record: FlowRecord): void {
    if (record.novel) return;
    record.novel = true;
    this.#novel.push(record);
  }

  #record(conversation: Conversation, before: FlowRecord | undefined): FlowRecord | undefined {
    if (before !== undefined && !before.evicted && isKeyOf(before, conversation)) return before;
    const { client, server, proto, via, interfaceIndex } = conversation;
    const place = placeOf(conversation);
    const recent = this.#recent[place];
    if (recent !== undefined && !recent.evicted && isKeyOf(recent, conversation)) return recent;
    const direction = this.#directionOf(conversation);
    const service = via === undefined ? '' : endText(via);
    // Joined, for what is written out piece by piece stays a tree of all its pieces for as long as it is a key.
    const key = [interfaceIndex, client.address, server.address, server.port, proto, direction, service].join(' ');
    const known = this.#records.get(key);
    if (known !== undefined) return (this.#recent[place] = known);
    const matters = conversation.findings.said.some(({ app }) => FIRST_RANK.has(app));
    if (before === undefined && !matters && !this.#allows(conversation.outcome === 'established' ? 'answered' : 'unanswered', interfaceIndex, conversation.lastSeen)) return undefined; // prettier-ignore
    const record: FlowRecord = {
      flow: {
        kind: 'flow',
        src: client.address,
        dst: server.address,
        port: server.port,
        proto,
        direction,
        ...(via === undefined ? {} : { via: service }),
        ...(interfaceIndex >= 0 ? { if: interfaceIndex } : {}),
        connections: 0,
        bytesOut: 0,
        bytesIn: 0,
        generation: this.#generation,
      },
      names: NOTHING,
      operations: NOTHING,
      outcome: conversation.outcome,
      firstSeen: conversation.firstSeen,
      lastSeen: conversation.lastSeen,
      changed: true,
      novel: false,
      evicted: false,
    };
    this.#records.set(key, record);
    this.#recent[place] = record;
    this.#announce(record);
    return record;
  }

  #name(record: FlowRecord, name: ObservedName): void {
    if (record.names.some((known) => isSameName(known, name))) return;
    if (record.names.length < telemetryLimits.namesPerFlow) {
      record.names = withOne(record.names, name);
      record.changed = true;
      this.#announce(record);
    } else this.#folded += 1;
  }

  #operation(record: FlowRecord, said: Said): void {
    const more = said.count - said.counted;
    if (more <= 0) return;
    said.counted = said.count;
    record.changed = true;
    const known = record.operations.find((one) => isSameOperation(one, said));
    const places = telemetryLimits.operationsPerFlow - (FIRST_RANK.has(said.app) ? 0 : RESERVED);
    if (known !== undefined) known.count += more;
    else if (record.operations.length < places) {
      record.operations = withOne(record.operations, { ...operationOf(said), count: more });
      this.#announce(record);
    } else this.#folded += more;
  }
}

function placeOf({ client, server, interfaceIndex }: Conversation): number {
  const [from, to] = [client.address, server.address];
  const ends = (from.charCodeAt(from.length - 1) << 4) ^ (from.charCodeAt(from.length - 2) << 2) ^ to.charCodeAt(to.length - 1) ^ (to.charCodeAt(to.length - 2) << 6); // prettier-ignore
  return (ends ^ (server.port * 31) ^ (interfaceIndex << 3)) & (RECENT - 1);
}

/** Whether a conversation counts there; its ends change when a translation comes to light. Its direction follows from them. */
function isKeyOf({ flow }: FlowRecord, conversation: Conversation): boolean {
  return (
    flow.proto === conversation.proto &&
    (flow.if ?? -1) === conversation.interfaceIndex &&
    flow.src === conversation.client.address &&
    flow.dst === conversation.server.address &&
    flow.port === conversation.server.port &&
    flow.via === (conversation.via === undefined ? undefined : endText(conversation.via))
  );
}

function flowFrom({ flow, names, operations, outcome, firstSeen, lastSeen }: FlowRecord): Flow {
  const { connections, bytesOut, bytesIn, generation, ...key } = flow;
  return {
    ...key,
    names: [...names],
    ops: operations.map((operation) => ({ ...operation })),
    outcome,
    connections,
    bytesOut,
    bytesIn,
    generation,
    firstSeen: timestamp(firstSeen),
    lastSeen: timestamp(lastSeen),
  };
}
