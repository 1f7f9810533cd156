import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

/** Partition and sort key of each item, spelled alike: `lineage#id`. */
function keysIn(file: string, row: RegExp): Map<string, string> {
  const text = readFileSync(path.join(root, file), 'utf8');
  return new Map([...text.matchAll(row)].map(([, item = '', pk = '', sk = '']) => [item.trim(), `${plain(pk)} ${plain(sk)}`]));
} // prettier-ignore

const plain = (cell: string) => cell.replaceAll('`', '').replaceAll('…', '..').trim();

test('docs/table.md spells the key of a finding as keys.ts does', () => {
  const page = keysIn('docs/table.md', /^\| `(\w+)` *\|([^|]+)\|([^|]+)\|/gm);
  const code = keysIn('adapters/dynamodb/keys.ts', /^\/\/ \| (\w+) +\|([^|]+)\|([^|]+)\|/gm);
  const shared = [...code.keys()].filter((item) => page.has(item));
  expect(shared).toEqual(expect.arrayContaining(['edge', 'workload', 'finding', 'fact', 'incident', 'pointer']));
  for (const item of ['edge', 'workload', 'finding', 'fact', 'incident', 'pointer', 'renown', 'heard']) {
    // What stands behind a sort key in words (its width, what it is the id of) is for the reader.
    const words = (keys = '') => keys.replace(/, 16 digits$/, '').replace('incident id', 'id');
    expect([item, words(page.get(item))]).toEqual([item, words(code.get(item))]);
  }
});
