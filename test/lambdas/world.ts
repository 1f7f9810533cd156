import { memoryKubernetes } from '../../adapters/memory/kubernetes.ts';
import { memoryStores } from '../../adapters/memory/stores.ts';
import { initialBaseline, type Mode, withMode } from '../../core/baseline.ts';
import type { Edge } from '../../core/edge.ts';
import { ClusterId } from '../../core/ids.ts';
import type { Incident } from '../../core/incident.ts';
import { intelligenceOf } from '../../core/intelligence.ts';
import type { Owner } from '../../core/interval.ts';
import type { QueuedBatch } from '../../core/message.ts';
import type { Batch } from '../../core/telemetry.ts';
import { lineageFrom, type Workload } from '../../core/workload.ts';
import { announce } from '../../lambdas/announce/announce.ts';
import { detect } from '../../lambdas/detect/detect.ts';
import { enrich, type EnrichDeps } from '../../lambdas/enrich/enrich.ts';
import { RecentSights } from '../../lambdas/enrich/recent-sights.ts';
import { Directory } from '../../lambdas/enrich/whereabouts.ts';
import { notify } from '../../lambdas/notify/notify.ts';
import { packed, t0 } from './batches.ts';
import { recording } from './record.ts';

export const cluster = ClusterId.parse('prod-1');

export const poolIndex = intelligenceOf({
  version: 'test-1',
  builtAt: '2026-11-23T00:00:00.000Z',
  sources: [],
  indicators: [{ value: 'pool.example.org', kind: 'name', category: 'mining-pool', sources: ['a list'] }],
});

export function workload(name: string, parts: Partial<Workload> = {}): Workload {
  const uid = parts.uid ?? `uid-${name}`;
  const namespace = 'shop';
  const createdAt = new Date(t0 - 86_400_000).toISOString();
  const lineage = lineageFrom(cluster, uid);
  return { cluster, lineage, namespace, kind: 'Deployment', name, uid, createdAt, images: [`registry.example.com/${name}:1`], ...parts }; // prettier-ignore
}

export function pod(of: Workload, uid = `${of.name}-pod`): Owner {
  return {
    kind: 'pod',
    workload: of,
    pod: { namespace: of.namespace, name: `${of.name}-abc`, uid, node: 'ip-10-0-1-7' },
  };
}

/** The stages on memory, joined as the table's streams join them: every changed edge is judged, every incident announced. */
export function world() {
  let time = t0 + 12_000;
  const now = () => time;
  const stores = memoryStores();
  const kubernetes = memoryKubernetes(now);
  const record = recording();
  const shared = { now, log: record.log, meter: record.meter };
  const changedEdges = new Map<string, Edge>();
  const changedIncidents = new Map<string, Incident>();
  stores.edges.onChange((edge) => changedEdges.set(edge.id, edge));
  stores.incidents.onChange((incident) => changedIncidents.set(incident.id, incident));
  const enrichDeps: EnrichDeps = { ...stores, ...shared, kubernetes };
  const directory = new Directory(enrichDeps);
  const recent = new RecentSights();

  const own = (address: string, owner: Owner, from = t0 - 3_600_000, to?: number) =>
    kubernetes.own(cluster, { address, from, ...(to === undefined ? {} : { to }), owner });

  function queued(batch: Batch, receivedAt = new Date(now()).toISOString()): QueuedBatch {
    return { v: 1, cluster, node: batch.node, receivedAt, batch: packed(batch).toString('base64') };
  }

  /** Runs what the streams would start, until nothing changes any more. */
  async function settle(): Promise<void> {
    while (changedEdges.size + changedIncidents.size > 0) {
      const edges = [...changedEdges.values()];
      const incidents = [...changedIncidents.values()];
      changedEdges.clear();
      changedIncidents.clear();
      await detect(edges, { ...stores, ...shared, baseline: stores.baselines, intelligence: poolIndex });
      for (const incident of incidents) {
        await announce(incident, { ...stores, ...shared, dashboardUrl: 'https://plumbline.example' });
      }
    }
    for (const { message } of stores.topic.published) {
      if (message.audience?.includes('chat') !== false) await notify(message, { ...stores, ...shared });
    }
  }

  async function deliver(message: QueuedBatch): Promise<void> {
    await enrich(message, { ...enrichDeps, directory, recent });
  }

  async function mode(wanted: Mode): Promise<void> {
    const at = new Date(now()).toISOString();
    const before = (await stores.baselines.state(cluster)) ?? initialBaseline(cluster, at, 'test');
    await stores.baselines.setState(
      withMode(before, wanted, at, 'test'),
      (await stores.baselines.state(cluster))?.version,
    );
  }

  return {
    stores, kubernetes, directory, record, own, queued, deliver, settle, mode,
    advance: (seconds: number) => void (time += seconds * 1000),
    async post(batch: Batch) {
      await deliver(queued(batch));
      await settle();
    },
  }; // prettier-ignore
}
