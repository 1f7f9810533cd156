import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

// The `type` of each refusal is a link into docs/problems.md: its heading must be there.

const root = process.cwd();
const page = readFileSync(path.join(root, 'docs/problems.md'), 'utf8');
const sources = readdirSync(path.join(root, 'lambdas'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')); // prettier-ignore
const titles = new Set(
  sources.flatMap((name) => {
    const text = readFileSync(path.join(root, 'lambdas', name), 'utf8');
    return [...text.matchAll(/(?:new Refusal|problem)\(\s*\d{3},\s*'([^']+)'/g)].map((match) => match[1]!);
  }),
);

test('each refusal of the API has its heading', () => {
  expect(titles.size).toBeGreaterThan(15);
  expect([...titles].filter((title) => !page.includes(`\n## ${title}\n`))).toEqual([]);
});
