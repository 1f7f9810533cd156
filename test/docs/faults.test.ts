import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/faults.md'), 'utf8');
const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim())).filter(([, number = '']) => /^\d+$/.test(number)); // prettier-ignore

/** What a cell of tests names: “title” after the `file` that it is in. */
function named(cell: string): [file: string, title: string][] {
  return cell.split('<br>').flatMap((part) => {
    const file = /^`([^`]+)`:/.exec(part)?.[1] ?? '';
    return [...part.matchAll(/“([^”]+)”/g)].map(([, title = '']): [string, string] => [file, title]);
  });
}

test('docs/faults.md has each of the 36 faults, in order, with a promise and a state', () => {
  expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 36 }, (_, at) => at + 1));
  for (const [, number, fault, promise, state] of rows) {
    expect([number, fault, promise].every((cell) => cell !== '')).toBe(true);
    expect(['held', 'in part', 'not here']).toContain(state);
  }
});

test('what is held has a test; what is not, or not wholly, says why', () => {
  for (const [, number, , , state, tests = '', missing = ''] of rows) {
    expect({ number, tests: state === 'not here' || named(tests).length > 0 }).toEqual({ number, tests: true });
    expect({ number, said: state === 'held' || missing.length > 20 }).toEqual({ number, said: true });
  }
});

test.each(rows.map(([, number = '', , , , tests = '']) => [number, tests]))(
  'the tests that fault %s names exist, by file and title',
  (_, tests) => {
    const absent = named(tests).filter(([file, title]) => {
      const quoted = [`'${title}'`, `"${title}"`, `\`${title}\``];
      const path = join(root, file);
      return !existsSync(path) || !quoted.some((text) => readFileSync(path, 'utf8').includes(text));
    });
    expect(absent).toEqual([]);
  },
);
