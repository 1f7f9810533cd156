import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openApiOf } from '../lambdas/api/openapi.ts';
import { routes } from '../lambdas/api/routes.ts';

// Writes docs/openapi.json. test/lambdas/api/openapi.test.ts says when it has to be run.
const root = path.resolve(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
writeFileSync(path.join(root, 'docs', 'openapi.json'), `${JSON.stringify(openApiOf(routes, version), undefined, 1)}\n`);
