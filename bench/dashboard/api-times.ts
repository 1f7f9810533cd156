import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoClusters } from '../../adapters/dynamodb/cluster-store.ts';
import { dynamoEdges } from '../../adapters/dynamodb/edge-store.ts';
import { dynamoWorkloads } from '../../adapters/dynamodb/workload-store.ts';
import { installation } from '../../test/river/installation.ts';
import { synthesized } from '../../test/river/template.ts';
import { type Figures, below, repeated } from './figures.ts';
import { cluster, largeWorld } from './worlds.ts';

/** What reads the table's stream or runs by the clock would judge ten thousand edges meanwhile: it is left out. */
const busy = ['AWS::Lambda::EventSourceMapping', 'AWS::Scheduler::Schedule'];

/** The API of the local runtime: the bundled handler behind its gateway, its table on this disk. */
export async function apiTimes(figures: Figures): Promise<void> {
  const built = await synthesized();
  const Resources = Object.fromEntries(Object.entries(built.template.Resources).filter(([, { Type }]) => !busy.includes(Type))); // prettier-ignore
  const here = await installation({}, { ...built, template: { ...built.template, Resources } });
  const { environment, outputs, credentials } = here.runtime;
  const table = [new DynamoDBClient({ endpoint: environment['AWS_ENDPOINT_URL'] ?? '', region: 'eu-west-1', credentials }), outputs['TableName'] ?? ''] as const; // prettier-ignore
  const world = await largeWorld(2_000, 10_000, 40);
  // A cluster that was there before anybody looked, not one that is being filled.
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const stored = await world.clusters.find(cluster);
  if (stored === undefined) throw new Error('the world has no cluster');
  await dynamoClusters(...table).put(stored.value, undefined);
  const workloads = dynamoWorkloads(...table);
  await inParallel(await world.workloads.ofCluster(cluster), (one) => workloads.put(one, at));
  const edges = dynamoEdges(...table);
  await inParallel(await world.edges.ofCluster(cluster), (one) => edges.put(one, undefined, at));
  let bytes = 0;
  const whole = async (path: string) => {
    let cursor: string | undefined;
    bytes = 0;
    do {
      const { status, body } = await here.api<{ next?: string }>('GET', `/v1/clusters/${cluster}/${path}${cursor === undefined ? '' : `?cursor=${cursor}`}`); // prettier-ignore
      if (status !== 200) throw new Error(`${path} was answered with ${status}`);
      bytes += JSON.stringify(body).length;
      cursor = body.next;
    } while (cursor !== undefined);
  };
  for (const path of ['map', 'graph']) {
    const times = await repeated(30, () => whole(path));
    figures.tell(`/${path} of 10,000 edges, local runtime, p95 of 30`, below(0.95, times), 'ms', { most: 500 }, { also: `median ${Math.round(below(0.5, times))} ms, the first ${Math.round(times[0] ?? 0)} ms, ${(bytes / 1e6).toFixed(1)} MB of JSON` }); // prettier-ignore
  }
  await here.stop();
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < items.length; from += 50) await Promise.all(items.slice(from, from + 50).map(work));
}
