import type { Change } from '../../core/change.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { AuditEvent, AuditGap } from '../../core/inventory/audit-event.ts';
import type { EksFacts, LookFault } from '../../core/inventory/cluster-facts.ts';
import type { Clock, Log, Meter } from '../../core/ports/runtime.ts';
import type { MemoryStores } from '../../adapters/memory/stores.ts';
import { memoryObjects } from '../../adapters/memory/object-store.ts';
import { memoryView, type RawObject } from '../../adapters/memory/cluster-view.ts';
import { rostersIn } from '../../adapters/rosters.ts';
import { recordAudit } from '../../lambdas/audit/record.ts';
import { discoverOne } from '../../lambdas/discover/discover.ts';
import { tolerableSilence } from '../../core/tolerable-silence.ts';
import { sweepCluster, sweepTimes } from '../../lambdas/sweep/sweep.ts';

export interface ClusterSideDeps {
  readonly stores: MemoryStores;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
  /** How often sentinels speak; milliseconds. */
  readonly heartbeatMs: number;
  readonly judge: (changes: readonly Change[]) => Promise<void>;
  readonly settleLearning: (cluster: ClusterId) => Promise<unknown>;
}

/** Who made the object of this uid, as far as the cluster's audit log has told. */
export type Creators = (uid: string) => string | undefined;

/** What an installation does by the clock with the clusters it may ask: looks, sweeps, and what the audit log brings. */
export class ClusterSide {
  readonly #deps: ClusterSideDeps;
  readonly #view;
  readonly #rosters = rostersIn(memoryObjects());
  readonly #creators = new Map<ClusterId, Creators>();

  constructor(deps: ClusterSideDeps) {
    this.#deps = deps;
    this.#view = memoryView(deps.now);
  }

  /** From now on this is what the cluster's Kubernetes API holds. */
  hold(cluster: ClusterId, objects: () => readonly RawObject[], creators: Creators): void {
    this.#view.hold(cluster, objects);
    this.#creators.set(cluster, creators);
  }

  fail(cluster: ClusterId, fault: LookFault | undefined): void {
    this.#view.fail(cluster, fault);
  }

  async discover(cluster: ClusterId): Promise<void> {
    const { stores, now, log, meter } = this.#deps;
    const creatorOf = async ({ uid }: { uid: string }) => this.#creators.get(cluster)?.(uid);
    await discoverOne(cluster, { ...stores, rosters: this.#rosters, view: this.#view, creatorOf, now, log, meter });
  }

  async audit(event: AuditEvent): Promise<void> {
    const { stores, now, log, meter } = this.#deps;
    await recordAudit(event.cluster, [event], event.at, {
      ...stores,
      gapAfterMs: Number.POSITIVE_INFINITY,
      now,
      log,
      meter,
    });
  }

  /** The audit log says nothing from here on, or for a while: a play has too few records to tell it from silence. */
  async gap(cluster: ClusterId, gap: AuditGap): Promise<void> {
    const { parts } = this.#deps.stores;
    const stored = await parts.find(cluster, 'audit');
    const gaps = (stored?.value.gaps ?? []).filter(({ from }) => from !== gap.from);
    await parts.put(
      'audit',
      { ...(stored?.value ?? { cluster, state: 'on' }), gaps: [...gaps, gap] },
      stored?.revision,
    );
  }

  async survey(facts: EksFacts): Promise<void> {
    const { parts } = this.#deps.stores;
    await parts.put('eks', facts, (await parts.find(facts.cluster, 'eks'))?.revision);
  }

  async sweep(cluster: ClusterId): Promise<void> {
    const { stores, now, log, meter, judge, settleLearning, heartbeatMs } = this.#deps;
    await sweepCluster(cluster, {
      ...stores,
      baseline: stores.baselines,
      now,
      log,
      meter,
      judge,
      settleLearning,
      // Nobody looks at it while a play runs; at its end it is made anew.
      publishReview: async () => {},
      silentAfterMs: tolerableSilence(heartbeatMs),
      // A play looks when something changed, and not each minute to find that nothing did.
      staleAfterMs: Number.POSITIVE_INFINITY,
      failingAfterMs: sweepTimes.failingAfterMs,
    });
  }
}
