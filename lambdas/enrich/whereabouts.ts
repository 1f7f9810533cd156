import { rangeOf } from '../../core/address.ts';
import type { ClusterId } from '../../core/ids.ts';
import { type Interval, intervalAt, ownerUid } from '../../core/interval.ts';
import { networkOf } from '../../core/own-address.ts';
import type { Unresolved } from '../../core/peer.ts';
import type { IntervalStore, WorkloadStore } from '../../core/ports/graph.ts';
import type { Kubernetes, WhoHas } from '../../core/ports/outside.ts';
import type { Clock, Log, Meter } from '../../core/ports/runtime.ts';
import type { Whereabouts } from '../../core/resolve.ts';
import { isFamilyKind, type Workload } from '../../core/workload.ts';
import { admitWorkload } from '../admit-workload.ts';

export interface DirectoryDeps {
  readonly workloads: Pick<WorkloadStore, 'find' | 'findAll' | 'put' | 'addImages' | 'ofNamespace'>;
  readonly intervals: IntervalStore;
  readonly kubernetes: Kubernetes;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/** Kubernetes is asked for at most this long per message; what it did not answer is unresolved and says so. */
const budgetMs = 2_000;

/** How long an answer of Kubernetes is believed for later sights: addresses are reused within seconds. */
const freshMs = 15_000;

const cachedAddresses = 20_000;
const cachedWorkloads = 20_000;
/** Of one cluster: a VPC has a handful of blocks. */
const mostNetworks = 64;

interface Known {
  readonly intervals: readonly Interval[];
  /** Event time up to which the intervals are known to be whole. */
  readonly verifiedUntil: number;
  /** When the table was asked for them last; milliseconds since 1970. */
  readonly loadedAt: number;
}

/** Whose one address was at an event time. */
export type WhoseAt = (at: number) => Whereabouts;

const unresolved: Readonly<Record<Unresolved, Whereabouts>> = {
  'nobody-has-it': { unresolved: 'nobody-has-it' },
  'kubernetes-unavailable': { unresolved: 'kubernetes-unavailable' },
  'older-than-owner': { unresolved: 'older-than-owner' },
  'not-enrolled': { unresolved: 'not-enrolled' },
};

const nobodys: WhoseAt = () => unresolved['nobody-has-it'];

export interface AddressTimes {
  readonly address: string;
  /** Event times (milliseconds since 1970) at which its owner is asked for; the earliest and the latest are enough. */
  readonly times: readonly number[];
}

/**
 * Whose each address was at a time. Intervals come from the table, and from Kubernetes at once where they do not reach
 * to the time asked for, because the attacker's pod is seconds old. Keeps what it learned between messages.
 */
export class Directory {
  readonly #known = new Map<string, Known>();
  readonly #admitted = new Map<string, Workload>();
  readonly #answers = new WeakMap<
    Interval,
    { readonly admitted: Workload | undefined; readonly whereabouts: Whereabouts }
  >();
  /** By cluster, those of public addresses that somebody of it was found to have. */
  readonly #networks = new Map<ClusterId, Set<string>>();
  readonly #deps: DirectoryDeps;

  constructor(deps: DirectoryDeps) {
    this.#deps = deps;
  }

  /** Answers for those of one cluster's addresses that may be its own; any other is nobody's. */
  async at(cluster: ClusterId, own: readonly AddressTimes[]): Promise<(address: string) => WhoseAt> {
    await Promise.all(own.map(({ address }) => this.#load(cluster, address)));
    const unknown = own.filter(({ address, times }) => !this.#reaches(cluster, address, times)).map(({ address }) => address).filter(this.#isNear(cluster));
    const failures = new Map<string, WhoHas>();
    if (unknown.length > 0) {
      const answers = await this.#deps.kubernetes.whoHas(cluster, unknown, budgetMs);
      for (const address of unknown) {
        const answer = answers.get(address) ?? { kind: 'unavailable', reason: 'timeout' };
        await this.#learn(cluster, address, answer);
        if (answer.kind !== 'owner') failures.set(address, answer);
      }
      await this.#loadAnew(cluster, failures);
      this.#report(cluster, answers);
    }
    await this.#admit(cluster, own);
    const whose = new Map(own.map(({ address }) => [address, this.#whose(cluster, address, failures.get(address))]));
    return (address) => whose.get(address) ?? nobodys;
  } // prettier-ignore

  /**
   * Kubernetes is not asked for every address of the internet that a pod with a public one talks to: only for those in
   * networks in which somebody of this cluster was met, as soon as there is one.
   */
  #isNear(cluster: ClusterId): (address: string) => boolean {
    const met = this.#networks.get(cluster);
    return (address) => met === undefined || rangeOf(address) === 'private' || met.has(networkOf(address));
  }

  #met(cluster: ClusterId, address: string): void {
    const met = this.#networks.get(cluster) ?? new Set();
    if (met.size < mostNetworks) this.#networks.set(cluster, met.add(networkOf(address)));
  }

  #key = (cluster: ClusterId, address: string) => `${cluster} ${address}`;

  async #load(cluster: ClusterId, address: string): Promise<void> {
    if (this.#known.has(this.#key(cluster, address))) return;
    const intervals = await this.#deps.intervals.of(cluster, address);
    this.#remember(cluster, address, { intervals, verifiedUntil: 0, loadedAt: this.#deps.now() });
  }

  /** Where nobody can be asked, what the table holds by now is all there is to know: inventories are pushed into it. */
  async #loadAnew(cluster: ClusterId, failures: ReadonlyMap<string, WhoHas>): Promise<void> {
    const now = this.#deps.now();
    const old = [...failures].filter(([address, { kind }]) => kind !== 'nobody' && now - (this.#known.get(this.#key(cluster, address))?.loadedAt ?? 0) >= freshMs); // prettier-ignore
    await Promise.all(
      old.map(async ([address]) => {
        const intervals = await this.#deps.intervals.of(cluster, address);
        const verifiedUntil = this.#known.get(this.#key(cluster, address))?.verifiedUntil ?? 0;
        this.#remember(cluster, address, { intervals, verifiedUntil, loadedAt: now });
      }),
    );
  }

  /** Every time asked for lies in an interval that is closed, or was verified recently enough. */
  #reaches(cluster: ClusterId, address: string, times: readonly number[]): boolean {
    const known = this.#known.get(this.#key(cluster, address));
    if (known === undefined) return false;
    return times.every((at) => {
      const interval = intervalAt(known.intervals, at);
      if (interval?.to !== undefined) return true;
      return at <= known.verifiedUntil + (interval === undefined ? 0 : freshMs);
    });
  }

  async #learn(cluster: ClusterId, address: string, answer: WhoHas): Promise<void> {
    const known = this.#known.get(this.#key(cluster, address)) ?? { intervals: [], verifiedUntil: 0, loadedAt: 0 };
    const now = this.#deps.now();
    if (answer.kind === 'nobody') {
      // Nobody has it now: the last owner is gone. When it went is not known, so it keeps what was seen until now.
      const ended = known.intervals.map((interval) =>
        interval.to === undefined ? { ...interval, to: now } : interval,
      );
      await this.#store(cluster, ended.filter((interval, at) => interval !== known.intervals[at])); // prettier-ignore
      this.#remember(cluster, address, { intervals: ended, verifiedUntil: now, loadedAt: now });
    }
    if (answer.kind !== 'owner') return;
    const fresh = answer.interval;
    const uid = ownerUid(fresh.owner);
    const others = known.intervals.filter((interval) => ownerUid(interval.owner) !== uid);
    const ended = others.map((interval) =>
      interval.to === undefined && interval.from < fresh.from ? { ...interval, to: fresh.from } : interval,
    );
    const isNew = others.length === known.intervals.length;
    await this.#store(cluster, [...ended.filter((interval, at) => interval !== others[at]), ...(isNew ? [fresh] : [])]); // prettier-ignore
    this.#remember(cluster, address, { intervals: [...ended, fresh], verifiedUntil: now, loadedAt: now });
  }

  async #store(cluster: ClusterId, intervals: readonly Interval[]): Promise<void> {
    for (const interval of intervals) await this.#deps.intervals.put(cluster, interval);
  }

  /** Whoever is spoken of is known by the lineage that it goes on with, from its first sight. */
  async #admit(cluster: ClusterId, asked: readonly AddressTimes[]): Promise<void> {
    const changedAt = new Date(this.#deps.now()).toISOString();
    for (const { address, times } of asked) {
      const intervals = this.#known.get(this.#key(cluster, address))?.intervals ?? [];
      for (const at of times) {
        const owner = intervalAt(intervals, at)?.owner;
        if (owner?.kind !== 'pod' || this.#admitted.has(admittedAs(owner.workload))) continue;
        const workload = await admitWorkload({ ...owner.workload, cluster }, changedAt, this.#deps);
        this.#admitted.set(admittedAs(owner.workload), workload);
        const [oldest] = this.#admitted.keys();
        if (this.#admitted.size > cachedWorkloads && oldest !== undefined) this.#admitted.delete(oldest);
      }
    }
  }

  #remember(cluster: ClusterId, address: string, known: Known): void {
    const key = this.#key(cluster, address);
    this.#known.delete(key);
    this.#known.set(key, known);
    if (known.intervals.length > 0 && rangeOf(address) === 'public') this.#met(cluster, address);
    const [oldest] = this.#known.keys();
    if (this.#known.size > cachedAddresses && oldest !== undefined) this.#known.delete(oldest);
  }

  /** Made once for an address and message: an observation asks four times. */
  #whose(cluster: ClusterId, address: string, failure: WhoHas | undefined): WhoseAt {
    const { intervals } = this.#known.get(this.#key(cluster, address)) ?? { intervals: [] };
    const answers = new Map(intervals.map((interval) => [interval, this.#answer(interval)]));
    const otherwise = unresolved[whyNot(failure, intervals)];
    return (at) => {
      const interval = intervalAt(intervals, at);
      return (interval && answers.get(interval)) ?? otherwise;
    };
  }

  /** The same object as long as the answer is the same, so that who asks again sees it at a glance. */
  #answer(interval: Interval): Whereabouts {
    const { owner } = interval;
    const admitted = owner.kind === 'pod' ? this.#admitted.get(admittedAs(owner.workload)) : undefined;
    const before = this.#answers.get(interval);
    if (before !== undefined && before.admitted === admitted) return before.whereabouts;
    const whereabouts = { interval: asAdmitted(interval, admitted) };
    this.#answers.set(interval, { admitted, whereabouts });
    return whereabouts;
  }

  #report(cluster: ClusterId, answers: ReadonlyMap<string, WhoHas>): void {
    const failed = [...answers.values()].find((answer) => answer.kind === 'unavailable');
    if (failed?.kind !== 'unavailable') return;
    this.#deps.log.warn('kubernetes could not be asked', { cluster, reason: failed.reason });
    this.#deps.meter.count('enrich.kubernetes-unavailable', 1, failed.reason);
  }
}

function whyNot(failure: WhoHas | undefined, intervals: readonly Interval[]): Unresolved {
  if (failure?.kind === 'unavailable') return 'kubernetes-unavailable';
  if (failure?.kind === 'not-enrolled') return 'not-enrolled';
  // Somebody has it, but began to have it later than this was seen.
  return intervals.length > 0 ? 'older-than-owner' : 'nobody-has-it';
}

function asAdmitted(interval: Interval, workload: Workload | undefined): Interval {
  const { owner } = interval;
  if (owner.kind !== 'pod' || workload === undefined) return interval;
  // A family is known by its first task; who talks is this one.
  const { name, uid } = isFamilyKind(workload.kind) ? owner.workload : workload;
  return { ...interval, owner: { ...owner, workload: { ...workload, name, uid } } };
}

/** The lineage of its own, whose digest holds the cluster, with what it runs: another image is news of the workload. */
function admittedAs({ lineage, images }: Workload): string {
  return `${lineage} ${images.join(' ')}`;
}
