import { LearningProgress } from '../../core/answers/learning.ts';
import { convergenceOf, convergenceText, type Schedule } from '../../core/convergence.ts';
import type { WorkloadTraits } from '../../core/inventory/traits.ts';
import { workloadLabel } from '../../core/workload.ts';
import { clusterOf } from './asked.ts';
import { baselineOf } from './mode.ts';
import { route } from './route.ts';

export const learningRoutes = [
  route({
    method: 'GET',
    path: '/clusters/:cluster/learning',
    summary: 'How much of what is said the baseline has seen, what is to be expected, and which schedules have not run',
    answers: LearningProgress,
    async answer(c, deps) {
      const cluster = await clusterOf(c, deps);
      const [edges, traits, { mode }] = await Promise.all([
        deps.edges.ofCluster(cluster.id),
        deps.traits.ofCluster(cluster.id),
        baselineOf(cluster, deps),
      ]);
      const watch = { since: Date.parse(cluster.enrolledAt), now: deps.now(), schedules: traits.flatMap(scheduleOf) };
      const found = convergenceOf(edges, watch);
      const { state, edges: conversations, hours, quietHours, coverage, newPerDay, missing, awaited } = found;
      const told = { state, sentence: convergenceText(found), conversations, hours, quietHours, coverage };
      return { mode, ...told, ...(Number.isFinite(newPerDay) && { newPerDay }), missing, awaited };
    },
  }),
];

function scheduleOf({ lineage, namespace, kind, name, schedule, goneAt }: WorkloadTraits): readonly Schedule[] {
  if (schedule === undefined || goneAt !== undefined) return [];
  const { cron, timeZone, suspended, lastRun } = schedule;
  return [{ lineage, label: workloadLabel({ namespace, kind, name }), cron, timeZone, suspended, lastRun }];
}
