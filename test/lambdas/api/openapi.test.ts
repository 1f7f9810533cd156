import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiOf } from '../../../lambdas/api/openapi.ts';
import { routes } from '../../../lambdas/api/routes.ts';
import { desk } from './desk.ts';

const root = join(import.meta.dirname, '../../..');
const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, never>;

const made = JSON.parse(JSON.stringify(openApiOf(routes, read('package.json')['version'] ?? ''))) as {
  paths: Record<string, Record<string, { operationId: string; summary: string }>>;
};

test('docs/openapi.json is what the schemas say: node scripts/write-openapi.ts writes it', () => {
  expect(read('docs/openapi.json')).toEqual(made);
});

test('it has every route that is answered, the three of clusters, and no other', () => {
  const answered = desk()
    .app.routes.filter(({ path }) => !path.endsWith('*'))
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  const written = Object.entries(made.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(written.toSorted()).toEqual(
    [...answered, 'GET /v1/policy', 'POST /v1/inventory', 'POST /v1/telemetry'].toSorted(),
  );
});

test('operations have names of their own and say what they do', () => {
  const operations = Object.values(made.paths).flatMap((methods) => Object.values(methods));
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { summary } of operations) expect(summary).toMatch(/^[A-Z`].{10,}[^.]$/);
});

test('nothing of it is left open: what a schema does not name is not sent', async () => {
  const { ask, deps } = desk();
  await ask('POST', '/v1/clusters', { id: 'prod-1' });
  const { clusters } = deps;
  const leaky = { ...clusters, all: async () => (await clusters.all()).map((one) => ({ ...one, secret: 'x' })) };
  Object.assign(deps, { clusters: leaky });
  const { answer } = await ask('GET', '/v1/clusters');
  expect(JSON.stringify(answer)).not.toMatch(/secret|tokenHashes/);
});
