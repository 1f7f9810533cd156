import { afterEntry, isQuietConnection } from '../core/after-entry.ts';
import { factId } from '../core/baseline.ts';
import { isAtLeast } from '../core/deviation.ts';
import type { Finding } from '../core/finding.ts';
import type { ClusterId, FindingId, Lineage } from '../core/ids.ts';
import type { BaselineStore } from '../core/ports/judgement.ts';
import { handsAround } from './chain-around.ts';
import { correlate, type CorrelateDeps } from './correlate.ts';

export interface TellDeps extends CorrelateDeps {
  readonly baseline: Pick<BaselineStore, 'standing' | 'ofLineage'>;
}

/**
 * Keeps what was found, but for what a person accepted as it is, and makes or grows the incidents that it belongs to.
 * detect and sweep both tell what they find by this, so that it is the same incident whoever found it first.
 */
export async function tellFindings(found: readonly Finding[], deps: TellDeps): Promise<void> {
  const byRoot = new Map<string, Finding[]>();
  for (const finding of found) {
    const root = JSON.stringify([finding.cluster, finding.lineage]);
    byRoot.set(root, [...(byRoot.get(root) ?? []), finding]);
  }
  for (const ofRoot of byRoot.values()) {
    const findings = await withEntries(await notAccepted(ofRoot, deps), deps);
    const [first] = findings;
    if (first === undefined) continue;
    const fresh = new Set<FindingId>();
    for (const finding of findings) if ((await keep(finding, deps)) === 'stored') fresh.add(finding.id);
    await correlate(findings, fresh, first.cluster, first.lineage, deps);
  }
}

/**
 * Decides the incident of a lineage again, because more is known of what was done to it: the audit log comes late. Does
 * nothing where nothing was ever found.
 */
export async function reconsider(cluster: ClusterId, lineage: Lineage, deps: TellDeps): Promise<void> {
  const stored = await notAccepted(await deps.findings.ofLineage(cluster, lineage), deps);
  if (stored.length === 0) return;
  const findings = await withEntries(stored, deps);
  for (const finding of findings) if (!stored.includes(finding)) await keep(finding, deps);
  await correlate(findings, new Set(), cluster, lineage, deps);
}

/** Findings of one lineage, each new way within the cluster held against who had just gone in. */
async function withEntries(findings: readonly Finding[], deps: TellDeps): Promise<readonly Finding[]> {
  const quiet = findings.filter(isQuietConnection);
  const [first] = quiet;
  if (first === undefined) return findings;
  const hands = await handsAround(quiet.map(({ firstSeen }) => firstSeen), first.cluster, first.lineage, deps);
  return findings.map((finding) => afterEntry(finding, hands));
} // prettier-ignore

/** Without what a person accepted as it is, at the severity that it had then: a graver one is told again. */
async function notAccepted(findings: readonly Finding[], { baseline }: TellDeps): Promise<readonly Finding[]> {
  const [first] = findings;
  if (first === undefined) return findings;
  const { cluster, lineage } = first;
  const exception = ({ id }: Finding) => factId(cluster, lineage, 'exception', id);
  const standing = await baseline.standing(cluster, lineage, findings.map(exception));
  return findings.filter((finding) => {
    const there = standing.get(exception(finding));
    return there?.kind !== 'known' || there.fact.upTo === undefined || !isAtLeast(there.fact.upTo, finding.severity);
  });
} // prettier-ignore

async function keep(finding: Finding, deps: TellDeps): Promise<'stored' | 'known' | 'changed'> {
  const result = await deps.findings.put(finding, new Date(deps.now()).toISOString());
  if (result === 'known') return result;
  const { id, cluster, kind, severity, reason } = finding;
  deps.log.info('deviation found', { finding: id, cluster, kind, severity, reason });
  deps.meter.count('detect.findings', 1, reason);
  return result;
}
