import { factId } from '../core/baseline.ts';
import { isAtLeast } from '../core/deviation.ts';
import type { Finding } from '../core/finding.ts';
import type { ClusterId, FindingId, Lineage } from '../core/ids.ts';
import { decideIncident, opensIncident } from '../core/incident.ts';
import { isToldAlways } from '../core/incident-gravity.ts';
import { rootOfCreator } from '../core/incident-root.ts';
import type { BaselineStore, Clock, FindingStore, IncidentStore, Log, Meter, RenownStore } from '../core/ports.ts';
import { type Renowned, renownedKey } from '../core/renown.ts';
import { chainAround, type EvidenceDeps } from './chain-around.ts';

export interface TellDeps extends EvidenceDeps {
  readonly baseline: Pick<BaselineStore, 'standing'>;
  readonly findings: FindingStore;
  readonly incidents: IncidentStore;
  readonly renown: Pick<RenownStore, 'users' | 'use'>;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/** How often an incident is decided again because someone else wrote in between. */
const attempts = 8;

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
    const findings = await notAccepted(ofRoot, deps);
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
  if (stored.length > 0) await correlate(stored, new Set(), cluster, lineage, deps);
}

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

async function correlate(findings: readonly Finding[], fresh: ReadonlySet<FindingId>, cluster: ClusterId, lineage: Lineage, deps: TellDeps): Promise<void> {
  // In learning and shadow only what is judged in every mode is told; the rest stays a record.
  if (!findings.some((finding) => finding.judgedWith.mode === 'enforcing' || isToldAlways(finding))) return;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const root = await rootFor(findings, cluster, lineage, deps);
    const latest = await deps.incidents.latest(cluster, root);
    const open = latest?.value.state === 'open' ? latest : undefined;
    const period = open?.value.period ?? (latest === undefined ? 0 : latest.value.period + 1);
    const now = new Date(deps.now()).toISOString();
    // What was too small to open one joins when it is opened, so that the order of arrival leaves no trace.
    const all = open === undefined ? [...(await deps.findings.ofLineage(cluster, lineage)), ...findings] : findings;
    const told = [...(open?.value.findings ?? []), ...all];
    const chain = told.some(opensIncident) ? await chainAround(told, cluster, chainSubject(told, lineage), deps) : undefined;
    const decision = decideIncident(all, { cluster, root, open: open?.value, period, before: latest?.value, chain, fresh, now });
    if (decision.kind === 'nothing') return;
    if ((await deps.incidents.put(decision.incident, open?.revision)) === 'stale') continue;
    const { id, severity, classification } = decision.incident;
    deps.log.info('incident kept', { incident: id, cluster, severity, classification, reason: decision.reason });
    deps.meter.count('detect.incidents', 1, decision.reason);
    return;
  }
  throw new Error(`the incident of ${lineage} changed ${attempts} times while it was being written`);
} // prettier-ignore

/** The chain of an incident is that of its worst workload, so that it does not change with whoever spoke last. */
function chainSubject(findings: readonly Finding[], lineage: Lineage): Lineage {
  const [worst] = findings.filter(opensIncident).toSorted((one, other) => (one.severity !== other.severity ? (isAtLeast(one.severity, other.severity) ? -1 : 1) : one.firstSeen + one.id < other.firstSeen + other.id ? -1 : 1));
  return worst?.lineage ?? lineage;
} // prettier-ignore

/** The workload itself, or the stranger who made it and a few others; an incident of its own that is open stays what it is. */
async function rootFor(findings: readonly Finding[], cluster: ClusterId, lineage: Lineage, deps: TellDeps): Promise<string> {
  const { creator } = (await deps.workloads.find(cluster, lineage)) ?? {};
  if (creator === undefined || (await deps.incidents.latest(cluster, lineage))?.value.state === 'open') return lineage;
  const known: Renowned = { kind: 'creator', object: creator };
  const made: Renowned = { kind: 'made', object: creator };
  const users = await deps.renown.users(cluster, [known, made]);
  if ((users.get(renownedKey(known)) ?? []).length > 0) return lineage;
  const joined = (users.get(renownedKey(made)) ?? []).includes(lineage);
  if (!joined && !findings.some(({ kind }) => kind === 'new-workload')) return lineage;
  if (!joined && (await deps.renown.use(cluster, made, lineage)) === 'full') return lineage;
  return rootOfCreator(cluster, creator);
} // prettier-ignore
