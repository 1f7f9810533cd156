import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { type Item, itemOf } from '../../../adapters/dynamodb/item.ts';
import { KeptFields, unknownIn, withUnknown } from '../../../adapters/dynamodb/kept-fields.ts';
import { baselineKey, clusterKey, edgeKey, incidentKey, type Key, partKey, threadKey, workloadKey } from '../../../adapters/dynamodb/keys.ts'; // prettier-ignore
import { dynamoStores, type DynamoStores } from '../../../adapters/dynamodb/stores.ts';
import type { ClusterId } from '../../../core/ids.ts';
import { runs } from '../../core/arbitraries.ts';
import { at, baseline, edge, enrolled, incident, later, newCluster, workload } from '../../contracts/samples.ts';
import { startTable, type TestTable } from '../table.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Values of a version, and what a newer one made of them: more fields, wherever there is an object. */
const aName = fc.constantFrom('id', 'name', 'count', 'peers', 'last');
const { value: aValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(aName, tie('value'), { maxKeys: 4 })),
})); // prettier-ignore

function grown(value: Json, more: () => Json | undefined): Json {
  if (Array.isArray(value)) return value.map((one: Json) => grown(one, more));
  if (typeof value !== 'object' || value === null) return value;
  const added = more();
  const own = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, grown(one, more)]));
  return added === undefined ? own : { ...own, joinedLater: added };
}

/** What a version that does not know the new names reads. */
function stripped(value: Json): Json {
  if (Array.isArray(value)) return value.map((one: Json) => stripped(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'joinedLater').map(([name, one]) => [name, stripped(one)])); // prettier-ignore
}

describe('laws of what an older version keeps', () => {
  const aPair = fc.tuple(aValue, fc.array(fc.option(aValue, { nil: undefined }), { minLength: 1, maxLength: 8 })).map(([known, added]) => {
    let turn = 0;
    return { known, stored: grown(known, () => added[turn++ % added.length]) };
  }); // prettier-ignore

  test('what is read and written back unchanged is as it was', () => {
    fc.assert(fc.property(aPair, ({ known, stored }) => {
      expect(withUnknown(known, unknownIn(stored, known))).toEqual(stored);
    }), runs); // prettier-ignore
  });

  test('whatever is written in its place, it says of what is known just that, and nothing is made up', () => {
    fc.assert(fc.property(aPair, aValue, ({ known, stored }, next) => {
      const written = withUnknown(next, unknownIn(stored, known)) as Json;
      expect(stripped(written)).toEqual(next);
      if (typeof stored !== 'object' || stored === null || Array.isArray(stored) || typeof next !== 'object' || next === null || Array.isArray(next)) return;
      expect((written as Record<string, Json>)['joinedLater']).toEqual((stored as Record<string, Json>)['joinedLater']);
    }), runs); // prettier-ignore
  });

  test('a list keeps what is new in elements that stay as they were, wherever they go', () => {
    const stored = { peers: [{ id: 1, joinedLater: 'a' }, { id: 2, joinedLater: 'b' }, { id: 3 }] };
    const known = { peers: [{ id: 1 }, { id: 2 }, { id: 3 }] };
    const next = { peers: [{ id: 2 }, { id: 9 }, { id: 1 }] };
    expect(withUnknown(next, unknownIn(stored, known))).toEqual({ peers: [{ id: 2, joinedLater: 'b' }, { id: 9 }, { id: 1, joinedLater: 'a' }] }); // prettier-ignore
  });

  test('a field named __proto__ is neither kept nor obeyed', () => {
    const stored = JSON.parse('{"a":1,"__proto__":{"polluted":true}}') as object;
    const written = withUnknown({ a: 2 }, unknownIn(stored, { a: 1 })) as { polluted?: boolean };
    expect([written, written.polluted]).toEqual([{ a: 2 }, undefined]);
  });

  test('what was read of another revision is not mixed in, and a later read without anything new forgets', () => {
    const kept = new KeptFields();
    const key = { pk: 'p', sk: 's' };
    const unknown = unknownIn({ a: 1, b: 2 }, { a: 1 });
    kept.note(key, 4, unknown);
    kept.note(key, 3, undefined);
    expect([kept.of(key, 3), kept.of(key, 4), kept.of(key, 5)]).toEqual([undefined, unknown, undefined]);
    kept.note(key, 5, undefined);
    expect([kept.of(key, 4), kept.of(key, 5)]).toEqual([undefined, undefined]);
  });
});

describe('an item that a newer version wrote, changed by this one', () => {
  let table: TestTable;
  let stores: DynamoStores;
  beforeAll(async () => {
    table = await startTable();
    stores = dynamoStores(table.client, table.name);
  });
  afterAll(() => table.stop());

  const more = { joinedLater: { deep: [1, { x: 'y' }] } };

  async function raw(key: Key): Promise<{ item: Item; value: Record<string, unknown> }> {
    const { Item: item } = await table.client.send(new GetItemCommand({ TableName: table.name, Key: { pk: { S: key.pk }, sk: { S: key.sk } } })); // prettier-ignore
    return { item: item!, value: JSON.parse(item!['value']!.S!) as Record<string, unknown> };
  }

  /** What a newer version does: it reads, adds what it knows besides, and writes under the next revision. */
  async function renewed(key: Key): Promise<void> {
    const { item, value } = await raw(key);
    const revision: Item = item['revision'] === undefined ? {} : { revision: { N: String(Number(item['revision'].N) + 1) } }; // prettier-ignore
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: { ...item, ...revision, value: { S: JSON.stringify({ ...value, ...more }) } } })); // prettier-ignore
  }

  const kinds: Readonly<Record<string, (cluster: ClusterId) => Promise<{ key: Key; change: () => Promise<unknown> }>>> =
    {
      async cluster(id) {
        await stores.clusters.put(enrolled(id), undefined);
        return {
          key: clusterKey(id),
          change: async () => {
            const { value, revision } = (await stores.clusters.find(id))!;
            return stores.clusters.put({ ...value, enrolledBy: `${value.enrolledBy}+` }, revision);
          },
        };
      },
      async edge(id) {
        const made = edge(id);
        await stores.edges.put(made, undefined, at);
        return {
          key: edgeKey(made),
          change: async () => {
            const { value, revision } = (await stores.edges.find([made])).get(made.id)!;
            return stores.edges.put({ ...value, seenBy: `${value.seenBy}+` }, revision, later);
          },
        };
      },
      async incident(id) {
        const made = incident(id, 'root');
        await stores.incidents.put(made, undefined);
        return {
          key: incidentKey(id, made.root, made.period),
          change: async () => {
            const { value, revision } = (await stores.incidents.latest(id, made.root))!;
            return stores.incidents.put({ ...value, version: value.version + 1 }, revision);
          },
        };
      },
      async 'state of a sweep'(id) {
        await stores.parts.put('sweep', { cluster: id, changedAt: at, allAt: at }, undefined);
        return {
          key: partKey(id, 'sweep'),
          change: async () => {
            const { value, revision } = (await stores.parts.find(id, 'sweep'))!;
            return stores.parts.put('sweep', { ...value, changedAt: later }, revision);
          },
        };
      },
      async thread(id) {
        const { id: of } = incident(id, 'thread');
        await stores.threads.put({ incident: of, version: 1, state: 'posting', at }, undefined);
        return {
          key: threadKey(of),
          change: async () => {
            const { value, revision } = (await stores.threads.find(of))!;
            return stores.threads.put(value, revision);
          },
        };
      },
      async baseline(id) {
        await stores.baselines.setState(baseline(id), undefined);
        return {
          key: baselineKey(id),
          change: async () => {
            const state = (await stores.baselines.state(id))!;
            return stores.baselines.setState({ ...state, version: state.version + 1 }, state.version);
          },
        };
      },
      async workload(id) {
        const made = workload(id, 'cart');
        await stores.workloads.put(made, at);
        let image = 0;
        return {
          key: workloadKey(id, made.lineage),
          change: async () => stores.workloads.addImages(id, made.lineage, [`registry.example.com/other-${++image}:1`], new Date(Date.parse(later) + image).toISOString()), // prettier-ignore
        };
      },
    };

  test.each(Object.keys(kinds))('a %s keeps the fields that only the newer one knows, however often they take turns', async (kind) => {
    const cluster = newCluster();
    const { key, change } = await kinds[kind]!(cluster);
    for (let turn = 0; turn < 3; turn++) {
      // The version of a baseline is its revision, and both are the newer version's to raise.
      if (kind === 'baseline' && turn > 0) break;
      if (kind !== 'baseline') await renewed(key);
      else {
        const { item, value } = await raw(key);
        await table.client.send(new PutItemCommand({ TableName: table.name, Item: { ...item, value: { S: JSON.stringify({ ...value, ...more }) } } })); // prettier-ignore
      }
      expect(await change()).toBe('stored');
      expect((await raw(key)).value).toMatchObject(more);
    }
  }); // prettier-ignore

  test('one that was opened anew holds nothing of the one before', async () => {
    const cluster = newCluster();
    const { key } = await kinds['cluster']!(cluster);
    await renewed(key);
    const { revision } = (await stores.clusters.find(cluster))!;
    await stores.clusters.remove(cluster, revision);
    await stores.clusters.put(enrolled(cluster), undefined);
    expect((await raw(key)).value).not.toHaveProperty('joinedLater');
    expect(itemOf(key, 'cluster', enrolled(cluster), { revision: 1 })['value']?.S).not.toContain('joinedLater');
  });
});
