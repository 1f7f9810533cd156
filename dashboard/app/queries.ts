import { QueryClient, queryOptions } from '@tanstack/react-query';
import type { Candidate } from '../../core/candidate.ts';
import type { IntelligenceStatus } from '../../core/feeds/status.ts';
import type { WorkloadTraits } from '../../core/inventory/traits.ts';
import type { Risk } from '../../core/risks/risk.ts';
import type { AuditEntry, ClusterOverview, ClusterSummary, Fact, Finding, GraphPage, Incident, LearningProgress, Me, ShownEdge, ShownWorkload, ToldIncident } from '../data/shapes.ts'; // prettier-ignore
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

export interface WholeGraph {
  readonly mode: GraphPage['mode'];
  readonly edges: readonly ShownEdge[];
  readonly workloads: readonly ShownWorkload[];
}

const below = (cluster: string) => `/clusters/${part(cluster)}`;

export const me = () => queryOptions({ queryKey: ['me'], queryFn: ({ signal }) => get<Me>('/me', signal), staleTime: Infinity }); // prettier-ignore

export const clusters = () =>
  queryOptions({ queryKey: ['clusters'], queryFn: ({ signal }) => list<ClusterSummary>('/clusters', 'clusters', signal), refetchInterval: every.rest }); // prettier-ignore

export const overview = (cluster: string) =>
  queryOptions({ queryKey: ['cluster', cluster], queryFn: ({ signal }) => get<ClusterOverview>(below(cluster), signal), refetchInterval: every.rest }); // prettier-ignore

export const incidents = (cluster: string) =>
  queryOptions({ queryKey: ['incidents', cluster], queryFn: ({ signal }) => list<Incident>(`${below(cluster)}/incidents`, 'incidents', signal), refetchInterval: every.incidents }); // prettier-ignore

export const incident = (id: string) =>
  queryOptions({ queryKey: ['incident', id], queryFn: ({ signal }) => get<ToldIncident>(`/incidents/${part(id)}`, signal), refetchInterval: every.incidents }); // prettier-ignore

export const findings = (cluster: string) =>
  queryOptions({ queryKey: ['findings', cluster], queryFn: ({ signal }) => list<Finding>(`${below(cluster)}/findings`, 'findings', signal), refetchInterval: every.graph }); // prettier-ignore

export const facts = (cluster: string) =>
  queryOptions({ queryKey: ['facts', cluster], queryFn: ({ signal }) => list<Fact>(`${below(cluster)}/facts`, 'facts', signal), refetchInterval: every.rest }); // prettier-ignore

export const audit = (cluster: string) =>
  queryOptions({ queryKey: ['audit', cluster], queryFn: ({ signal }) => list<AuditEntry>(`${below(cluster)}/audit`, 'audit', signal), refetchInterval: every.rest }); // prettier-ignore

export const graph = (cluster: string) =>
  queryOptions({ queryKey: ['graph', cluster], queryFn: ({ signal }) => wholeGraph(cluster, signal), refetchInterval: every.graph }); // prettier-ignore

/** What a workload is made of now, by lineage; empty where no inventory was read. */
export const allTraits = (cluster: string) =>
  queryOptions({ queryKey: ['traits', cluster], queryFn: async ({ signal }) => new Map((await list<WorkloadTraits>(`${below(cluster)}/workloads`, 'workloads', signal)).map((one) => [one.lineage as string, one])), refetchInterval: every.rest }); // prettier-ignore

export const traits = (cluster: string, lineage: string) =>
  queryOptions({ ...allTraits(cluster), select: (all: ReadonlyMap<string, WorkloadTraits>) => all.get(lineage) }); // prettier-ignore

export const risks = (cluster: string) =>
  queryOptions({ queryKey: ['risks', cluster], queryFn: ({ signal }) => list<Risk>(`${below(cluster)}/risks`, 'risks', signal), refetchInterval: every.rest }); // prettier-ignore

export const intelligence = () =>
  queryOptions({ queryKey: ['intelligence'], queryFn: ({ signal }) => get<IntelligenceStatus>('/intelligence', signal), refetchInterval: every.rest }); // prettier-ignore

export const learning = (cluster: string) =>
  queryOptions({ queryKey: ['learning', cluster], queryFn: ({ signal }) => get<LearningProgress>(`${below(cluster)}/learning`, signal), refetchInterval: every.rest }); // prettier-ignore

export const candidates = (cluster: string) =>
  queryOptions({ queryKey: ['candidates', cluster], queryFn: ({ signal }) => list<Candidate>(`${below(cluster)}/candidates`, 'candidates', signal), refetchInterval: every.rest }); // prettier-ignore

async function wholeGraph(cluster: string, signal: AbortSignal): Promise<WholeGraph> {
  const edges: ShownEdge[] = [];
  const workloads = new Map<string, ShownWorkload>();
  let page: GraphPage | undefined;
  do {
    const cursor: string = page?.next === undefined ? '' : `?cursor=${page.next}`;
    page = await get<GraphPage>(`${below(cluster)}/graph${cursor}`, signal);
    edges.push(...page.edges);
    for (const workload of page.workloads) workloads.set(workload.lineage, workload);
  } while (page.next !== undefined);
  return { mode: page.mode, edges, workloads: [...workloads.values()] };
}
