import type { ModeForecast } from '../../core/answers/baseline.ts';
import { QueryClient, queryOptions } from '@tanstack/react-query';
import type { Candidate } from '../../core/candidate.ts';
import type { IntelligenceStatus } from '../../core/feeds/status.ts';
import { appendMap } from '../../core/graph-map.ts';
import type { WorkloadTraits } from '../../core/inventory/traits.ts';
import type { Rejection } from '../../core/rejection.ts';
import type { Risk } from '../../core/risks/risk.ts';
import type { ClusterOverview, Me, ShownAuditEntry, ShownCluster } from '../../core/answers/cluster.ts';
import type { ShownEdge } from '../../core/answers/graph.ts';
import type { ToldIncident } from '../../core/answers/incident.ts';
import type { LearningProgress } from '../../core/answers/learning.ts';
import type { GraphMap } from '../../core/answers/map.ts';
import type { CoverageOf, WholeWorkload } from '../../core/answers/surroundings.ts';
import type { Baseline, Fact, ModeScope } from '../../core/baseline.ts';
import type { BaselineVersion } from '../../core/baseline-version.ts';
import type { Finding } from '../../core/finding.ts';
import type { Incident } from '../../core/incident.ts';
import { get, list, part, Refused } from './api.ts';

/** How often what changes is asked for again, in milliseconds. */
const every = { incidents: 4_000, graph: 8_000, rest: 20_000 } as const;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (count, error) => count < 2 && !(error instanceof Refused && error.status < 500),
      refetchOnWindowFocus: true,
    },
  },
});

/** All of a cluster that is drawn. */
export type WholeGraph = Pick<GraphMap, 'mode' | 'ends' | 'edges'>;

const below = (cluster: string) => `/clusters/${part(cluster)}`;

export const me = () => queryOptions({ queryKey: ['me'], queryFn: ({ signal }) => get<Me>('/me', signal), staleTime: Infinity }); // prettier-ignore

export const clusters = () =>
  queryOptions({ queryKey: ['clusters'], queryFn: ({ signal }) => list<ShownCluster>('/clusters', 'clusters', signal), refetchInterval: every.rest }); // prettier-ignore

export const overview = (cluster: string) =>
  queryOptions({ queryKey: ['cluster', cluster], queryFn: ({ signal }) => get<ClusterOverview>(below(cluster), signal), refetchInterval: every.rest }); // prettier-ignore

export const incidents = (cluster: string) =>
  queryOptions({ queryKey: ['incidents', cluster], queryFn: ({ signal }) => list<Incident>(`${below(cluster)}/incidents`, 'incidents', signal), refetchInterval: every.incidents }); // prettier-ignore

export const incident = (id: string) =>
  queryOptions({ queryKey: ['incident', id], queryFn: ({ signal }) => get<ToldIncident>(`/incidents/${part(id)}`, signal), refetchInterval: every.incidents }); // prettier-ignore

export const findings = (cluster: string) =>
  queryOptions({ queryKey: ['findings', cluster], queryFn: ({ signal }) => list<Finding>(`${below(cluster)}/findings`, 'findings', signal), refetchInterval: every.graph }); // prettier-ignore

/** `version`: as they were in it; empty: as they are. */
export const facts = (cluster: string, version = '') =>
  queryOptions({ queryKey: ['facts', cluster, version], queryFn: ({ signal }) => list<Fact>(`${below(cluster)}/facts${version === '' ? '' : `?version=${part(version)}`}`, 'facts', signal), refetchInterval: every.rest }); // prettier-ignore

export const baseline = (cluster: string) =>
  queryOptions({ queryKey: ['baseline', cluster], queryFn: ({ signal }) => get<Baseline>(`${below(cluster)}/baseline`, signal), refetchInterval: every.rest }); // prettier-ignore

export const versions = (cluster: string) =>
  queryOptions({ queryKey: ['versions', cluster], queryFn: ({ signal }) => list<BaselineVersion>(`${below(cluster)}/baseline/versions`, 'versions', signal), refetchInterval: every.rest }); // prettier-ignore

export const rejections = (cluster: string) =>
  queryOptions({ queryKey: ['rejections', cluster], queryFn: ({ signal }) => list<Rejection>(`${below(cluster)}/baseline/rejections`, 'rejections', signal), refetchInterval: every.rest }); // prettier-ignore

export const coverage = (cluster: string) =>
  queryOptions({ queryKey: ['coverage', cluster], queryFn: ({ signal }) => get<CoverageOf>(`${below(cluster)}/coverage`, signal), refetchInterval: every.rest }); // prettier-ignore

/** Ids of edges and findings that people accepted. */
export const accepted = (cluster: string) =>
  queryOptions({ queryKey: ['accepted', cluster], queryFn: async ({ signal }) => new Set((await list<Fact>(`${below(cluster)}/facts?by=person`, 'facts', signal)).map(({ object }) => object)), refetchInterval: every.graph }); // prettier-ignore

export const audit = (cluster: string) =>
  queryOptions({ queryKey: ['audit', cluster], queryFn: ({ signal }) => list<ShownAuditEntry>(`${below(cluster)}/audit`, 'audit', signal), refetchInterval: every.rest }); // prettier-ignore

export const graph = (cluster: string) =>
  queryOptions({ queryKey: ['graph', cluster], queryFn: ({ signal }) => wholeGraph(cluster, signal), refetchInterval: every.graph }); // prettier-ignore

export const edge = (cluster: string, id: string, source: string | undefined) =>
  queryOptions({ queryKey: ['edge', cluster, id], queryFn: ({ signal }) => get<ShownEdge>(`${below(cluster)}/edges/${part(id)}${source === undefined ? '' : `?source=${part(source)}`}`, signal), refetchInterval: every.graph }); // prettier-ignore

/** All that is known of one workload. */
export const workload = (cluster: string, lineage: string) =>
  queryOptions({ queryKey: ['workload', cluster, lineage], queryFn: ({ signal }) => get<WholeWorkload>(`${below(cluster)}/workloads/${part(lineage)}`, signal), refetchInterval: every.graph }); // prettier-ignore

/** What a workload is made of now, by lineage; empty where no inventory was read. */
export const allTraits = (cluster: string) =>
  queryOptions({ queryKey: ['traits', cluster], queryFn: async ({ signal }) => new Map((await list<WorkloadTraits>(`${below(cluster)}/workloads`, 'workloads', signal)).map((one) => [one.lineage as string, one])), refetchInterval: every.rest }); // prettier-ignore

export const risks = (cluster: string) =>
  queryOptions({ queryKey: ['risks', cluster], queryFn: ({ signal }) => list<Risk>(`${below(cluster)}/risks`, 'risks', signal), refetchInterval: every.rest }); // prettier-ignore

export const intelligence = () =>
  queryOptions({ queryKey: ['intelligence'], queryFn: ({ signal }) => get<IntelligenceStatus>('/intelligence', signal), refetchInterval: every.rest }); // prettier-ignore

export const learning = (cluster: string) =>
  queryOptions({ queryKey: ['learning', cluster], queryFn: ({ signal }) => get<LearningProgress>(`${below(cluster)}/learning`, signal), refetchInterval: every.rest }); // prettier-ignore

/** What a mode would lead to, for the cluster, a namespace or a workload. */
export const forecast = (cluster: string, mode: string, scope: ModeScope) =>
  queryOptions({ queryKey: ['forecast', cluster, mode, scope], queryFn: ({ signal }) => get<ModeForecast>(`${below(cluster)}/mode/forecast?${new URLSearchParams({ mode, ...scope })}`, signal) }); // prettier-ignore

export const candidates = (cluster: string) =>
  queryOptions({ queryKey: ['candidates', cluster], queryFn: ({ signal }) => list<Candidate>(`${below(cluster)}/candidates`, 'candidates', signal), refetchInterval: every.rest }); // prettier-ignore

async function wholeGraph(cluster: string, signal: AbortSignal): Promise<WholeGraph> {
  const path = `${below(cluster)}/map`;
  const whole = await get<GraphMap>(path, signal);
  for (let { next } = whole; next !== undefined;) {
    const page = await get<GraphMap>(`${path}?cursor=${next}`, signal);
    appendMap(whole, page);
    ({ next } = page);
  }
  return whole;
}
