import { type Baseline, baselineFor } from '../../core/baseline.ts';
import type { Finding } from '../../core/finding.ts';
import { mightOf, type WorkloadTraits } from '../../core/inventory/traits.ts';
import { judgeUnheard } from '../../core/judge-birth.ts';
import type { Intelligence } from '../../core/intelligence.ts';
import { acquaintanceWithWorkload, type FamiliarityDeps } from './familiarity.ts';

export interface BirthDeps extends FamiliarityDeps {
  readonly intelligence: Intelligence;
}

/** What bears another's name, and a newcomer that asks for rights over its node, are judged before they say a word. */
export async function judgeNewcomer(traits: WorkloadTraits, state: Baseline, deps: BirthDeps): Promise<readonly Finding[]> {
  const { cluster, lineage, namespace, goneAt } = traits;
  if (goneAt !== undefined) return [];
  const baseline = baselineFor(state, { lineage, namespace });
  const rights = baseline.mode === 'learning' ? [] : mightOf(traits);
  const workload = await deps.workloads.find(cluster, lineage);
  if (workload === undefined || (rights.length === 0 && workload.descent?.kind !== 'imitates')) return [];
  const familiarity = await acquaintanceWithWorkload(workload, baseline, deps);
  return judgeUnheard(traits, rights, { workload, familiarity, baseline, intelligence: deps.intelligence });
} // prettier-ignore
