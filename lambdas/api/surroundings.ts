import { CoverageOf, WholeWorkload } from '../../core/answers/surroundings.ts';
import { type Baseline, baselineFor, type Fact } from '../../core/baseline.ts';
import type { Edge } from '../../core/edge.ts';
import type { Cluster } from '../../core/enrolment.ts';
import { Lineage } from '../../core/ids.ts';
import { Exposure } from '../../core/inventory/exposure.ts';
import { WorkloadTraits } from '../../core/inventory/traits.ts';
import { Risk } from '../../core/risks/risk.ts';
import type { Heard } from '../../core/ports/graph.ts';
import type { Workload } from '../../core/workload.ts';
import { clusterOf } from './asked.ts';
import type { ApiDeps } from './deps.ts';
import { type Labelled, shownEdge, shownWorkload } from './graph.ts';
import { baselineOf } from './mode.ts';
import { Refusal } from './refusal.ts';
import { type Given, listRoute, route } from './route.ts';

/** How long before now what happened in a workload's namespace is told with it, in milliseconds. */
const recentMs = 24 * 3_600_000;

/** What is around the conversations: what workloads are made of, ways in, risks, and how much of all that was seen. */
export const surroundingRoutes = [
  listRoute({ name: 'workloads', summary: 'What workloads are made of now: containers, rights over their node, schedules', item: WorkloadTraits, all: (id, deps) => deps.traits.ofCluster(id), keyOf: ({ lineage }) => lineage }),
  route({
    method: 'GET',
    path: '/clusters/:cluster/workloads/:lineage',
    summary: 'One workload with its conversations, facts, findings, ways in, risks, and what was done in its namespace in a day',
    answers: WholeWorkload,
    async answer(c, deps) {
      const cluster = await clusterOf(c, deps);
      const lineage = Lineage.safeParse(c.req.param('lineage'));
      const workload = lineage.success ? await deps.workloads.find(cluster.id, lineage.data) : undefined;
      if (workload === undefined) throw new Refusal(404, 'Unknown workload', 'Nobody has seen a workload of this lineage.', 'lineage'); // prettier-ignore
      return everythingOf(workload, await baselineOf(cluster, deps), deps);
    },
  }),
  listRoute({ name: 'exposures', summary: 'Ways in from outside, those that are closed as long as they are remembered', item: Exposure, all: (id, deps) => deps.exposures.ofCluster(id), keyOf: ({ id: key }) => key }),
  listRoute({ name: 'risks', summary: 'What invites the next attack, open and mended', item: Risk, all: (id, deps) => deps.risks.ofCluster(id), keyOf: ({ id: key }) => key }),
  route({
    method: 'GET',
    path: '/clusters/:cluster/coverage',
    summary: 'Nodes with when their sentinel was heard, and how the inventory, the EKS settings and the audit log stand',
    answers: CoverageOf,
    answer: async (c, deps) => coverageOf(await clusterOf(c, deps), deps),
  }),
]; // prettier-ignore

async function coverageOf(cluster: Cluster, deps: ApiDeps): Promise<Given<CoverageOf>> {
  const { id } = cluster;
  const [nodes, heard, inventory, eks, audit, sweep, baseline] = await Promise.all([
    deps.nodes.ofCluster(id),
    deps.counters.heard(id, deps.now()),
    deps.parts.find(id, 'inventory'),
    deps.parts.find(id, 'eks'),
    deps.parts.find(id, 'audit'),
    deps.parts.find(id, 'sweep'),
    baselineOf(cluster, deps),
  ]);
  const last = new Map(heard.map(({ node, ...rest }) => [node, toldOf(rest)]));
  const inKubernetes = new Set(nodes.map(({ name }) => name));
  return {
    mode: baseline.mode,
    nodes: [
      ...nodes.filter(({ goneAt }) => goneAt === undefined).map(({ name, ready, virtual, kubelet }) => ({ name, ready, virtual, kubelet, ...last.get(name) })),
      // A sentinel whose node Kubernetes does not tell of: no inventory yet, or a node that has gone.
      ...heard.filter(({ node }) => !inKubernetes.has(node)).map(({ node, ...rest }) => ({ name: node, ...toldOf(rest) })),
    ],
    inventory: inventory?.value,
    eks: eks?.value,
    audit: audit?.value,
    sweep: sweep?.value,
  };
} // prettier-ignore

const toldOf = ({ heardAt, lostPpm, missing }: Omit<Heard, 'node'>) => ({ heardAt, lostPpm, missing });

async function everythingOf(workload: Workload, baseline: Baseline, deps: ApiDeps): Promise<Given<WholeWorkload>> {
  const { cluster, lineage, namespace } = workload;
  const now = deps.now();
  const [{ edges, workloads, totals }, traits, findings, exposures, risks, facts, events] = await Promise.all([
    deps.graphOf(cluster),
    deps.traits.find(cluster, lineage),
    deps.findings.ofLineage(cluster, lineage),
    deps.exposures.ofCluster(cluster),
    deps.risks.ofCluster(cluster),
    deps.baselines.facts(cluster),
    deps.events.ofNamespace(cluster, namespace, new Date(now - recentMs).toISOString(), new Date(now).toISOString()),
  ]);
  const labelled: Labelled = new Map(workloads.map((one) => [one.lineage, shownWorkload(one)]));
  const own = edges.filter((edge) => concerns(edge, lineage));
  const ownFacts = facts.filter((fact) => fact.lineage === lineage);
  return {
    workload: shownWorkload(workload),
    traits,
    edges: own.slice(0, mostEdges).map((edge) => shownEdge(edge, totals, labelled)),
    moreEdges: Math.max(0, own.length - mostEdges),
    facts: ownFacts.slice(0, mostEdges),
    moreFacts: Math.max(0, ownFacts.length - mostEdges),
    findings: findings.slice(0, mostEdges),
    exposures: exposures.filter((exposure) => exposure.workload?.lineage === lineage),
    risks: risks.filter((risk) => risk.lineage === lineage),
    events: events.slice(-mostEvents),
    learning: learningOf(workload, baselineFor(baseline, workload), own, ownFacts),
  };
}

function learningOf({ lineage, createdAt }: Workload, { mode }: Baseline, edges: readonly Edge[], facts: readonly Fact[]): Given<WholeWorkload['learning']> {
  const opened = edges.filter(({ source }) => source.kind === 'workload' && source.lineage === lineage);
  const known = new Set(facts.map(({ kind, object }) => `${kind} ${object}`));
  return { mode, conversations: opened.length, inBaseline: opened.filter(({ id }) => known.has(`edge ${id}`)).length, since: createdAt };
} // prettier-ignore

function concerns({ source, destination }: Edge, lineage: Lineage): boolean {
  return [source, destination].some((peer) => peer.kind === 'workload' && peer.lineage === lineage);
}

/** One answer stays well below what Lambda takes. */
const mostEdges = 500;
const mostEvents = 100;
