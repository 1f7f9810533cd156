import type { Candidate, CandidateReason } from './candidate.ts';
import type { Edge } from './edge.ts';
import type { Familiarity } from './familiarity.ts';
import type { Finding } from './finding.ts';
import { isExternal } from './peer.ts';
import { isSettled } from './learn.ts';
import type { Workload } from './workload.ts';

/** Letters that mining and its tools are called by. A sign, never a proof. */
const tokens = /xmr|monero|miner|mining|(?:^|[^a-z])pool|stratum|hashrate|coin|nicehash|c3pool|proxy|tunnel|onion/;

const common = new Set([53, 80, 443, 8080, 8443, 5432, 3306, 6379, 27_017, 9092, 5672, 25, 587, 123]);

const reasons: Readonly<Record<CandidateReason, readonly [number, string]>> = {
  threat: [60, 'on a threat list, or mining on the wire'],
  'open-incident': [30, 'the workload has an open incident'],
  'metadata-access': [25, 'the instance metadata service gives out credentials'],
  'resolver-bypass': [30, 'asks a resolver outside, so that its questions go unseen'],
  nameless: [35, 'an address that nobody asked a name for'],
  'unpopular-name': [25, 'no other settled workload uses this name, and it is not a popular one'],
  'too-rare': [5, 'seen in fewer than three hours'],
  'too-many': [20, 'the workload talks to more domains than are learned'],
  unresolved: [10, 'nobody could say whose the address was'],
};

/** How much a candidate looks like what does not belong, 0 to 100, with what adds to it, the weightiest first. */
export function candidateOf(finding: Finding, edge: Edge, reason: CandidateReason, familiarity: Familiarity, workload: Workload | undefined, now: number): Candidate {
  const signs: (readonly [number, string])[] = [reasons[reason]];
  const names = [...edge.names.map(({ value }) => value), 'name' in edge.destination ? edge.destination.name : ''];
  const outside = isExternal(edge.destination);
  if (outside && names.some((name) => tokens.test(name))) signs.push([20, 'the name speaks of mining or of hiding']);
  if (outside && reason !== 'unpopular-name' && familiarity.name?.popular === false && familiarity.name.users === 0) signs.push([15, 'a name that nobody else here uses']);
  if (outside && edge.support.hours.length >= 3) signs.push([10, 'it comes back hour after hour']);
  if (outside && !common.has(edge.port)) signs.push([10, `port ${edge.port} is none that is usual`]);
  if (workload !== undefined && !isSettled(workload, now)) signs.push([10, 'the workload is younger than a week']);
  if (familiarity.creatorKnownHere === false) signs.push([10, 'its creator made nothing else here']);
  if (familiarity.imagesKnownHere === false) signs.push([5, 'nothing else here runs its image']);
  if (!outside && familiarity.destination === 'newcomer') signs.push([10, 'the other end is a newcomer']);
  const weighed = signs.toSorted(([one], [other]) => other - one);
  const suspicion = Math.min(100, weighed.reduce((sum, [weight]) => sum + weight, 0));
  return { finding, reason, suspicion, because: weighed.map(([, text]) => text), support: edge.support };
} // prettier-ignore

/** So many of one workload, and so many in all, are listed; what is beyond is counted. */
export const reviewLimits = { workload: 200, cluster: 2_000 } as const;

export interface ReviewList {
  /** The most suspicious first. */
  readonly candidates: readonly Candidate[];
  readonly more: number;
}

/** The list that a person sees: bounded, so that a maker of names fills its own part of it and nobody else's. */
export function reviewListOf(candidates: readonly Candidate[]): ReviewList {
  const ranked = candidates.toSorted((a, b) => b.suspicion - a.suspicion || (a.finding.id < b.finding.id ? -1 : 1));
  const perWorkload = new Map<string, number>();
  const kept = ranked.filter(({ finding: { lineage } }) => {
    const count = (perWorkload.get(lineage) ?? 0) + 1;
    perWorkload.set(lineage, count);
    return count <= reviewLimits.workload;
  });
  const listed = kept.slice(0, reviewLimits.cluster);
  return { candidates: listed, more: candidates.length - listed.length };
}
