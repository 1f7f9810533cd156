import { GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import { gunzipSync } from 'node:zlib';
import { memoryKubernetes } from '../../adapters/memory/kubernetes.ts';
import { memoryStores } from '../../adapters/memory/stores.ts';
import type { Item } from '../../adapters/dynamodb/item.ts';
import { dynamoStores } from '../../adapters/dynamodb/stores.ts';
import { initialBaseline, withMode } from '../../core/baseline.ts';
import { QueuedBatch } from '../../core/message.ts';
import type { Batch } from '../../core/telemetry.ts';
import { announce } from '../../lambdas/announce/announce.ts';
import { detect } from '../../lambdas/detect/detect.ts';
import { eachMessage } from '../../lambdas/each-record.ts';
import { enrich, type EnrichDeps } from '../../lambdas/enrich/enrich.ts';
import { RecentSights } from '../../lambdas/enrich/recent-sights.ts';
import { Directory } from '../../lambdas/enrich/whereabouts.ts';
import { startTable, type TestTable } from '../adapters/table.ts';
import { at, batch, flow, packed, t0 } from './batches.ts';
import { recording } from './record.ts';
import { cluster, pod, poolIndex, workload } from './world.ts';

// Fault 34. A version that is to come writes what this one does not know, on the same table, in turns with this one.

let table: TestTable;
beforeAll(async () => void (table = await startTable()));
afterAll(() => table.stop());

const miner = workload('dfsdf', { createdAt: at(-60), images: ['docker.io/ddsfdf/dfsdf:99'] });

const queued = (one: Batch): QueuedBatch => ({ v: 1, cluster, node: one.node, receivedAt: at(12), batch: packed(one).toString('base64') }); // prettier-ignore

/** The stages of this version on the table; a new one remembers nothing, as a function that was just deployed. */
function thisVersion() {
  const stores = { ...memoryStores(), ...dynamoStores(table.client, table.name) };
  const now = () => t0 + 12_000;
  const kubernetes = memoryKubernetes(now);
  kubernetes.own(cluster, { address: '10.0.3.99', from: t0 - 60_000, owner: pod(miner) });
  const { log, meter } = recording();
  const shared = { now, log, meter };
  const deps: EnrichDeps = { ...stores, ...shared, kubernetes };
  const directory = new Directory(deps);
  const recent = new RecentSights();
  const handle = (message: QueuedBatch) => enrich(message, { ...deps, directory, recent });
  return {
    stores,
    handle,
    async hear(one: Batch) {
      await handle(queued(one));
      await detect(await stores.edges.ofCluster(cluster), { ...stores, ...shared, baseline: stores.baselines, intelligence: poolIndex }); // prettier-ignore
      for (const incident of await stores.incidents.ofCluster(cluster)) await announce(incident, { ...stores, ...shared, dashboardUrl: 'https://plumbline.example' }); // prettier-ignore
    },
  };
}

/** Of these kinds each change is made of what was there. */
const changed = new Set(['edge', 'incident', 'baseline', 'workload', 'renown']);
const contentOf = (item: Item) => JSON.parse(item['packed']?.B === undefined ? item['value']!.S! : gunzipSync(item['packed'].B).toString()) as Record<string, unknown>; // prettier-ignore

async function items(): Promise<Item[]> {
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name, ConsistentRead: true }));
  return Items.filter(({ type }) => changed.has(type?.S ?? ''));
}

/** The version to come touches everything: a field of its own in each value, as it stands in the table by then. */
async function theNext(turn: string): Promise<Map<string, string>> {
  const touched = new Map<string, string>();
  for (const { pk, sk } of await items()) {
    const { Item: item } = await table.client.send(new GetItemCommand({ TableName: table.name, Key: { pk: pk!, sk: sk! }, ConsistentRead: true })); // prettier-ignore
    const { packed: _packed, ...rest } = item!;
    const value = { ...contentOf(item!), [turn]: { by: 'the version to come' } };
    // The version of a baseline is its revision: a person would raise both.
    const revision: Item = item!['revision'] === undefined || item!['type']?.S === 'baseline' ? {} : { revision: { N: String(Number(item!['revision'].N) + 1) } }; // prettier-ignore
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: { ...rest, ...revision, value: { S: JSON.stringify(value) } } })); // prettier-ignore
    touched.set(`${pk!.S} ${sk!.S}`, item!['type']!.S!);
  }
  return touched;
}

test('what the next version wrote, this one changes in turns with it, and nothing of either is lost', async () => {
  const { stores } = thisVersion();
  const state = initialBaseline(cluster, at(0), 'test');
  await stores.baselines.setState(state, undefined);
  await stores.baselines.setState(withMode(state, 'enforcing', at(0), 'test'), 1);
  const names = ['eu9.pool.example.org', 'us1.pool.example.org', 'asia.pool.example.org', 'xmr.pool.example.org'];
  const touchedIn: Map<string, string>[] = [];
  for (const [turn, name] of names.entries()) {
    const login = { app: 'mining' as const, dialect: 'cryptonote', method: turn % 2 === 0 ? 'login' : 'submit', evidence: 'session' as const, count: turn + 1 }; // prettier-ignore
    const seen = flow({ src: '10.0.3.99', dst: `203.0.113.${66 + turn}`, port: 3333, names: [{ value: name, from: 'dns' }], ops: [login], connections: turn + 1 }); // prettier-ignore
    // Now a function that ran before, now one that was just deployed; the first conversation goes on in each.
    await thisVersion().hear(batch({ seq: turn + 1, observations: [seen, flow({ src: '10.0.3.99', dst: '203.0.113.66', port: 3333, names: [{ value: names[0]!, from: 'dns' }], ops: [login], connections: turn + 2 })] })); // prettier-ignore
    touchedIn.push(await theNext(`turn${turn}`));
  }
  const last = new Map((await items()).map((item) => [`${item['pk']!.S} ${item['sk']!.S}`, contentOf(item)]));
  for (const [turn, touched] of touchedIn.entries()) {
    for (const [key, type] of touched) expect([key, type, last.get(key)?.[`turn${turn}`]]).toEqual([key, type, { by: 'the version to come' }]); // prettier-ignore
  }
  // This version was at work meanwhile: edges and the one incident of the miner grew under both.
  const [incident, ...others] = await stores.incidents.ofCluster(cluster);
  expect(others).toEqual([]);
  expect(incident!.findings.length).toBeGreaterThanOrEqual(names.length);
  expect(await stores.edges.ofCluster(cluster)).toHaveLength(4);
  expect(touchedIn[0]!.size).toBeGreaterThanOrEqual(3);
});

test('what this version cannot read at all sends the message back, for a version that can; it is not set aside', async () => {
  const { handle } = thisVersion();
  const pool = 'eu9.pool.example.org';
  const item = (await items()).find(
    (one) => one['type']?.S === 'edge' && JSON.stringify(contentOf(one)).includes(pool),
  )!;
  const { packed: _packed, ...rest } = item;
  const value = { ...contentOf(item), destination: { kind: 'of a kind that is to come' } };
  await table.client.send(new PutItemCommand({ TableName: table.name, Item: { ...rest, value: { S: JSON.stringify(value) } } })); // prettier-ignore
  const seen = flow({
    src: '10.0.3.99',
    dst: '203.0.113.66',
    port: 3333,
    names: [{ value: pool, from: 'dns' }],
    connections: 9,
  });
  const { log, meter, counts } = recording();
  const event = { Records: [{ messageId: 'm', receiptHandle: 'r', body: JSON.stringify(queued(batch({ seq: 9, observations: [seen] }))), attributes: { ApproximateReceiveCount: '1' } }] } as unknown as SQSEvent; // prettier-ignore
  const { batchItemFailures } = await eachMessage(event, QueuedBatch, handle, { stage: 'enrich', log, meter });
  expect([batchItemFailures, counts]).toEqual([[{ itemIdentifier: 'm' }], [{ metric: 'enrich.sent-back', value: 1 }]]);
});
