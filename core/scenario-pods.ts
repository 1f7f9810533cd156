import type { ScenarioWorkload } from './scenario-inventory.ts';

/** Names of the pods that a scenario can refer to from the start: those that it names, and those of a StatefulSet or bare pod. */
export function podsOfWorkload({ kind, name, pods, replicas = 1 }: ScenarioWorkload): string[] {
  if (pods !== undefined) return pods.map((pod) => pod.name);
  if (kind === 'Pod') return [name];
  if (kind === 'StatefulSet') return Array.from({ length: replicas }, (_, at) => `${name}-${at}`);
  return [];
}
