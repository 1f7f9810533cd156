import { Role } from '../../../core/role.ts';
import { roleNeeded } from '../../../lambdas/api/permission.ts';
import { apiApp } from '../../../lambdas/api/app.ts';
import { desk } from './desk.ts';

const roles = [undefined, ...Role.options] as const;

const routes = desk()
  .app.routes.filter(({ path }) => !path.endsWith('*'))
  .map(({ method, path }) => ({ method, path }));

describe('each route asks for a role', () => {
  it.each(routes)('$method $path is closed to everybody below its role', async ({ method, path }) => {
    const { deps, published } = desk();
    const needed = path === '/v1/me' ? undefined : roleNeeded(method, path);
    const address = path.replaceAll(/:\w+/g, 'prod-1');
    for (const role of roles) {
      const answer = await apiApp(deps).request(address, { method, headers: { 'content-type': 'application/json' }, ...(method === 'GET' ? {} : { body: '{}' }) }, { actor: 'jane@example.org', role }); // prettier-ignore
      const isBelow = needed !== undefined && roles.indexOf(role) < roles.indexOf(needed);
      expect([role, answer.status === 403]).toEqual([role, isBelow]);
      expect(answer.status).toBeLessThan(500);
    }
    expect(published).toEqual([]);
  });

  it.each(routes)('$method $path answers nobody who is not known', async ({ method, path }) => {
    const answer = await desk().app.request(path.replaceAll(/:\w+/g, 'prod-1'), { method }, { role: 'admin' });
    expect(answer.status).toBe(401);
  });
});

test('looking is for viewers, deciding for operators, letting in for admins', () => {
  expect(roleNeeded('GET', '/v1/clusters')).toBe('viewer');
  expect(roleNeeded('PUT', '/v1/clusters/:cluster/mode')).toBe('operator');
  expect(roleNeeded('POST', '/v1/clusters/:cluster/findings/:finding/accept')).toBe('operator');
  expect(roleNeeded('POST', '/v1/clusters/:cluster/tokens')).toBe('admin');
  expect(roleNeeded('DELETE', '/v1/clusters/:cluster')).toBe('admin');
  expect(roleNeeded('POST', '/v1/anything-new')).toBe('admin');
});

test('a path that looks like another changes nothing about the role', async () => {
  const { ask } = desk();
  for (const path of ['/v1/clusters/mode/tokens', '/v1//clusters', '/v1/clusters/%6dode/tokens', '/v1/clusters/x/mode/../tokens', '/v1/clusters/prod-1%2fmode/tokens']) {
    expect([403, 404]).toContain((await ask('POST', path, {}, { role: 'operator' })).status);
  }
}); // prettier-ignore

test('whoever signed in may ask who they are', async () => {
  const { app } = desk();
  const answer = await app.request('/v1/me', {}, { actor: 'jane@example.org' });
  expect([answer.status, await answer.json()]).toEqual([200, { actor: 'jane@example.org', role: null }]);
});
