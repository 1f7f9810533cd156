import { digest } from '../../core/hash.ts';
import type { ObservedName } from '../../core/observed-name.ts';
import type { Operation } from '../../core/operation.ts';
import type { Batch, Observation } from '../../core/telemetry.ts';
import { telemetryLimits } from '../../core/telemetry-limits.ts';
import type { Glimpse } from './traffic.ts';

interface Talk {
  readonly what: Glimpse['what'];
  readonly names: Map<string, ObservedName>;
  readonly ops: Map<string, Operation>;
  connections: number;
  bytesOut: number;
  bytesIn: number;
  readonly firstSeen: number;
  lastSeen: number;
}

/**
 * What a sentinel on one node would report: cumulative counters since its boot, novelty apart from known conversations.
 * Moments are milliseconds since 1970, on the node's own clock.
 */
export class SentinelModel {
  readonly #node: string;
  #bootId = '';
  #boots = 0;
  #seq = 0;
  #talks = new Map<string, Talk>();
  /** What no batch holds yet, and of that what was never said before. */
  #changed = new Set<Talk>();
  #novel = new Set<Talk>();
  #windowFrom: number;
  #since: number;
  #seen = 0;
  #dropped = 0;
  #folded = 0;

  constructor(node: string, at: number) {
    this.#node = node;
    this.#windowFrom = at;
    this.#since = at;
    this.restart(at);
  }

  /** A new boot: counters begin anew, and every conversation is news again. */
  restart(at: number): void {
    this.#bootId = digest('boot', this.#node, String(this.#boots++));
    this.#seq = 0;
    this.#talks = new Map();
    this.#changed = new Set();
    this.#novel = new Set();
    this.#windowFrom = at;
    this.#since = at;
    [this.#seen, this.#dropped, this.#folded] = [0, 0, 0];
  }

  /** @returns whether it is news that should go out at once. */
  see({ what, connections, bytesOut, bytesIn }: Glimpse, at: number): boolean {
    this.#seen += 1;
    const key = keyOf(what);
    let talk = this.#talks.get(key);
    if (talk === undefined) {
      talk = { what, names: new Map(), ops: new Map(), connections: 0, bytesOut: 0, bytesIn: 0, firstSeen: at, lastSeen: at };
      this.#talks.set(key, talk);
      this.#novel.add(talk);
    }
    talk.connections += connections;
    talk.bytesOut += bytesOut;
    talk.bytesIn += bytesIn;
    talk.lastSeen = Math.max(talk.lastSeen, at);
    if (what.kind === 'flow') this.#note(talk, what.names, what.ops);
    this.#changed.add(talk);
    return this.#novel.has(talk);
  } // prettier-ignore

  #note(talk: Talk, names: readonly ObservedName[], ops: readonly Operation[]): void {
    for (const name of names) {
      const key = name.aliases === undefined ? `${name.from} ${name.value}` : JSON.stringify(name);
      if (talk.names.has(key)) continue;
      if (talk.names.size >= telemetryLimits.namesPerFlow) this.#folded += 1;
      else talk.names.set(key, name);
      this.#novel.add(talk);
    }
    for (const op of ops) {
      const { count, ...said } = op;
      const key = JSON.stringify(said);
      const before = talk.ops.get(key);
      if (before !== undefined) talk.ops.set(key, { ...op, count: before.count + count });
      else if (talk.ops.size >= telemetryLimits.operationsPerFlow) this.#folded += 1;
      else {
        talk.ops.set(key, op);
        this.#novel.add(talk);
      }
    }
  }

  /** Events that it knows it missed, and keys that it had to fold together. */
  lose(dropped: number, folded = 0): void {
    this.#dropped += dropped;
    this.#folded += folded;
  }

  get hasNews(): boolean {
    return this.#novel.size > 0;
  }

  /** Batches of what is new. */
  news(at: number): Batch[] {
    return this.#batches([...this.#novel], at);
  }

  /** Batches of everything that changed; an empty one where nothing did, so that its silence is no riddle. */
  heartbeat(at: number): Batch[] {
    return this.#batches([...this.#changed], at);
  }

  #batches(talks: readonly Talk[], at: number): Batch[] {
    const batches: Batch[] = [];
    const { observations: limit } = telemetryLimits;
    for (let from = 0; from < Math.max(1, talks.length); from += limit) {
      const part = talks.slice(from, from + limit);
      const [seen, dropped, folded] = [this.#seen, this.#dropped, this.#folded];
      [this.#seen, this.#dropped, this.#folded] = [0, 0, 0];
      batches.push({
        v: 1,
        node: this.#node,
        bootId: this.#bootId,
        listeningSince: rfc3339(this.#since),
        seq: this.#seq++,
        sentAt: rfc3339(at),
        window: { from: rfc3339(Math.min(this.#windowFrom, at)), to: rfc3339(at) },
        coverage: { seen, dropped, folded, spooled: 0, freezes: 0, sources: ['scenario'], failed: [] },
        observations: part.map(observationOf),
      });
    }
    for (const talk of talks) {
      this.#changed.delete(talk);
      this.#novel.delete(talk);
    }
    this.#windowFrom = at;
    return batches;
  }
}

function keyOf(what: Glimpse['what']): string {
  const ends = `${what.kind} ${what.src} ${what.dst} ${what.port} ${what.proto}`;
  return what.kind === 'flow' ? `${ends} ${what.direction} ${what.via ?? ''} ${what.outcome}` : `${ends} ${what.name} ${what.outcome}`;
} // prettier-ignore

function observationOf(talk: Talk): Observation {
  const { what, connections, bytesOut, bytesIn } = talk;
  const seen = { generation: 0, firstSeen: rfc3339(talk.firstSeen), lastSeen: rfc3339(talk.lastSeen) };
  if (what.kind === 'lookup') return { ...what, ...seen, count: connections };
  return { ...what, names: [...talk.names.values()], ops: [...talk.ops.values()], connections, bytesOut, bytesIn, ...seen }; // prettier-ignore
}

let [lastAt, lastText] = [Number.NaN, ''];

/** Most observations of a batch were seen at the same few moments, and writing a date is slow. */
function rfc3339(at: number): string {
  if (at !== lastAt) [lastAt, lastText] = [at, new Date(at).toISOString()];
  return lastText;
}
