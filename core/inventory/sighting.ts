import type { ClusterId } from '../ids.ts';
import type { Interval } from '../interval.ts';
import type { Workload } from '../workload.ts';
import type { NamespaceFacts, NodeFacts } from './cluster-facts.ts';
import type { Exposure, ExposureKind } from './exposure.ts';
import { intervalsIn, workloadOf } from './holders.ts';
import { lineageOfTop, Owners, type Top } from './owners.ts';
import { namespacesIn, nodesIn } from './read-cluster.ts';
import { exposuresIn } from './read-exposures.ts';
import { traitsOf } from './read-traits.ts';
import type { ListName, Snapshot } from './snapshot.ts';
import type { WorkloadTraits } from './traits.ts';

/** What a look at a cluster shows. Undefined: it could not be told, which is another answer than "none". */
export interface Sighting {
  readonly intervals: readonly Interval[];
  readonly workloads: readonly Workload[] | undefined;
  readonly traits: readonly WorkloadTraits[] | undefined;
  readonly exposures: readonly Exposure[] | undefined;
  readonly namespaces: readonly NamespaceFacts[] | undefined;
  readonly nodes: readonly NodeFacts[] | undefined;
}

/** Without all of these, an owner in the middle of a chain would be taken for its top, and be a newcomer. */
const forOwners: readonly ListName[] = ['pods', 'deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs']; // prettier-ignore

const forExposure: Readonly<Record<ExposureKind, readonly ListName[]>> = {
  'service-loadbalancer': ['services', 'endpointslices'],
  'node-port': ['services', 'endpointslices'],
  ingress: ['ingresses', 'services', 'endpointslices'],
  'istio-gateway': ['istiogateways', 'services', 'endpointslices'],
  'virtual-service': ['virtualservices', 'istiogateways', 'services', 'endpointslices'],
  'gateway-api': ['apigateways', 'httproutes', 'grpcroutes', 'services', 'endpointslices'],
  'host-port': [],
};

const whole = (snapshot: Snapshot, names: readonly ListName[]) =>
  names.every((name) => snapshot.items[name] !== undefined);

export function ownersKnown(snapshot: Snapshot): boolean {
  return whole(snapshot, forOwners);
}

/** Whether a look could have seen an exposure of this kind, so that its absence means that it is gone. */
export function couldSee(snapshot: Snapshot, kind: ExposureKind): boolean {
  return ownersKnown(snapshot) && whole(snapshot, forExposure[kind]);
}

export function sightingIn(cluster: ClusterId, snapshot: Snapshot): Sighting {
  const owners = new Owners(snapshot);
  const told = ownersKnown(snapshot);
  // With owners in doubt a pod's address is left to whoever asks for it by itself.
  const { pods: _pods, ...rest } = snapshot.items;
  const tops = told ? topsIn(snapshot, owners) : undefined;
  const ofTops = tops && families(cluster, [...tops.values()]);
  return {
    intervals: intervalsIn(cluster, told ? snapshot : { ...snapshot, items: rest }, owners),
    workloads: ofTops?.map(({ top }) => workloadOf(cluster, top)),
    traits: ofTops?.map(({ top, pods }) => traitsOf(cluster, top, pods, snapshot.at)),
    exposures: told && snapshot.items.services !== undefined ? exposuresIn(cluster, snapshot, owners).filter(({ kind }) => couldSee(snapshot, kind)) : undefined,
    namespaces: namespacesIn(cluster, snapshot),
    nodes: nodesIn(cluster, snapshot),
  };
} // prettier-ignore

/** Objects of one family are one workload: called as the first of them, with the pods of all. */
function families(cluster: ClusterId, tops: readonly TopWithPods[]): TopWithPods[] {
  const byLineage = new Map<string, TopWithPods>();
  const byBirth = tops.toSorted((a, b) => (a.top.createdAt + a.top.uid < b.top.createdAt + b.top.uid ? -1 : 1));
  for (const { top, pods } of byBirth) {
    const lineage = lineageOfTop(cluster, top);
    const there = byLineage.get(lineage);
    byLineage.set(lineage, there === undefined ? { top, pods } : { top: there.top, pods: [...there.pods, ...pods] });
  }
  return [...byLineage.values()];
}

interface TopWithPods {
  readonly top: Top;
  readonly pods: { readonly node: string | undefined }[];
}

function topsIn(snapshot: Snapshot, owners: Owners): Map<string, TopWithPods> {
  const tops = new Map<string, TopWithPods>();
  for (const pod of snapshot.items.pods ?? []) {
    const top = owners.topOf(pod);
    const there = tops.get(top.uid) ?? { top, pods: [] };
    tops.set(top.uid, there);
    const { phase } = pod.status ?? {};
    if (phase !== 'Succeeded' && phase !== 'Failed') there.pods.push({ node: pod.spec.nodeName });
  }
  for (const top of owners.topsWithoutPods()) if (!tops.has(top.uid)) tops.set(top.uid, { top, pods: [] });
  return tops;
}
