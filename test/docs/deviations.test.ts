import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { deviations } from '../../core/deviation.ts';

const root = path.join(import.meta.dirname, '../..');
const textsOf = (folder: string, wanted: RegExp) => readdirSync(path.join(root, folder)).filter((name) => wanted.test(name)).map((name) => readFileSync(path.join(root, folder, name), 'utf8')); // prettier-ignore

const pages = textsOf('docs/deviations', /\.md$/).join('\n');

/** The reason words that the judge writes as they stand; those that it puts together are told on the pages by their beginning. */
function reasonsOf(source: string): string[] {
  const graded = [...source.matchAll(/reason: '([a-z0-9-]+)'/g)].map(([, word = '']) => word);
  const reported = [...source.matchAll(/report\('[a-z-]+', '[a-z]+', '([a-z0-9-]+)'/g)].map(([, word = '']) => word);
  return [...graded, ...reported];
}

test('each reason that the judge gives stands on a page of its kind', () => {
  const reasons = new Set(textsOf('core', /^judge-.*\.ts$/).flatMap(reasonsOf));
  expect(reasons.size).toBeGreaterThan(25);
  expect([...reasons].filter((reason) => !pages.includes(`\`${reason}\``))).toEqual([]);
});

test('each kind has a page', () => {
  expect(Object.keys(deviations).filter((kind) => !pages.includes(`# ${kind}\n`))).toEqual([]);
});
