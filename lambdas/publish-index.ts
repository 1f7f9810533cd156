import { type AuthorizeIndex, authorizeIndexOf, type KeyNews, sameIndex } from '../core/authorize-index.ts';
import type { ClusterStore } from '../core/ports/clusters.ts';
import type { Clock } from '../core/ports/runtime.ts';
import type { WriteResult } from '../core/ports/stored.ts';

/** The published index of tokens and keys, of which readers see the old or the new, never a mixture. */
export interface PublishedIndex {
  /** What is published, and the name of that version; undefined where nothing is yet. */
  current(): Promise<{ readonly index: AuthorizeIndex | undefined; readonly version: string } | undefined>;
  /** 'stale': another version than `expected` is published by now, so compile again. */
  publish(index: AuthorizeIndex, expected: string | undefined): Promise<WriteResult>;
}

export interface PublishDeps {
  readonly clusters: Pick<ClusterStore, 'all'>;
  readonly index: PublishedIndex;
  readonly now: Clock;
}

/** How often it is compiled again because someone else published in between. */
const attempts = 8;

/**
 * Compiles what authorize reads, from what is stored now. The version is asked for before the clusters are read: who
 * enrols in between either is in the list, or makes this publication stale.
 *
 * @param learned keys as their issuers publish them now, pods as they are
 */
export async function publishIndex(
  { clusters, index, now }: PublishDeps,
  learned: Omit<KeyNews, 'before'> = {},
): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const published = await index.current();
    const before = published?.index;
    const compiled = authorizeIndexOf(await clusters.all(), new Date(now()).toISOString(), { ...learned, before });
    if (before !== undefined && sameIndex(before, compiled)) return;
    if ((await index.publish(compiled, published?.version)) === 'stored') return;
  }
  throw new Error(`the index of tokens changed ${attempts} times while it was being published`);
}
