import {
  ClusterOverview,
  Enrolled,
  IssuedToken,
  Me,
  Removed,
  ShownAuditEntry,
  ShownCluster,
  Status,
} from '../../core/answers/cluster.ts';
import { pageOf as pageShape } from '../../core/answers/page.ts';
import { Access, changeAccess } from './access.ts';
import { actorOf, clusterOf } from './asked.ts';
import { enrol, Enrolment, issueToken, removeCluster } from './enrolling.ts';
import { overviewOf, shownCluster } from './overview.ts';
import { pageOf } from './page.ts';
import { listRoute, paged, route } from './route.ts';

/** Who asks, what is installed, and which clusters there are. */
export const clusterRoutes = [
  route({
    method: 'GET',
    path: '/me',
    summary: 'Who you are here, and your role',
    answers: Me,
    answer: async (c) => ({ actor: actorOf(c), role: c.env.role ?? null }),
  }),
  route({
    method: 'GET',
    path: '/status',
    summary: 'What is installed, and that the table answers',
    answers: Status,
    async answer(_c, { clusters, versions, kubernetesRoles, auditFunction, channels }) {
      const { length } = await clusters.all();
      return {
        ok: true as const,
        versions: { ...versions, telemetry: 1 },
        clusters: length,
        kubernetesRoles,
        auditFunction,
        channels,
      };
    },
  }),
  route({
    method: 'POST',
    path: '/clusters',
    summary: 'Enrols a cluster, which begins to learn; its token is shown this once',
    body: Enrolment,
    answers: Enrolled,
    status: 201,
    answer: (c, deps, body) => enrol(body, actorOf(c), deps),
  }),
  route({
    method: 'GET',
    path: '/clusters',
    summary: 'The clusters, without tokens',
    query: paged,
    answers: pageShape('clusters', ShownCluster),
    async answer(c, { clusters }) {
      const { items, next } = pageOf(await clusters.all(), ({ id }) => id, c.req.query('cursor'));
      return { clusters: items.map(shownCluster), next };
    },
  }),
  route({
    method: 'GET',
    path: '/clusters/:cluster',
    summary: 'Mode, version of the baseline, counts, nodes with the time each was last heard',
    answers: ClusterOverview,
    answer: async (c, deps) => overviewOf(await clusterOf(c, deps), deps),
  }),
  route({
    method: 'PUT',
    path: '/clusters/:cluster/access',
    summary: 'How its Kubernetes API is reached from now on: its address, certificate or token is another',
    body: Access,
    answers: ShownCluster,
    answer: async (c, deps, body) =>
      shownCluster(await changeAccess((await clusterOf(c, deps)).id, body, actorOf(c), deps)),
  }),
  route({
    method: 'DELETE',
    path: '/clusters/:cluster',
    summary: 'Takes a cluster out: nobody speaks for it after five minutes; what was learned stays',
    answers: Removed,
    answer: async (c, deps) => removeCluster((await clusterOf(c, deps)).id, actorOf(c), deps),
  }),
  route({
    method: 'POST',
    path: '/clusters/:cluster/tokens',
    summary: 'Another enrolment token; the newest two are valid',
    answers: IssuedToken,
    status: 201,
    answer: async (c, deps) => issueToken((await clusterOf(c, deps)).id, actorOf(c), deps),
  }),
  listRoute({
    name: 'audit',
    summary: 'Who changed what, in order of time',
    item: ShownAuditEntry,
    all: (id, deps) => deps.audit.ofCluster(id),
    keyOf: (entry) => JSON.stringify(entry),
  }),
];
