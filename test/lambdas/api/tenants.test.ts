import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { type Role, Role as Roles, mayActAs } from '../../../core/role.ts';
import { callerOf, requestOf } from '../../../lambdas/api/http-event.ts';
import { roleNeeded } from '../../../lambdas/api/permission.ts';
import { askable, keptOf, markOf, namesIn, ours, theirs, twoClusters } from './two-clusters.ts';
import { hostileNames } from '../../contracts/samples.ts';

// Every route × whose things × who asks, from the table of routes: a route that is new is in here by itself.

const people = { groupsClaim: 'groups', groupPrefix: '', firstAdmin: '' };
const roles: readonly (Role | undefined)[] = [undefined, ...Roles.options];
const below = askable.filter(({ path }) => path.startsWith('/clusters/:cluster'));
const unknown = { ...namesIn(ours), cluster: 'prod-9' };
const isFree = (path: string) => path === '/me';
const neededFor = ({ method, path }: { method: string; path: string }) => roleNeeded(method, `/v1${path}`);

test.each(askable)('$name is answered to its role, and to nobody below it', async (route) => {
  for (const role of roles) {
    const { ask, app } = await twoClusters();
    const [names, body] = [namesIn(ours), route.bodyOf(namesIn(ours))];
    const isAllowed = isFree(route.path) || mayActAs(role, neededFor(route));
    if (role === undefined) {
      const answer = await app.request(route.addressOf(names), { method: route.method, ...sent(body) }, { actor: 'jane@example.org' }); // prettier-ignore
      expect([role, answer.status]).toEqual([role, isAllowed ? 200 : 403]);
      continue;
    }
    const { status, answer } = await ask(route.method, route.addressOf(names), body, { role });
    const right = route.name === 'GET /intelligence' ? [404] : [200, 201];
    expect([route.name, role, status, isAllowed ? right.includes(status) : status === 403, answer]).toEqual([route.name, role, status, true, answer]); // prettier-ignore
  }
});

test.each(askable)('$name tells a sentinel nothing, whatever it holds', async (route) => {
  const opened = await twoClusters();
  const before = await keptOf(ours, opened);
  const jwt = `e30.${Buffer.from(JSON.stringify({ sub: 'system:serviceaccount:plumbline:plumbline-sentinel', iss: 'https://oidc.eks.eu-west-1.amazonaws.com/id/X', groups: ['admin'] })).toString('base64url')}.c2ln`;
  const lambda = { cluster: ours, kind: 'projected', node: 'n', groups: '[admin]' };
  for (const [token, authorizer] of [['plumb_enrolment-token', { lambda }], [jwt, { lambda }], [jwt, { lambda, jwt: { claims: {} } }], [jwt, undefined], ['', { jwt: { claims: { sub: 'x', iss: 'y', groups: '[admin]' } } }]] as const) {
    const event = eventOf(route.method, route.addressOf(namesIn(ours)), token, route.bodyOf(namesIn(ours)), authorizer);
    const answer = await opened.app.fetch(requestOf(event), callerOf(event, people));
    expect([route.name, answer.status]).toEqual([route.name, 401]);
  }
  expect(await keptOf(ours, opened)).toBe(before);
}); // prettier-ignore

test.each(below)('$name of one cluster neither tells nor touches anything of another', async (route) => {
  const opened = await twoClusters();
  const before = await keptOf(theirs, opened);
  const own = await opened.ask(route.method, route.addressOf(namesIn(ours)), route.bodyOf(namesIn(ours)));
  expect(JSON.stringify(own.answer)).not.toContain(markOf(theirs));
  // The ids of another cluster's things under the name of ours, in the path and in the body.
  const mixed = { ...namesIn(theirs), cluster: ours };
  for (const role of Roles.options) {
    const fresh = await twoClusters();
    const { status, answer } = await fresh.ask(route.method, route.addressOf(mixed), route.bodyOf(mixed), { role });
    if (asked(route, mixed) !== asked(route, namesIn(ours))) expect([route.name, role, status]).toEqual([route.name, role, mayActAs(role, neededFor(route)) ? 404 : 403]); // prettier-ignore
    expect(JSON.stringify(answer)).not.toContain(markOf(theirs));
    expect(await keptOf(theirs, fresh)).toBe(before);
  }
  expect(await keptOf(theirs, opened)).toBe(before);
});

test.each(below)('$name of a cluster that is not there is like any other that is not, for every role', async (route) => {
  const opened = await twoClusters();
  const before = [await keptOf(ours, opened), await keptOf(theirs, opened)];
  for (const role of Roles.options) {
    const { status, answer } = await opened.ask(route.method, route.addressOf(unknown), route.bodyOf(unknown), { role });
    expect([route.name, role, status]).toEqual([route.name, role, mayActAs(role, neededFor(route)) ? 404 : 403]);
    if (status === 404) expect(answer).toMatchObject({ title: 'Unknown cluster', field: 'cluster' });
  }
  expect([await keptOf(ours, opened), await keptOf(theirs, opened)]).toEqual(before);
}); // prettier-ignore

const injected = [
  ...hostileNames,
  `${ours}#${theirs}`,
  `${theirs}\u0000`,
  `../${theirs}`,
  'PROD-1',
  `${ours} `,
  'constructor',
  "' OR 1=1 --",
  '%2e%2e',
  '\ud800',
];
const varying = askable.filter(({ path }) => path.includes(':'));

test.each(varying)('$name takes no name that breaks out of a key', async (route) => {
  const opened = await twoClusters();
  const before = [await keptOf(ours, opened), await keptOf(theirs, opened)];
  for (const part of route.path.matchAll(/:(\w+)/g)) {
    for (const name of injected) {
      const address = route.addressOf({ ...namesIn(ours), [part[1] as string]: name.toWellFormed() });
      // Whoever sends dots leaves the route before he reaches us: what is asked then is another one, with its own rules.
      if (new URL(address, 'https://api').pathname !== address.split('?')[0]) continue;
      const { status } = await opened.ask(route.method, address, route.bodyOf(namesIn(ours)));
      expect([route.name, part[1], name, [400, 403, 404].includes(status)]).toEqual([route.name, part[1], name, true]);
    }
  }
  expect([await keptOf(ours, opened), await keptOf(theirs, opened)]).toEqual(before);
}); // prettier-ignore

test('a cluster of a query or of a body is the one of the path', async () => {
  const opened = await twoClusters();
  const before = await keptOf(theirs, opened);
  for (const route of below) {
    const body = route.bodyOf(namesIn(ours));
    const extra = body === undefined ? undefined : { ...body, cluster: theirs };
    const address = route.addressOf(namesIn(ours));
    const { status, answer } = await opened.ask(route.method, `${address}${address.includes('?') ? '&' : '?'}cluster=${theirs}`, extra, { headers: { 'x-cluster': theirs, 'x-plumbline-cluster': theirs, 'x-http-method-override': 'DELETE', 'x-original-url': `/v1/clusters/${theirs}` } }); // prettier-ignore
    if (body !== undefined) expect([route.name, status]).toEqual([route.name, 422]);
    expect(JSON.stringify(answer)).not.toContain(markOf(theirs));
    if (route.method === 'DELETE') break;
  }
  expect(await keptOf(theirs, opened)).toBe(before);
});

const asked = ({ addressOf, bodyOf }: (typeof askable)[number], names: Readonly<Record<string, string>>) =>
  JSON.stringify([addressOf(names), bodyOf(names)]);

function sent(body: object | undefined) {
  return body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

function eventOf(method: string, address: string, token: string, body: object | undefined, authorizer: unknown) {
  const [rawPath, rawQueryString = ''] = address.split('?');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return { rawPath, rawQueryString, headers, body: body && JSON.stringify(body), isBase64Encoded: false, requestContext: { http: { method }, authorizer } } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer; // prettier-ignore
}
