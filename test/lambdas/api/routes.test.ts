import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { desk } from './desk.ts';

test('docs/api.md has every route, and no other', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/api.md'), 'utf8');
  const documented = [...page.matchAll(/^\| `([A-Z]+ \/v1\S*)` +\|/gm)].map(([, route]) => route);
  const routes = desk()
    .app.routes.filter(({ path }) => !path.endsWith('*'))
    .map(({ method, path }) => `${method} ${path}`);
  expect(new Set(documented)).toEqual(new Set(routes));
  expect(documented).toHaveLength(routes.length);
});
