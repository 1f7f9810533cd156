import type { EksAnswer } from '../../adapters/eks/describe.ts';
import type { EksFacts } from '../../core/inventory/cluster-facts.ts';
import { supportUntil } from '../../core/inventory/kubernetes-support.ts';
import type { ClusterPartStore, ClusterStore } from '../../core/ports/clusters.ts';
import type { Clock, Log, Meter } from '../../core/ports/runtime.ts';

export interface SurveyDeps {
  readonly clusters: Pick<ClusterStore, 'all'>;
  readonly parts: ClusterPartStore;
  readonly describe: (region: string, name: string) => Promise<EksAnswer>;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/** Asks EKS about every cluster that is one. What could not be asked stays as it was known. */
export async function survey(deps: SurveyDeps): Promise<void> {
  let failed = 0;
  for (const { id, access } of await deps.clusters.all()) {
    if (access?.credential.kind !== 'eks') continue;
    const { region, clusterName } = access.credential;
    const answer = await deps.describe(region, clusterName);
    if (answer.kind !== 'described') {
      const reason = answer.kind === 'absent' ? 'absent' : answer.reason;
      deps.log.warn('eks could not be asked about a cluster', { cluster: id, reason });
      deps.meter.count('survey.unavailable', 1, reason);
      failed += 1;
      continue;
    }
    const until = supportUntil(answer.cluster.version);
    const { publicRanges, logging, ...rest } = answer.cluster;
    const facts: EksFacts = {
      cluster: id,
      eksName: clusterName,
      ...rest,
      publicRanges: [...publicRanges],
      logging: [...logging],
      ...(until === undefined ? {} : { supportUntil: until }),
      asOf: new Date(deps.now()).toISOString(),
    };
    const before = await deps.parts.find(id, 'eks');
    // Someone else who wrote in between asked as lately.
    await deps.parts.put('eks', facts, before?.revision);
    deps.meter.count('survey.clusters', 1);
  }
  if (failed > 0) throw new Error(`EKS could not be asked about ${failed} clusters`);
}
