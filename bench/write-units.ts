// Write units an hour for one node with 200 edges, 100 connections a second and a heartbeat each 60 s: the real enrich
// step and DynamoDB stores on the local engine, which counts as DynamoDB does (a started KiB an item, indexes too). Prints the
// table of docs/cost.md, which test/docs/cost.test.ts holds to this run.
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoStores } from '../adapters/dynamodb/stores.ts';
import { memoryKubernetes } from '../adapters/memory/kubernetes.ts';
import { memoryArchive } from '../adapters/memory/outside.ts';
import { gzipSync } from 'node:zlib';
import { ClusterId } from '../core/ids.ts';
import type { Batch, Flow } from '../core/telemetry.ts';
import { lineageFrom, type Workload } from '../core/workload.ts';
import { enrich, type EnrichDeps } from '../lambdas/enrich/enrich.ts';
import { Directory } from '../lambdas/enrich/whereabouts.ts';
import { startDynamo } from '../local/dynamodb/start.ts';
import { unitsOfHour } from '../scripts/cost.ts';
import { seeded } from './generate.ts';

const edges = 200;
const connectionsPerSecond = 100;
const start = Date.parse('2026-11-23T10:00:00.000Z');
const cluster = ClusterId.parse('bench');
const heartbeats = 60;

interface Counted {
  units: number;
  requests: number;
}

/** One node and hour: first all edges are new, then they gather support, then nothing is new. */
export interface CountedHour {
  readonly kind: 'first' | 'learning' | 'ordinary';
  readonly written: Counted;
  readonly read: Counted;
}

/** Five hours. What is measured is an ordinary hour; three before it give edges the support they need to stop changing. */
export async function countedHours(): Promise<CountedHour[]> {
  const random = seeded(7);
  const engine = await startDynamo();
  const client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } }); // prettier-ignore
  const string = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const });
  await client.send(
    new CreateTableCommand({
      TableName: 'bench',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'changesPk', 'changesSk'].map(string),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'changes',
          KeySchema: [
            { AttributeName: 'changesPk', KeyType: 'HASH' },
            { AttributeName: 'changesSk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );

  const written = { units: 0, requests: 0 };
  const read = { units: 0, requests: 0 };
  client.middlewareStack.add(
    (next, context) => async (call) => {
      const input = call.input as { ReturnConsumedCapacity?: string };
      input.ReturnConsumedCapacity = 'TOTAL';
      const result = await next(call);
      const output = result.output as { ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[] };
      const side = /^(?:Get|BatchGet|Query|Scan)/.test(String((context as { commandName?: string }).commandName)) ? read : written; // prettier-ignore
      side.requests++;
      side.units += [output.ConsumedCapacity ?? []].flat().reduce((sum, one) => sum + (one.CapacityUnits ?? 0), 0);
      return result;
    },
    { step: 'initialize', name: 'countWriteUnits' },
  );

  let now = start;
  const kubernetes = memoryKubernetes(() => now);
  for (let pod = 0; pod < 20; pod++) {
    const uid = `uid-${pod}`;
    const workload: Workload = { cluster, lineage: lineageFrom(cluster, uid), namespace: 'shop', kind: 'Deployment', name: `w${pod}`, uid, createdAt: new Date(start - 1e8).toISOString(), images: [] }; // prettier-ignore
    kubernetes.own(cluster, { address: `10.0.0.${pod}`, from: start - 1e8, owner: { kind: 'pod', workload, pod: { namespace: 'shop', name: `w${pod}-x`, uid: `pod-${pod}` } } }); // prettier-ignore
  }

  interface Talk {
    readonly share: number;
    connections: number;
    out: number;
    in: number;
  }
  // Every edge talks in every minute: the worst case, in which no line of the sheet stays as it was.
  const talks: Talk[] = Array.from({ length: edges }, () => ({ share: 1 / edges, connections: 0, out: 0, in: 0 }));
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const deps: EnrichDeps = { ...dynamoStores(client, 'bench'), archive: memoryArchive(), kubernetes, now: () => now, log: silent, meter: { count: () => {} } }; // prettier-ignore
  const directory = new Directory(deps);

  async function heartbeat(minute: number): Promise<void> {
    now = start + (minute + 1) * 60_000;
    const observations = talks.map((talk, edge): Flow => {
      const more = Math.max(1, Math.round(connectionsPerSecond * 60 * talk.share * (0.5 + random())));
      talk.connections += more;
      talk.out += more * (200 + Math.floor(random() * 800));
      talk.in += more * (500 + Math.floor(random() * 4000));
      return {
        kind: 'flow',
        src: `10.0.0.${edge % 10}`,
        dst: `10.0.0.${10 + (edge % 10)}`,
        port: 8000 + edge,
        proto: 'tcp',
        direction: 'out',
        if: edge % 10,
        names: [],
        ops: [],
        outcome: 'established',
        generation: 0,
        connections: talk.connections,
        bytesOut: talk.out,
        bytesIn: talk.in,
        firstSeen: new Date(start).toISOString(),
        lastSeen: new Date(now - 1000 - Math.floor(random() * 5000)).toISOString(),
      };
    });
    const at = new Date(now).toISOString();
    const batch: Batch = {
      v: 1,
      node: 'n1',
      bootId: 'b1',
      seq: minute,
      sentAt: at,
      window: { from: new Date(now - 60_000).toISOString(), to: at },
      coverage: { seen: 6000, dropped: 0, folded: 0, spooled: 0, freezes: 0, sources: ['wire'], failed: [] },
      observations,
    };
    const packed = gzipSync(JSON.stringify(batch)).toString('base64');
    await enrich({ v: 1, cluster, node: 'n1', receivedAt: at, batch: packed }, { ...deps, directory });
  }

  const hours: CountedHour[] = [];
  for (const hour of [0, 1, 2, 3, 4]) {
    Object.assign(written, { units: 0, requests: 0 });
    Object.assign(read, { units: 0, requests: 0 });
    for (let minute = 0; minute < heartbeats; minute++) await heartbeat(hour * heartbeats + minute);
    hours.push({
      kind: hour === 0 ? 'first' : hour < 3 ? 'learning' : 'ordinary',
      written: { ...written },
      read: { ...read },
    });
  }
  client.destroy();
  await engine.stop();
  return hours;
}

const words = { ordinary: 'ordinary', learning: 'learning, what each edge rests on', first: `the first, all ${edges} conversations new` } as const; // prettier-ignore

/** The table of docs/cost.md. */
export function writesTable(hours: readonly CountedHour[]): string {
  const rows = (['ordinary', 'learning', 'first'] as const).map((kind) => {
    const { written, read } = hours.findLast((hour) => hour.kind === kind)!;
    const { writes, reads } = unitsOfHour({ edges, novelty: kind === 'first' ? edges : 0, heartbeat: 60 });
    const formula = kind === 'learning' ? 'nothing: three hours once' : `${Math.round(writes)} writes${kind === 'ordinary' ? `, ${Math.round(reads)} reads` : ''}`;
    return `| ${words[kind]} | ${heartbeats} | ${written.units} | ${written.requests} | ${read.units} | ${read.requests} | ${formula} |`;
  });
  return ['| a node and hour | batches | write units | in writes | read units | in reads | the formula says |', '| --- | --- | --- | --- | --- | --- | --- |', ...rows].join('\n');
} // prettier-ignore

async function print(): Promise<void> {
  const hours = await countedHours();
  for (const [hour, { kind, written, read }] of hours.entries()) {
    console.log(`hour ${hour} (${kind}): ${heartbeats} batches, ${written.units} write units in ${written.requests} writes${kind === 'ordinary' ? ' (wanted <= 120)' : ''}, ${read.units} read units in ${read.requests} reads`); // prettier-ignore
  }
  console.log(`\n${writesTable(hours)}`);
}

if (process.argv[1] !== undefined && import.meta.url === new URL(`file://${process.argv[1]}`).href) void print();
