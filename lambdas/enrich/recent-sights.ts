import type { SheetLine } from '../../core/counter-sheet.ts';
import type { Edge } from '../../core/edge.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { Whereabouts } from '../../core/resolve.ts';
import { slotOf } from '../../core/support.ts';
import { saysTheSame } from '../../core/says-the-same.ts';
import type { Observation } from '../../core/telemetry.ts';
import type { Workload } from '../../core/workload.ts';

/** All that goes into a sight but its counters. */
export interface Told {
  readonly cluster: ClusterId;
  readonly node: string;
  readonly observation: Observation;
  readonly source: Whereabouts;
  readonly destination: Whereabouts;
  /** Event times, milliseconds since 1970; undefined where the sentinel does not say since when it listens. */
  readonly firstSeen: number;
  readonly at: number;
  readonly listeningSince: number | undefined;
}

/** What stays the same of a sight while only its counters rise. */
export interface SameSaid {
  readonly key: string;
  readonly edge: Edge;
  readonly line: SheetLine;
  /** Whose pods stand at its ends. */
  readonly workloads: readonly Workload[];
}

interface Remembered {
  readonly told: Told;
  readonly said: SameSaid;
}

/** Some 2 KB each. */
const remembered = 20_000;

/**
 * What conversations said when they were last told of. Nearly all that a heartbeat tells says again what it said a minute
 * ago, and only its counters rose: then nothing has to be worked out and hashed again. Kept between messages.
 */
export class RecentSights {
  #recent = new Map<string, Remembered>();
  #before = new Map<string, Remembered>();

  /** Undefined where anything but a counter is another than it was, be it the owner of an address or a word that was said. */
  get(told: Told): SameSaid | undefined {
    const key = keyOf(told);
    const recent = this.#recent.get(key);
    const known = recent ?? this.#before.get(key);
    if (known === undefined || !isSame(known.told, told)) return undefined;
    if (recent === undefined) this.#keep(key, known);
    return known.said;
  }

  set(told: Told, said: SameSaid): void {
    this.#keep(keyOf(told), { told, said });
  }

  /** In two halves: what was not asked for while one filled up goes with the other. */
  #keep(key: string, one: Remembered): void {
    this.#recent.set(key, one);
    if (this.#recent.size < remembered / 2) return;
    this.#before = this.#recent;
    this.#recent = new Map();
  }
}

/** Finds it again; whether it is the same is not left to a key. */
function keyOf({ node, observation }: Told): string {
  const { if: where = 0, src, dst, port, proto } = observation;
  const rest = observation.kind === 'flow' ? observation.direction : observation.name;
  return `${where} ${src} ${dst} ${port} ${proto} ${rest} ${node}`;
}

function isSame(one: Told, other: Told): boolean {
  return (
    one.source === other.source &&
    one.destination === other.destination &&
    one.firstSeen === other.firstSeen &&
    slotOf(one.at) === slotOf(other.at) &&
    one.listeningSince === other.listeningSince &&
    one.node === other.node &&
    one.cluster === other.cluster &&
    saysTheSame(one.observation, other.observation)
  );
}
