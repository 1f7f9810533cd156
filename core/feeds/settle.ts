import type { Entry, Flaw } from './entry.ts';
import type { Feed } from './feed.ts';
import { type Counts, type Pass, unreadables } from './gathering.ts';
import type { GuardLists } from './guard-lists.ts';
import { guard, type Refusal, type Scope } from './guards.ts';
import { parseFeed } from './parse.ts';

/** Why a feed as a whole is refused, so that the last good one is kept. */
export const feedRefusals = [...unreadables, 'too-flawed', 'empty', 'shrunk', 'swollen', 'nothing-kept'] as const;
export type FeedRefusal = (typeof feedRefusals)[number];

/** What became of one fetch, in numbers: what an operator and a metric are told. */
export interface FeedCounts {
  /** Texts that were read, repetitions included. */
  readonly read: number;
  /** Different entries among them: what the next fetch is held against. */
  readonly entries: number;
  readonly kept: number;
  readonly flaws: Counts<Flaw>;
  readonly passes: Counts<Pass>;
  readonly refused: Counts<Refusal>;
  readonly scoped: Counts<Scope>;
}

export type Settled =
  | { readonly kind: 'accepted'; readonly entries: readonly Entry[]; readonly counts: FeedCounts }
  | { readonly kind: 'refused'; readonly reason: FeedRefusal; readonly counts: FeedCounts };

/**
 * Reads one fetched feed and holds it against all guards. Refused as a whole: the caller keeps the last good entries.
 * @param bytes inflated. @param at milliseconds since 1970.
 * @param before the counts of the last good fetch; undefined for the first, or where an operator accepts the change.
 */
export function settleFeed(
  feed: Feed,
  bytes: Uint8Array,
  at: number,
  lists: GuardLists,
  before?: Pick<FeedCounts, 'entries'>,
): Settled {
  const parsed = parseFeed(feed, bytes, at);
  if (parsed.kind === 'unreadable') return { kind: 'refused', reason: parsed.reason, counts: nothing };
  const { read, flaws, passes } = parsed;
  const soFar: FeedCounts = { ...nothing, read, flaws, passes, entries: parsed.entries.length };
  const reason = wholeFeedRefusal(soFar, feed.flawedShare, before);
  if (reason !== undefined) return { kind: 'refused', reason, counts: soFar };
  const refused: Partial<Record<Refusal, number>> = {};
  const scoped: Partial<Record<Scope, number>> = {};
  const entries = parsed.entries.filter((entry) => {
    const guarded = guard(entry, lists);
    if (guarded.kind === 'refused') refused[guarded.reason] = (refused[guarded.reason] ?? 0) + 1;
    else if (guarded.scope !== undefined) scoped[guarded.scope] = (scoped[guarded.scope] ?? 0) + 1;
    return guarded.kind === 'kept';
  });
  const counts: FeedCounts = { ...soFar, kept: entries.length, refused, scoped };
  return entries.length === 0 ? { kind: 'refused', reason: 'nothing-kept', counts } : { kind: 'accepted', entries, counts };
} // prettier-ignore

const nothing: FeedCounts = { read: 0, entries: 0, kept: 0, flaws: {}, passes: {}, refused: {}, scoped: {} };

/** Held against what was read, before the guards: a longer guard list must not look like a feed that shrank. */
export function wholeFeedRefusal(
  counts: Pick<FeedCounts, 'read' | 'entries' | 'flaws'>,
  flawedShare: number,
  before: Pick<FeedCounts, 'entries'> | undefined,
): FeedRefusal | undefined {
  const flawed = Object.values(counts.flaws).reduce((sum, count) => sum + count, 0);
  if (flawed > counts.read * flawedShare) return 'too-flawed';
  if (counts.entries === 0) return 'empty';
  if (before === undefined || before.entries === 0) return undefined;
  if (counts.entries * 2 <= before.entries) return 'shrunk';
  return counts.entries >= before.entries * 10 ? 'swollen' : undefined;
}
