import * as z from 'zod';
import type { Fact } from './baseline.ts';
import { Integer, textUpTo } from './fields.ts';

/** Whom a workload talks to by its baseline: a few, the longest known first, and how many there are. */
export const Usual = z.object({ peers: z.array(textUpTo(120)).max(3), names: Integer });
export type Usual = z.infer<typeof Usual>;

/** So many of a workload's facts are looked at: whoever has more talks to more than anybody reads. */
export const usualFacts = 500;

const shown = 3;

/** Undefined where the baseline holds no edge of it. Ports are left out: a name on two ports is one name. */
export function usualOf(facts: readonly Fact[]): Usual | undefined {
  const edges = facts.filter(({ kind }) => kind === 'edge').toSorted((one, other) => (one.provenance.at + one.label < other.provenance.at + other.label ? -1 : 1)); // prettier-ignore
  const names = [
    ...new Set(edges.map(({ label }) => label.replace(/ on (?:[a-z]+ port \d+|dynamic [a-z]+ ports)$/, ''))),
  ];
  if (names.length === 0) return undefined;
  return { peers: names.slice(0, shown).map((name) => name.slice(0, 120).toWellFormed()), names: names.length };
}
