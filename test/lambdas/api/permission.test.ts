import { roleNeeded } from '../../../lambdas/api/permission.ts';
import { desk } from './desk.ts';

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
