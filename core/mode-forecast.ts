import type { ModeForecast } from './answers/baseline.ts';
import { type Baseline, baselineFor, type Fact, type Mode, type ModeScope } from './baseline.ts';
import type { Edge } from './edge.ts';
import type { Finding } from './finding.ts';
import type { Lineage } from './ids.ts';
import { opensIncident } from './incident.ts';
import type { Workload } from './workload.ts';

/** Long enough to hold a working week. */
const days = 7;

export interface Known {
  readonly baseline: Baseline;
  readonly workloads: readonly Workload[];
  readonly edges: readonly Edge[];
  readonly facts: readonly Fact[];
  readonly findings: readonly Finding[];
}

/**
 * What a mode would lead to, counted on what is stored, so that nobody has to find out by doing it. Without a scope it is
 * about all workloads that follow the cluster. `now`: milliseconds since 1970.
 */
export function forecastOf(mode: Mode, scope: ModeScope, { baseline, workloads, edges, facts, findings }: Known, now: number): ModeForecast {
  const meant = workloads.filter((one) => isMeant(one, scope, baseline));
  const lineages = new Set<Lineage>(meant.map(({ lineage }) => lineage));
  const learned = new Set(facts.map(({ lineage }) => lineage));
  const told = findings.filter((finding) => lineages.has(finding.lineage) && isRecent(finding, now) && opensIncident({ ...finding, judgedWith: { ...finding.judgedWith, mode } }));
  const counts = {
    workloads: meant.length,
    conversations: edges.filter(({ source }) => source.kind === 'workload' && lineages.has(source.lineage)).length,
    facts: facts.filter(({ lineage }) => lineages.has(lineage)).length,
    unlearnedWorkloads: meant.filter(({ lineage }) => !learned.has(lineage)).length,
    wouldHaveTold: { days, findings: told.length, workloads: new Set(told.map(({ lineage }) => lineage)).size },
  };
  return { now: baseline, mode, ...counts, sentences: sentencesOf(mode, counts) };
} // prettier-ignore

/** A workload's own mode goes before that of its namespace, and that before the cluster's: who has one does not follow. */
function isMeant(workload: Workload, { namespace, lineage }: ModeScope, baseline: Baseline): boolean {
  if (lineage !== undefined) return workload.lineage === lineage;
  if (namespace === undefined) return baselineFor(baseline, workload) === baseline;
  const own = (baseline.overrides ?? []).some((one) => one.lineage === workload.lineage);
  return workload.namespace === namespace && !own;
}

function isRecent({ firstSeen }: Finding, now: number): boolean {
  return Date.parse(firstSeen) >= now - days * 86_400_000;
}

type Counts = Omit<ModeForecast, 'now' | 'mode' | 'sentences'>;

function sentencesOf(mode: Mode, { workloads, conversations, facts, unlearnedWorkloads, wouldHaveTold }: Counts): string[] {
  const about = `${count(workloads, 'workload')} with ${count(conversations, 'conversation')}, of which the baseline holds ${count(facts, 'fact')}.`;
  const always = 'Threat lists and mining protocols are told of in every mode.';
  if (mode === 'learning') return [`This is about ${about}`, 'What is new is learned by the rule and tells nobody. Nothing that was learned or rejected is forgotten.', always];
  const past = `In the last ${wouldHaveTold.days} days it would have told of ${count(wouldHaveTold.findings, 'finding')} of ${count(wouldHaveTold.workloads, 'workload')}.`;
  const unlearned = unlearnedWorkloads === 0 ? [] : [`${count(unlearnedWorkloads, 'workload')} ${unlearnedWorkloads === 1 ? 'has' : 'have'} no fact in the baseline: whatever they say is new.`];
  if (mode === 'shadow') return [`This is about ${about}`, 'Nothing is learned by itself any more; deviations are recorded and wake nobody.', ...unlearned, always];
  return [`This is about ${about}`, 'Nothing is learned by itself any more; deviations become incidents, and people are told.', past, ...unlearned, always];
} // prettier-ignore

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
