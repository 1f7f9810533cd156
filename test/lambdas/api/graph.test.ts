import type { GraphMap } from '../../../core/answers/map.ts';
import { edgeId, type Edge, type EdgeEnds } from '../../../core/edge.ts';
import { lineageFrom, type Workload } from '../../../core/workload.ts';
import { cluster, openDesk } from './desk.ts';

const then = '2026-11-23T09:00:00.000Z';

function workload(name: string, kind = 'Deployment', images = ['registry.example.com/a:1']): Workload {
  return { cluster, lineage: lineageFrom(cluster, name), namespace: 'shop', kind, name, uid: name, createdAt: then, images };
} // prettier-ignore

function edge(from: Workload, destination: Edge['destination'], port = 443): Edge {
  const { lineage, namespace, kind, name } = from;
  const source = { kind: 'workload' as const, lineage, namespace, workload: kind, name };
  const ends: EdgeEnds = { cluster, source, destination, proto: 'tcp', port };
  const said = { names: [], operations: [], outcomes: ['established'], addresses: [] };
  return { ...ends, id: edgeId(ends), ...said, support: { hours: [], pods: [] }, firstSeen: then, seenBy: 'n1' };
}

const cart = workload('cart');
const store = workload('store', 'StatefulSet');
const toStore = edge(cart, { kind: 'workload', lineage: store.lineage, namespace: 'shop', workload: 'StatefulSet', name: 'store' }); // prettier-ignore
const toPool = edge(cart, { kind: 'name', name: 'pool.example.org' }, 3333);

async function filled(edges: readonly Edge[], workloads: readonly Workload[]) {
  const opened = await openDesk();
  for (const each of edges) await opened.stores.edges.put(each, undefined, then);
  for (const each of workloads) await opened.stores.workloads.put(each, then);
  return opened;
}

describe('GET /v1/clusters/{cluster}/graph', () => {
  it('gives edges with direction, labels and totals, and the workloads at their ends', async () => {
    const { ask, stores } = await filled([toStore, toPool], [cart, store, workload('alone')]);
    const counters = { connections: 2, bytesOut: 10, bytesIn: 20, lastSeen: 7 };
    const line = { key: 'k'.repeat(32), edge: toPool.id, direction: 'out' as const, content: 'c', counters };
    await stores.counters.write({ cluster, node: 'n1', bootId: 'b', hour: '2026-11-23T09' }, { lines: [line], seq: 1, receivedAt: then, paceMs: 0, lostPpm: 0, heardSince: 0, lateMs: 0, received: [] }, undefined); // prettier-ignore
    const { answer } = await ask('GET', '/v1/clusters/prod-1/graph');
    expect(answer).toMatchObject({ cluster: 'prod-1', mode: 'learning', baselineVersion: 1 });
    const shown = new Map((answer['edges'] as { id: string }[]).map((each) => [each.id, each]));
    expect(shown.get(toPool.id)).toMatchObject({
      direction: 'egress', labels: { source: 'shop/cart', destination: 'pool.example.org' }, totals: counters,
    }); // prettier-ignore
    expect(shown.get(toStore.id)).toMatchObject({
      direction: 'east-west',
      labels: { source: 'shop/cart', destination: 'shop/store (StatefulSet)' },
      totals: { connections: 0 },
    });
    expect((answer['workloads'] as { name: string }[]).map(({ name }) => name).toSorted()).toEqual(['cart', 'store']);
    expect(answer).not.toHaveProperty('next');
  });

  it('sends nothing to who has this very answer', async () => {
    const { ask, stores } = await filled([toStore], [cart, store]);
    const etag = (await ask('GET', '/v1/clusters/prod-1/graph')).headers.get('etag') ?? '';
    const again = await ask('GET', '/v1/clusters/prod-1/graph', undefined, { headers: { 'if-none-match': etag } });
    expect([again.status, again.bytes]).toEqual([304, 0]);
    await stores.edges.put(toPool, undefined, then);
    const changed = await ask('GET', '/v1/clusters/prod-1/graph', undefined, { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
  });

  it('gives a large graph in pages of at most 2 MB, each edge once, each page with its own workloads', async () => {
    const images = Array.from({ length: 32 }, (_, at) => `registry.example.com/${'x'.repeat(400)}/${at}:1`);
    const workloads = Array.from({ length: 200 }, (_, at) => workload(`w${at}`, 'Deployment', images));
    const edges = workloads.flatMap((from) =>
      Array.from({ length: 10 }, (_, port) => edge(from, { kind: 'name', name: 'api.example.com' }, port)),
    );
    const { ask } = await filled(edges, workloads);
    const ids: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const { answer, bytes } = await ask('GET', `/v1/clusters/prod-1/graph${cursor === undefined ? '' : `?cursor=${cursor}`}`); // prettier-ignore
      expect(bytes).toBeLessThanOrEqual(2_001_000);
      const present = new Set((answer['workloads'] as Workload[]).map(({ lineage }) => lineage));
      for (const { id, source } of answer['edges'] as Edge[]) {
        ids.push(id);
        expect(source.kind === 'workload' && present.has(source.lineage)).toBe(true);
      }
      cursor = answer['next'] as string | undefined;
      pages++;
    } while (cursor !== undefined);
    expect(pages).toBeGreaterThan(1);
    expect(ids.toSorted()).toEqual(edges.map(({ id }) => id).toSorted());
  });

  it('gives what changed since a time, with the workloads of newcomers, and says what is no time', async () => {
    const { ask, stores } = await filled([toStore], [cart, store]);
    const idsSince = async (since: string) => ((await ask('GET', `/v1/clusters/prod-1/graph?since=${since}`)).answer['edges'] as { id: string }[]).map(({ id }) => id); // prettier-ignore
    expect(await idsSince('2026-11-23T08:59:00Z')).toEqual([toStore.id]);
    expect(await idsSince('2026-11-23T09:30:00Z')).toEqual([]);
    const newcomer = workload('newcomer');
    const fromNewcomer = edge(newcomer, { kind: 'name', name: 'pool.example.org' }, 3333);
    await stores.edges.put(fromNewcomer, undefined, '2026-11-23T10:00:00.000Z');
    await stores.workloads.put(newcomer, '2026-11-23T10:00:00.000Z');
    expect(await idsSince('2026-11-23T09:30:00Z')).toEqual([fromNewcomer.id]);
    const { answer: map } = await ask('GET', '/v1/clusters/prod-1/map?since=2026-11-23T09:30:00Z');
    expect((map as unknown as GraphMap).edges.ids).toEqual([fromNewcomer.id]);
    const { answer } = await ask('GET', '/v1/clusters/prod-1/graph?since=2026-11-23T09:30:00Z');
    expect(answer).toMatchObject({
      edges: [{ labels: { source: 'shop/newcomer' } }],
      workloads: [{ name: 'newcomer' }],
    });
    expect((await ask('GET', '/v1/clusters/prod-1/graph?since=yesterday')).answer).toMatchObject({
      status: 422,
      field: 'since',
    });
  });

  it('refuses a cursor that it did not give', async () => {
    const { ask } = await filled([toStore], [cart]);
    const { status, answer } = await ask('GET', '/v1/clusters/prod-1/graph?cursor=x');
    expect([status, answer['field']]).toEqual([400, 'cursor']);
  });
});

describe('GET /v1/clusters/{cluster}/map', () => {
  it('says each end once, and each edge in one line', async () => {
    const mined = { ...toPool, operations: [{ app: 'tls' as const }, { app: 'mining' as const, dialect: 'cryptonote' as const }] };
    const { ask } = await filled([toStore, mined], [cart, store]);
    const { answer } = await ask('GET', '/v1/clusters/prod-1/map');
    const { ends, edges, ...rest } = answer as unknown as GraphMap;
    expect(rest).toEqual({ cluster: 'prod-1', mode: 'learning', baselineVersion: 1 });
    expect(ends.map(({ label, workload: stored }) => `${label} ${stored?.kind ?? '-'}`).toSorted()).toEqual(['pool.example.org -', 'shop/cart Deployment', 'shop/store (StatefulSet) StatefulSet']);
    const at = edges.ids.indexOf(toPool.id);
    expect(ends[edges.sources[at] as number]?.label).toBe('shop/cart');
    expect(ends[edges.destinations[at] as number]?.peer).toEqual({ kind: 'name', name: 'pool.example.org' });
    expect(ends[edges.destinations[at] as number]?.domain).toBe('example.org');
    const { directions, ports, said, firstSeen, lastSeen } = edges;
    expect([directions, ports, said, firstSeen, lastSeen].map((list) => list[at])).toEqual(['egress', 'tcp/3333', 'mining cryptonote +1', Date.parse(then), 0]);
  });
}); // prettier-ignore

describe('GET /v1/clusters/{cluster}/edges/{edge}', () => {
  it.each([`?source=${cart.lineage}`, '', '?source=nonsense'])('gives one edge whole (%s)', async (query) => {
    const { ask } = await filled([toStore, toPool], [cart, store]);
    const { answer } = await ask('GET', `/v1/clusters/prod-1/edges/${toPool.id}${query}`);
    expect(answer).toMatchObject({ id: toPool.id, direction: 'egress', labels: { source: 'shop/cart' } });
  });

  it('says that there is none', async () => {
    const { ask } = await filled([toStore], [cart, store]);
    const { status, answer } = await ask('GET', `/v1/clusters/prod-1/edges/${toPool.id}`);
    expect([status, answer['field']]).toEqual([404, 'edge']);
  });
});
