import type { Finding } from './finding.ts';
import { type Entry, isSoonAfter } from './incident-gravity.ts';

/** A new way within the cluster, by a workload that is in the baseline: a line of the digest, unless somebody had just gone in. */
export function isQuietConnection({ kind, verdict, reason }: Pick<Finding, 'kind' | 'verdict' | 'reason'>): boolean {
  return kind === 'new-connection' && verdict === 'drift' && reason === 'edge-not-in-baseline';
}

/**
 * Whoever goes into a pod looks around from there: what it reaches within the cluster right after that is told. The reason
 * sorts after the one that it takes the place of, for of two judgements as grave the stores keep the greater word.
 */
export function afterEntry(finding: Finding, entries: readonly Entry[]): Finding {
  if (!isQuietConnection(finding) || !entries.some((entry) => entry.what === 'entered' && isSoonAfter(entry, finding))) return finding; // prettier-ignore
  const because = ['somebody had gone into it within the ten minutes before', ...(finding.because ?? [])].slice(0, 12);
  return { ...finding, verdict: 'alert', severity: 'low', reason: 'entered-just-before', because };
}
