import type { Edge } from '../../core/edge.ts';
import { UnreadableIndex } from '../../core/feeds/index-format.ts';
import { type OpenedIndex, openIndex } from '../../core/feeds/open-index.ts';
import { addedIndicators, indexOfAdded, retroHunt } from '../../core/feeds/retro-hunt.ts';
import { intelligenceKeys, type IntelligenceStatus } from '../../core/feeds/status.ts';
import type { Intelligence } from '../../core/intelligence.ts';
import type { ClusterStore } from '../../core/ports/clusters.ts';
import type { EdgeStore } from '../../core/ports/graph.ts';
import type { ObjectStore } from '../../core/ports/outside.ts';
import type { Clock, Log, Meter } from '../../core/ports/runtime.ts';

export interface HuntDeps {
  readonly objects: ObjectStore;
  readonly clusters: ClusterStore;
  readonly edges: EdgeStore;
  /** Judges edges as `detect` does, with this intelligence: the same rules give the same finding ids. */
  readonly judge: (edges: readonly Edge[], intelligence: Intelligence) => Promise<void>;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/** Edges that are judged at once. */
const together = 50;

/**
 * Holds what is new since the last hunt against everything that is stored: edges that were learned are stored as well, so
 * that a baseline excuses nothing. How far it hunted is noted at the end: a hunt that was cut short is made again whole.
 * Undefined: there was nothing to hunt for.
 */
export async function hunt(index: OpenedIndex, bytes: Uint8Array, deps: HuntDeps): Promise<IntelligenceStatus['hunted']> {
  const { objects, clusters, edges, log, meter } = deps;
  const before = await objects.get(intelligenceKeys.hunted);
  const known = before.kind === 'found' ? opened(before.body) : undefined;
  if (known?.version === index.version) return undefined;
  const added = indexOfAdded(known === undefined ? index.indicators() : addedIndicators(known, index), index);
  let listed = 0;
  if (added.size > 0) {
    for (const { id } of await clusters.all()) {
      const found = [...retroHunt(added, await edges.ofCluster(id))];
      listed += found.length;
      for (let from = 0; from < found.length; from += together) {
        await deps.judge(found.slice(from, from + together).map(({ edge }) => edge), index);
      }
      if (found.length > 0) log.warn('stored edges are listed by new indicators', { cluster: id, edges: found.length });
    }
  }
  // Whoever hunted for another version meanwhile did so on his own: the next refresh compares again.
  await objects.put(intelligenceKeys.hunted, bytes, before.kind === 'found' ? { tag: before.tag } : 'absent');
  meter.count('refresh-intel.hunted', listed);
  return { at: new Date(deps.now()).toISOString(), added: added.size, edges: listed };
} // prettier-ignore

/** What cannot be read tells nothing about what was hunted for: then everything is new. */
function opened(body: Uint8Array): OpenedIndex | undefined {
  try {
    return openIndex(body);
  } catch (error) {
    if (error instanceof UnreadableIndex) return undefined;
    throw error;
  }
}
