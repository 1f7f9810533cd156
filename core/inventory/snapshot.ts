import * as z from 'zod';
import { Integer, textUpTo } from '../fields.ts';
import { Instant } from '../instant.ts';
import { LookFault } from './cluster-facts.ts';
import * as objects from './objects.ts';
import { inventoryLimits } from './pushed-limits.ts';

/** What is listed, each with where Kubernetes serves it. `custom`: absent from many clusters, which is not a fault. */
export const lists = {
  namespaces: { path: '/api/v1/namespaces', item: objects.Namespace, kind: 'Namespace' },
  nodes: { path: '/api/v1/nodes', item: objects.Node, kind: 'Node' },
  pods: { path: '/api/v1/pods', item: objects.Pod, kind: 'Pod' },
  services: { path: '/api/v1/services', item: objects.Service, kind: 'Service' },
  endpointslices: { path: '/apis/discovery.k8s.io/v1/endpointslices', item: objects.EndpointSlice, kind: 'EndpointSlice' },
  deployments: { path: '/apis/apps/v1/deployments', item: objects.Controller, kind: 'Deployment' },
  replicasets: { path: '/apis/apps/v1/replicasets', item: objects.Controller, kind: 'ReplicaSet' },
  statefulsets: { path: '/apis/apps/v1/statefulsets', item: objects.Controller, kind: 'StatefulSet' },
  daemonsets: { path: '/apis/apps/v1/daemonsets', item: objects.Controller, kind: 'DaemonSet' },
  jobs: { path: '/apis/batch/v1/jobs', item: objects.Controller, kind: 'Job' },
  cronjobs: { path: '/apis/batch/v1/cronjobs', item: objects.Controller, kind: 'CronJob' },
  ingresses: { path: '/apis/networking.k8s.io/v1/ingresses', item: objects.Ingress, kind: 'Ingress' },
  networkpolicies: { path: '/apis/networking.k8s.io/v1/networkpolicies', item: objects.NetworkPolicy, kind: 'NetworkPolicy' },
  istiogateways: { path: '/apis/networking.istio.io/v1/gateways', item: objects.IstioGateway, kind: 'Gateway', custom: true },
  virtualservices: { path: '/apis/networking.istio.io/v1/virtualservices', item: objects.VirtualService, kind: 'VirtualService', custom: true },
  apigateways: { path: '/apis/gateway.networking.k8s.io/v1/gateways', item: objects.ApiGateway, kind: 'Gateway', custom: true },
  httproutes: { path: '/apis/gateway.networking.k8s.io/v1/httproutes', item: objects.ApiRoute, kind: 'HTTPRoute', custom: true },
  grpcroutes: { path: '/apis/gateway.networking.k8s.io/v1/grpcroutes', item: objects.ApiRoute, kind: 'GRPCRoute', custom: true },
} as const; // prettier-ignore
export type ListName = keyof typeof lists;
export const listNames = Object.keys(lists) as readonly ListName[];

type Items = { readonly [Name in ListName]: readonly z.infer<(typeof lists)[Name]['item']>[] };

/**
 * A cluster as it was at one moment. A list that is absent could not be had, and `missing` says why; one that is empty
 * was whole and had nothing in it. Nothing is ever concluded from an absent list.
 */
export interface Snapshot {
  /** RFC 3339: when the look began. */
  readonly at: string;
  readonly version: string | undefined;
  readonly items: Partial<Items>;
  readonly missing: Partial<Record<ListName, LookFault>>;
  /** Custom owners that no list holds, found by walking. */
  readonly owners: readonly objects.Controller[];
  /** Objects that were too odd to be read. */
  readonly odd: number;
}

const Missing = z.partialRecord(z.enum(listNames as [ListName, ...ListName[]]), LookFault);
const RawLists = z.partialRecord(z.enum(listNames as [ListName, ...ListName[]]), z.array(z.unknown()).max(inventoryLimits.itemsPerList)); // prettier-ignore

/** What `POST /v1/inventory` takes: whole lists as Kubernetes answers them, which may be stripped to what is read of them. */
export const PushedInventory = z.object({
  v: z.literal(1),
  /** RFC 3339: when the lists were asked for, and when this is sent, by the same clock. */
  at: Instant,
  sentAt: Instant,
  version: textUpTo(64).optional(),
  lists: RawLists,
  missing: Missing.default({}),
  /** Owners of other kinds than those listed, with `kind`. */
  owners: z.array(z.unknown()).max(inventoryLimits.itemsPerList).default([]),
  /** Objects that were left out because they were too odd to be read. */
  odd: Integer.default(0),
});
export type PushedInventory = z.infer<typeof PushedInventory>;

/** The lists with every object held against its schema, one by one: an odd one blinds nobody to the rest. */
export function snapshotOf(pushed: Pick<PushedInventory, 'at' | 'version' | 'lists' | 'missing' | 'owners' | 'odd'>): Snapshot {
  let { odd } = pushed;
  const read = <Item>(raw: readonly unknown[], schema: z.ZodType<Item>): Item[] =>
    raw.flatMap((one) => {
      const parsed = schema.safeParse(one);
      if (!parsed.success) odd += 1;
      return parsed.success ? [parsed.data] : [];
    });
  const items = Object.fromEntries(
    Object.entries(pushed.lists).map(([name, raw]) => [name, read(raw, lists[name as ListName].item as z.ZodType)]),
  ) as Partial<Items>;
  const owners = read(pushed.owners, objects.Controller);
  return { at: pushed.at, version: pushed.version, items, missing: pushed.missing, owners, odd };
} // prettier-ignore
