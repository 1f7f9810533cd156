import DataLoader from 'dataloader';
import type { FactRef } from '../core/baseline.ts';
import type { Edge } from '../core/edge.ts';
import type { ClusterId, EdgeId, FactId } from '../core/ids.ts';
import type { EdgeStore, WorkloadStore } from '../core/ports/graph.ts';
import type { BaselineStore, RenownStore } from '../core/ports/judgement.ts';
import type { Stored } from '../core/ports/stored.ts';
import { type Renowned, renownedKey, renownLimits } from '../core/renown.ts';
import type { Standing } from '../core/standing.ts';
import type { Workload, WorkloadRef } from '../core/workload.ts';

export interface JudgedBy {
  readonly workloads: Pick<WorkloadStore, 'find' | 'findAll'>;
  readonly baseline: BaselineStore;
  readonly renown: RenownStore;
  readonly edges: Pick<EdgeStore, 'find'>;
}

/**
 * The stores of one call: what is asked for twice is read once, and what is asked for in the same moment is read together.
 * What the call writes to them it reads back; what others write meanwhile, the next call sees.
 */
export function readTogether<Deps extends JudgedBy>(deps: Deps): Deps {
  return {
    ...deps,
    workloads: { ...deps.workloads, find: workloadsOf(deps) },
    baseline: baselineOf(deps),
    renown: renownOf(deps),
    edges: { ...deps.edges, find: edgesOf(deps) },
  };
}

function workloadsOf({ workloads }: JudgedBy): WorkloadStore['find'] {
  const key = ({ cluster, lineage }: WorkloadRef) => `${cluster} ${lineage}`;
  const loader = new DataLoader<WorkloadRef, Workload | undefined, string>(
    async (asked) => {
      const found = new Map((await workloads.findAll(asked)).map((one) => [key(one), one]));
      return asked.map((one) => found.get(key(one)));
    },
    { cacheKeyFn: key },
  );
  return async (cluster, lineage) => loader.load({ cluster, lineage });
}

function baselineOf({ baseline }: JudgedBy): BaselineStore {
  const loader = new DataLoader<FactRef, Standing | undefined, FactId>(
    async (asked) => {
      const found = await baseline.standings(asked);
      return asked.map(({ id }) => found.get(id));
    },
    { cacheKeyFn: ({ id }) => id },
  );
  return {
    ...baseline,
    async standing(cluster, lineage, facts) {
      const standings = await Promise.all(facts.map(async (id) => [id, await loader.load({ cluster, lineage, id })] as const)); // prettier-ignore
      return new Map(standings.flatMap(([id, standing]) => (standing === undefined ? [] : [[id, standing]])));
    },
    async add(fact) {
      const result = await baseline.add(fact);
      loader.clear(fact);
      if (result === 'stored') loader.prime(fact, { kind: 'known', fact });
      return result;
    },
  };
}

function renownOf({ renown }: JudgedBy): RenownStore {
  type Asked = Renowned & { readonly cluster: ClusterId };
  const key = (one: Asked) => `${one.cluster} ${renownedKey(one)}`;
  const read = new Map<string, Promise<readonly string[]>>();
  const loader = new DataLoader<Asked, readonly string[], string>(
    async (asked) => {
      const ofEach = new Map<ClusterId, ReadonlyMap<string, readonly string[]>>();
      for (const [cluster, things] of Map.groupBy(asked, (one) => one.cluster)) ofEach.set(cluster, await renown.users(cluster, things)); // prettier-ignore
      return asked.map((one) => ofEach.get(one.cluster)?.get(renownedKey(one)) ?? []);
    },
    { cacheKeyFn: key, cacheMap: read },
  );
  return {
    async users(cluster, things) {
      const users = await Promise.all(things.map(async (thing) => [renownedKey(thing), await loader.load({ ...thing, cluster })] as const)); // prettier-ignore
      return new Map(users.filter(([, of]) => of.length > 0));
    },
    async use(cluster, thing, user) {
      const asked = { ...thing, cluster };
      // Users are only ever added, so that who was one still is.
      const users = (await read.get(key(asked))) ?? [];
      if (users.includes(user)) return 'known';
      if (users.length >= renownLimits[thing.kind]) return 'full';
      const result = await renown.use(cluster, thing, user);
      loader.clear(asked);
      return result;
    },
  };
}

function edgesOf({ edges }: JudgedBy): EdgeStore['find'] {
  type Asked = Pick<Edge, 'id' | 'cluster' | 'source'>;
  const loader = new DataLoader<Asked, Stored<Edge> | undefined, EdgeId>(
    async (asked) => {
      const found = await edges.find(asked);
      return asked.map(({ id }) => found.get(id));
    },
    { cacheKeyFn: ({ id }) => id },
  );
  return async (asked) => {
    const found = await Promise.all(asked.map(async (one) => [one.id, await loader.load(one)] as const));
    return new Map(found.flatMap(([id, stored]) => (stored === undefined ? [] : [[id, stored]])));
  };
}
