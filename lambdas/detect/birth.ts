import { type Baseline, baselineFor } from '../../core/baseline.ts';
import type { Finding } from '../../core/finding.ts';
import { mightOf, type WorkloadTraits } from '../../core/inventory/traits.ts';
import { judgeMight } from '../../core/judge-birth.ts';
import type { Intelligence } from '../../core/intelligence.ts';
import { acquaintanceWithWorkload, type FamiliarityDeps } from './familiarity.ts';

export interface BirthDeps extends FamiliarityDeps {
  readonly intelligence: Intelligence;
}

/** A newcomer that asks for rights over its node is judged before it says a word. */
export async function judgeNewcomer(traits: WorkloadTraits, state: Baseline, deps: BirthDeps): Promise<readonly Finding[]> {
  const { cluster, lineage, namespace, goneAt } = traits;
  const rights = mightOf(traits);
  if (goneAt !== undefined || rights.length === 0) return [];
  const baseline = baselineFor(state, { lineage, namespace });
  if (baseline.mode === 'learning') return [];
  const workload = await deps.workloads.find(cluster, lineage);
  if (workload === undefined) return [];
  const familiarity = await acquaintanceWithWorkload(workload, baseline, deps);
  return judgeMight(traits, rights, { workload, familiarity, baseline, intelligence: deps.intelligence });
} // prettier-ignore
