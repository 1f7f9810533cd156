import * as z from 'zod';
import { Fact } from './baseline.ts';
import { textUpTo } from './fields.ts';
import { digest } from './hash.ts';
import * as ids from './ids.ts';
import { Instant } from './instant.ts';

/** What began a version of a baseline, and what it took away: written once and never changed. */
export const BaselineVersion = z.object({
  cluster: ids.ClusterId,
  version: z.int().min(1),
  at: Instant,
  by: textUpTo(253),
  what: z.enum(['enrolled', 'mode', 'override', 'lock', 'accept', 'reject', 'learned']),
  text: textUpTo(700),
  /** Facts that held until then. What was added needs no list: a fact says since which version it holds. */
  removed: z.array(Fact).max(200).default([]),
});
export type BaselineVersion = z.infer<typeof BaselineVersion>;

/**
 * The facts of a baseline as they were in a version, from those that stand now and what later versions took away: nothing
 * is ever changed in place, so what a finding cites can be looked at for as long as it is kept.
 */
export function factsAt(version: number, standing: readonly Fact[], versions: readonly BaselineVersion[]): Fact[] {
  const facts = new Map<string, Fact>();
  for (const fact of standing) if (fact.since <= version) facts.set(fact.id, fact);
  const later = versions.filter((one) => one.version > version).toSorted((a, b) => b.version - a.version);
  // The earliest version that took a fact away knows best what held before it.
  for (const { removed } of later) for (const fact of removed) if (fact.since <= version) facts.set(fact.id, fact);
  return [...facts.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** One word for what a baseline holds: two that hold the same facts have the same, whoever built them and in what order. */
export function contentOf(facts: readonly Pick<Fact, 'id'>[]): string {
  return digest('baseline', ...facts.map(({ id }) => id).toSorted());
}
