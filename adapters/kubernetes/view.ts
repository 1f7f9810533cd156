import * as z from 'zod';
import { textUpTo } from '../../core/fields.ts';
import type { ClusterId } from '../../core/ids.ts';
import { askedAccess, type KubernetesAccess } from '../../core/enrolment.ts';
import type { LookFault } from '../../core/inventory/cluster-facts.ts';
import type { Controller, Pod } from '../../core/inventory/objects.ts';
import { Owners } from '../../core/inventory/owners.ts';
import { ownersKnown } from '../../core/inventory/sighting.ts';
import { type ListName, listNames, lists, type Snapshot, snapshotOf } from '../../core/inventory/snapshot.ts';
import type { ClusterView } from '../../core/ports/clusters.ts';
import type { Clock } from '../../core/ports/runtime.ts';
import { eachOf } from '../each-of.ts';
import type { Api, Fault } from './api.ts';
import { kubernetesApi } from './api.ts';
import { bearerOf } from './credential.ts';
import type { KubernetesDeps } from './directory.ts';
import { listAll } from './list.ts';
import { type OwnerMemory, OwnerWalk, type TopOwner } from './owner-walk.ts';
import { ReadThrough } from './read-through.ts';

// Enough to be quick, few enough not to be in the way of others.
const listsAtOnce = 4;
const walksAtOnce = 5;

const ownersYoungMs = 600_000;

const Version = z.object({ gitVersion: textUpTo(64) });

interface Enrolled {
  readonly api: Api;
  readonly memory: OwnerMemory;
  readonly access: string;
}

/** What is remembered of owners between looks at one cluster. */
export function ownerMemory(now: Clock): OwnerMemory {
  return { objects: new ReadThrough(now, ownersYoungMs, 5_000), kinds: new ReadThrough(now, ownersYoungMs, 500) };
}

/** Lists what there is in enrolled clusters. */
export function kubernetesView(deps: KubernetesDeps): ClusterView {
  const enrolled = new Map<ClusterId, Enrolled>();
  return {
    async look(cluster, budgetMs) {
      const access = askedAccess((await deps.clusters.find(cluster))?.value);
      if (access === undefined) return 'not-enrolled';
      const { api, memory } = apiOf(cluster, access);
      return lookAt(api, memory, new Date(deps.now()).toISOString(), AbortSignal.timeout(budgetMs));
    },
  };

  function apiOf(cluster: ClusterId, access: KubernetesAccess): Enrolled {
    const spelled = JSON.stringify(access);
    const known = enrolled.get(cluster);
    if (known?.access === spelled) return known;
    known?.api.close();
    const { endpoint, authority } = access;
    const api = kubernetesApi({ endpoint, authority, token: bearerOf(access, deps) });
    const fresh = { api, memory: ownerMemory(deps.now), access: spelled };
    enrolled.set(cluster, fresh);
    return fresh;
  }
}

/** Lists everything that the inventory is made of. Never throws for what the API does. @param at RFC 3339: now */
export async function lookAt(api: Api, memory: OwnerMemory, at: string, until: AbortSignal): Promise<Snapshot> {
  const raw: Partial<Record<ListName, readonly unknown[]>> = {};
  const missing: Partial<Record<ListName, LookFault>> = {};
  await eachOf(listNames, listsAtOnce, async (name) => {
    const list = lists[name];
    const answer = await listAll(api, list.path, {}, z.unknown(), until);
    if (answer.ok) raw[name] = answer.body;
    // A cluster without Istio is whole without its gateways.
    else if ('custom' in list && answer.fault.kind === 'status' && answer.fault.status === 404) raw[name] = [];
    else missing[name] = lookFaultOf(answer.fault);
  });
  const answer = await api.get('/version', {}, until);
  const version = answer.ok ? Version.safeParse(answer.body).data?.gitVersion : undefined;
  const snapshot = snapshotOf({ at, version, lists: raw as never, missing, owners: [], odd: 0 });
  return ownersKnown(snapshot) ? withOwners(snapshot, api, memory, until) : snapshot;
}

/** Owners of kinds that are not listed are walked to, one of each. Where that fails, whose the pods are is not known. */
async function withOwners(snapshot: Snapshot, api: Api, memory: OwnerMemory, until: AbortSignal): Promise<Snapshot> {
  const owners: Controller[] = [];
  let fault: LookFault | undefined;
  const known = new Owners(snapshot);
  await eachOf(known.unknown(snapshot.items.pods ?? []), walksAtOnce, async (pod) => {
    if (fault !== undefined) return;
    const top = await new OwnerWalk(api, until, memory).top(pod.metadata, { containers: [] });
    if (!top.ok) fault = lookFaultOf(top.fault);
    else owners.push(...chainOf(pod, known, top.body));
  });
  if (fault === undefined) return { ...snapshot, owners };
  const { pods: _pods, ...items } = snapshot.items;
  return { ...snapshot, items, missing: { ...snapshot.missing, pods: fault } };
}

/** What leads from the owner that no list knew to the top that was found. */
function chainOf(pod: Pod, owners: Owners, top: TopOwner): Controller[] {
  const lowest = owners.topOf(pod);
  const found = controller(top);
  if (lowest.uid === top.uid) return [found];
  const reference = { apiVersion: '', kind: top.kind, name: top.name, uid: top.uid, controller: true };
  return [found, controller({ ...lowest, createdAt: top.createdAt }, [reference])];
}

function controller(
  { kind, name, namespace, uid, createdAt }: Pick<TopOwner, 'kind' | 'name' | 'namespace' | 'uid' | 'createdAt'>,
  ownerReferences?: Controller['metadata']['ownerReferences'],
): Controller {
  const metadata = { name, namespace, uid, creationTimestamp: createdAt, ...(ownerReferences === undefined ? {} : { ownerReferences }) }; // prettier-ignore
  return { kind, metadata };
}

export function lookFaultOf(fault: Fault): LookFault {
  switch (fault.kind) {
    case 'timeout':
    case 'no-token':
    case 'too-large':
    case 'not-understood':
      return fault.kind;
    case 'tls':
      return 'untrusted';
    case 'connection':
    case 'cut':
      return 'unreachable';
    case 'status':
      return statuses[fault.status] ?? 'error';
  }
}

const statuses: Readonly<Record<number, LookFault>> = { 401: 'unauthorized', 403: 'forbidden', 410: 'expired', 429: 'throttled' }; // prettier-ignore
