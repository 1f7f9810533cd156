import { descentOf, systemNamespaces } from '../core/descend.ts';
import type { ClusterId } from '../core/ids.ts';
import type { WorkloadStore } from '../core/ports/graph.ts';
import type { Log, Meter } from '../core/ports/runtime.ts';
import { type Workload, withImages } from '../core/workload.ts';

export interface AdmitDeps {
  readonly workloads: Pick<WorkloadStore, 'find' | 'findAll' | 'put' | 'addImages' | 'ofNamespace'>;
  readonly log: Log;
  readonly meter: Meter;
}

/**
 * A workload as it is known: stored if nobody has seen it, with where it comes from; and under the older lineage where it
 * goes one on. Safe to repeat: who was decided on keeps what was decided.
 */
export async function admitWorkload(seen: Workload, changedAt: string, deps: AdmitDeps): Promise<Workload> {
  const stored = await deps.workloads.find(seen.cluster, seen.lineage);
  const known = stored ?? (await admitted(seen, changedAt, deps));
  const lineage = known.descent?.kind === 'continues' ? known.descent.from : known.lineage;
  // A new version of the image is none that it never ran; another image is.
  if (stored !== undefined && withImages(stored.images, seen.images) !== stored.images) await deps.workloads.addImages(seen.cluster, lineage, seen.images, changedAt); // prettier-ignore
  return { ...known, images: [...withImages(known.images, seen.images)], lineage };
}

async function admitted(seen: Workload, changedAt: string, deps: AdmitDeps): Promise<Workload> {
  const { cluster, lineage, namespace } = seen;
  const others = await inNamespaces(cluster, [...new Set([namespace, ...systemNamespaces])], deps);
  const workload = { ...seen, descent: descentOf(seen, others) };
  if ((await deps.workloads.put(workload, changedAt)) === 'known') return (await deps.workloads.find(cluster, lineage)) ?? workload; // prettier-ignore
  const { kind } = workload.descent;
  if (kind !== 'first') {
    deps.log.info('a workload has a past', { cluster, lineage, descent: kind });
    deps.meter.count('enrich.descents', 1, kind);
  }
  return workload;
}

/** With their creators, which the audit log may have told after the name was written. */
async function inNamespaces(cluster: ClusterId, namespaces: readonly string[], { workloads }: AdmitDeps): Promise<Workload[]> {
  const named = (await Promise.all(namespaces.map((namespace) => workloads.ofNamespace(cluster, namespace)))).flat();
  const told = await workloads.findAll(named.filter(({ creator }) => creator === undefined));
  const now = new Map(told.map((one) => [one.lineage, one]));
  return named.map((one) => now.get(one.lineage) ?? one);
} // prettier-ignore
