import * as z from 'zod';
import { ModeForecast } from '../../core/answers/baseline.ts';
import { pageOf as pageShape } from '../../core/answers/page.ts';
import { Baseline, Fact, Mode } from '../../core/baseline.ts';
import { BaselineVersion, factsAt } from '../../core/baseline-version.ts';
import type { Cluster } from '../../core/enrolment.ts';
import { forecastOf } from '../../core/mode-forecast.ts';
import { Rejection } from '../../core/rejection.ts';
import { actorOf, clusterOf } from './asked.ts';
import type { ApiDeps } from './deps.ts';
import { baselineOf, changeLock, changeMode, changeOverride, LockChange, ModeChange, OverrideChange, scopeOf } from './mode.ts'; // prettier-ignore
import { pageOf } from './page.ts';
import { Refusal } from './refusal.ts';
import { type Given, listRoute, paged, route } from './route.ts';

/** What a cluster is held against, and what deviations from it lead to. */
export const baselineRoutes = [
  route({
    method: 'GET',
    path: '/clusters/:cluster/baseline',
    summary: 'Mode, overrides, lock and version of the baseline',
    answers: Baseline,
    answer: async (c, deps) => baselineOf(await clusterOf(c, deps), deps),
  }),
  route({
    method: 'PUT',
    path: '/clusters/:cluster/mode',
    summary: 'Sets what deviations lead to; with `version`, 409 if someone changed it since',
    body: ModeChange,
    answers: Baseline,
    answer: async (c, deps, body) => changeMode(await clusterOf(c, deps), body, actorOf(c), deps),
  }),
  route({
    method: 'PUT',
    path: '/clusters/:cluster/mode/overrides',
    summary: 'Sets the mode of one namespace or workload; with mode null it follows the cluster again',
    body: OverrideChange,
    answers: Baseline,
    answer: async (c, deps, body) => changeOverride(await clusterOf(c, deps), body, actorOf(c), deps),
  }),
  route({
    method: 'GET',
    path: '/clusters/:cluster/mode/forecast',
    summary: 'What a mode would lead to, counted on what is stored; changes nothing',
    query: { mode: '`learning`, `shadow` or `enforcing`', namespace: 'for this namespace alone', lineage: 'for this workload alone' },
    answers: ModeForecast,
    async answer(c, deps) {
      const mode = Mode.safeParse(c.req.query('mode'));
      if (!mode.success) throw new Refusal(400, 'Invalid query', `mode: must be ${Mode.options.join(', ')}`, 'mode');
      const scope = scopeOf({ namespace: c.req.query('namespace'), lineage: c.req.query('lineage') });
      return forecast(await clusterOf(c, deps), mode.data, scope, deps);
    },
  }),
  route({
    method: 'PUT',
    path: '/clusters/:cluster/baseline/lock',
    summary: 'Locked, the learning rule adds nothing: only people change the baseline',
    body: LockChange,
    answers: Baseline,
    answer: async (c, deps, body) => changeLock(await clusterOf(c, deps), body, actorOf(c), deps),
  }),
  listRoute({ name: 'versions', path: 'baseline/versions', summary: 'What began each version of the baseline, newest first', item: BaselineVersion, all: (id, deps) => deps.baselines.versions(id), keyOf: ({ version }) => String(version) }),
  listRoute({ name: 'rejections', path: 'baseline/rejections', summary: 'What people said no to: it is never learned', item: Rejection, all: (id, deps) => deps.baselines.rejections(id), keyOf: ({ id: key }) => key }),
  route({
    method: 'GET',
    path: '/clusters/:cluster/facts',
    summary: 'What the baseline holds, each with how it came there',
    query: { ...paged, version: 'as they were in this version of the baseline', by: '`person` or `learning`: those alone that came by it' },
    answers: pageShape('facts', Fact),
    async answer(c, deps) {
      const { id } = await clusterOf(c, deps);
      const facts = await factsOf(id, c.req.query('version'), deps);
      const by = c.req.query('by');
      const asked = by === undefined ? facts : facts.filter(({ provenance }) => provenance.by === by);
      const { items, next } = pageOf(asked, ({ id: key }) => key, c.req.query('cursor'));
      return { facts: items, next };
    },
  }),
]; // prettier-ignore

const Version = z.coerce.number().int().min(1).max(1_000_000_000);

async function factsOf(id: Cluster['id'], asked: string | undefined, { baselines }: ApiDeps): Promise<readonly Fact[]> {
  const facts = await baselines.facts(id);
  if (asked === undefined) return facts;
  const version = Version.safeParse(asked);
  if (!version.success) throw new Refusal(400, 'Invalid query', 'version: must be a whole number from 1', 'version');
  return factsAt(version.data, facts, await baselines.versions(id));
}

async function forecast(cluster: Cluster, mode: Mode, scope: ReturnType<typeof scopeOf>, deps: ApiDeps): Promise<Given<ModeForecast>> {
  const { id } = cluster;
  const [baseline, workloads, edges, facts, findings] = await Promise.all([
    baselineOf(cluster, deps),
    deps.workloads.ofCluster(id),
    deps.edges.ofCluster(id),
    deps.baselines.facts(id),
    deps.findings.ofCluster(id),
  ]);
  return forecastOf(mode, scope, { baseline, workloads, edges, facts, findings }, deps.now());
} // prettier-ignore
