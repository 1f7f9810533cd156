import { telemetryLimits, type Flow, type ObservedName, type Operation } from '../../core/telemetry.ts';
import { BoundedMap } from '../bounded-map.ts';
import { endText, type Conversation, type Outcome } from '../conversation/conversation.ts';
import { nameKey, operationKey } from '../conversation/findings.ts';
import { timestamp } from '../timestamp.ts';
import { FIRST_RANK, RESERVED } from './rank.ts';

/** Of several conversations under one key the one that got furthest tells the outcome. */
const RANK: Readonly<Record<Outcome, number>> = { established: 4, reset: 3, refused: 2, blocked: 1, timeout: 0 };

interface FlowRecord {
  readonly flow: Omit<Flow, 'names' | 'ops' | 'outcome' | 'firstSeen' | 'lastSeen'>;
  readonly names: Map<string, ObservedName>;
  readonly operations: Map<string, Operation>;
  outcome: Outcome;
  firstSeen: number;
  lastSeen: number;
  changed: boolean;
}

/** How far an open conversation has been counted already. */
interface Counted {
  bytesOut: number;
  bytesIn: number;
  readonly operations: Map<string, number>;
}

/** Conversations summed by key: interface, ends, port, protocol, direction, service address. Counters only rise. */
export class FlowTable {
  readonly #records: BoundedMap<string, FlowRecord>;
  readonly #counted = new WeakMap<Conversation, Counted>();
  readonly #directionOf: (conversation: Conversation) => 'in' | 'out';
  readonly #evicted: (flow: Flow) => void;
  #generation = 0;
  #folded = 0;

  /** @param evicted gets what had to leave to make room; the same key later starts a new generation */
  constructor(most: number, directionOf: (conversation: Conversation) => 'in' | 'out', evicted: (flow: Flow) => void) {
    this.#directionOf = directionOf;
    this.#evicted = evicted;
    this.#records = new BoundedMap(most, (record) => {
      this.#generation += 1;
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
    const record = this.#record(conversation);
    const before = this.#counted.get(conversation);
    const counted = before ?? { bytesOut: 0, bytesIn: 0, operations: new Map<string, number>() };
    if (before === undefined) record.flow.connections += 1;
    record.flow.bytesOut += Math.max(0, conversation.bytesOut - counted.bytesOut);
    record.flow.bytesIn += Math.max(0, conversation.bytesIn - counted.bytesIn);
    counted.bytesOut = Math.max(counted.bytesOut, conversation.bytesOut);
    counted.bytesIn = Math.max(counted.bytesIn, conversation.bytesIn);
    if (RANK[conversation.outcome] > RANK[record.outcome]) record.outcome = conversation.outcome;
    record.firstSeen = Math.min(record.firstSeen, conversation.firstSeen);
    record.lastSeen = Math.max(record.lastSeen, conversation.lastSeen);
    for (const name of conversation.findings.names) this.#name(record, name);
    for (const operation of conversation.findings.operations) this.#operation(record, operation, counted);
    record.changed = true;
    this.#counted.set(conversation, counted);
  }

  /** Flows that changed since they were last taken. */
  take(): Flow[] {
    const changed: Flow[] = [];
    for (const record of this.#records.values()) {
      if (!record.changed) continue;
      record.changed = false;
      changed.push(flowFrom(record));
    }
    return changed;
  }

  #record(conversation: Conversation): FlowRecord {
    const { client, server, proto, via, interfaceIndex } = conversation;
    const direction = this.#directionOf(conversation);
    const service = via === undefined ? '' : endText(via);
    const key = `${interfaceIndex} ${client.address} ${server.address} ${server.port} ${proto} ${direction} ${service}`;
    const known = this.#records.get(key);
    if (known !== undefined) return known;
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
      names: new Map(),
      operations: new Map(),
      outcome: conversation.outcome,
      firstSeen: conversation.firstSeen,
      lastSeen: conversation.lastSeen,
      changed: true,
    };
    this.#records.set(key, record);
    return record;
  }

  #name(record: FlowRecord, name: ObservedName): void {
    const key = nameKey(name);
    if (record.names.has(key)) return;
    if (record.names.size < telemetryLimits.namesPerFlow) record.names.set(key, name);
    else this.#folded += 1;
  }

  #operation(record: FlowRecord, operation: Operation, counted: Counted): void {
    const key = operationKey(operation);
    const more = operation.count - (counted.operations.get(key) ?? 0);
    if (more <= 0) return;
    counted.operations.set(key, operation.count);
    const known = record.operations.get(key);
    const places = telemetryLimits.operationsPerFlow - (FIRST_RANK.has(operation.app) ? 0 : RESERVED);
    if (known !== undefined) known.count += more;
    else if (record.operations.size < places) record.operations.set(key, { ...operation, count: more });
    else this.#folded += more;
  }
}

function flowFrom({ flow, names, operations, outcome, firstSeen, lastSeen }: FlowRecord): Flow {
  const { connections, bytesOut, bytesIn, generation, ...key } = flow;
  return {
    ...key,
    names: [...names.values()],
    ops: [...operations.values()].map((operation) => ({ ...operation })),
    outcome,
    connections,
    bytesOut,
    bytesIn,
    generation,
    firstSeen: timestamp(firstSeen),
    lastSeen: timestamp(lastSeen),
  };
}
