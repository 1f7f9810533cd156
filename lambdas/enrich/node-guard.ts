import { initialBaseline } from '../../core/baseline.ts';
import type { ClusterId } from '../../core/ids.ts';
import { type NodeTrouble, nodeTrouble } from '../../core/node-trouble.ts';
import { filled, type NoveltyBucket, type NoveltyLimits, taken } from '../../core/novelty-bucket.ts';
import type { BaselineStore } from '../../core/ports/judgement.ts';
import type { Floodgate } from '../floodgate.ts';
import { type TellDeps, tellFindings } from '../tell-findings.ts';

export interface NodeGuardDeps extends TellDeps {
  readonly baseline: Pick<BaselineStore, 'standing' | 'state' | 'ofLineage'>;
  readonly gate: Floodgate;
  readonly limits: NoveltyLimits;
}

const mostNodes = 10_000;
/** A flooding node is shut out for as long as it takes to have room for as much as a minute gives. */
const shutMs = 60_000;
/** A trouble that goes on is told so often: the incident is there already. */
const toldAgainMs = 60_000;

/**
 * Keeps what one node can do to all within bounds. The buckets are kept in memory, for no write a batch: each of the ten
 * functions at most holds its own, and the first to overflow shuts the node out at the door of all.
 */
export class NodeGuard {
  readonly #deps: NodeGuardDeps;
  readonly #buckets = new Map<string, NoveltyBucket>();
  readonly #told = new Map<string, number>();

  constructor(deps: NodeGuardDeps) {
    this.#deps = deps;
  }

  /** How many of the edges that nobody has told of before this node may add now. */
  grant(cluster: ClusterId, node: string, wanted: number): number {
    const key = JSON.stringify([cluster, node]);
    const { granted, bucket } = taken(filled(this.#buckets.get(key), this.#deps.now(), this.#deps.limits), wanted);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > mostNodes && oldest !== undefined) this.#buckets.delete(oldest);
    return granted;
  }

  async flooded(cluster: ClusterId, node: string, refused: number, at: string): Promise<void> {
    this.#deps.meter.count('enrich.flooded', refused);
    if (await this.#tell(cluster, node, 'flood', at))
      await this.#deps.gate.close(cluster, node, this.#deps.now() + shutMs);
  }

  async foreign(cluster: ClusterId, node: string, observations: number, at: string): Promise<void> {
    this.#deps.meter.count('enrich.quarantined', observations, 'foreign-endpoints');
    await this.#tell(cluster, node, 'foreign-endpoints', at);
  }

  /** False where it was told a moment ago. */
  async #tell(cluster: ClusterId, node: string, trouble: NodeTrouble, at: string): Promise<boolean> {
    const key = JSON.stringify([cluster, node, trouble]);
    const now = this.#deps.now();
    if (now - (this.#told.get(key) ?? -Infinity) < toldAgainMs) return false;
    this.#deps.log.warn('a node is not believed', { cluster, node, reason: trouble });
    const baseline = (await this.#deps.baseline.state(cluster)) ?? initialBaseline(cluster, at, 'plumbline');
    await tellFindings([nodeTrouble(cluster, node, trouble, at, baseline)], this.#deps);
    if (this.#told.size >= mostNodes) this.#told.clear();
    this.#told.set(key, now);
    return true;
  }
}
