import { appendFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { Journal } from '../../../local/state/journal.ts';
import { temporaryFolder } from '../fixtures/started.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder, 'test.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

const entries = () => {
  const { journal, entries: found } = Journal.open<unknown>(file);
  journal.close();
  return found;
};
const write = (...values: readonly unknown[]) => {
  const { journal } = Journal.open<unknown>(file);
  journal.append(...values);
  journal.close();
};

test('what was appended is read back, over restarts', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.jsonValue())), (runs) => {
      rmSync(file, { force: true });
      for (const run of runs) write(...run);
      expect(JSON.stringify(entries())).toBe(JSON.stringify(runs.flat()));
    }),
    { numRuns: 30 },
  );
});

test('wherever the last write was torn, everything before it is there and the journal goes on', () => {
  write({ a: 1 }, { b: 2 });
  const whole = statSync(file).size;
  write({ c: 'ä'.repeat(20) });
  const content = readFileSync(file);
  for (let cut = whole; cut < content.length; cut += 1) {
    writeFileSync(file, content);
    truncateSync(file, cut);
    expect(entries()).toEqual([{ a: 1 }, { b: 2 }]);
    write({ d: 4 });
    expect(entries()).toEqual([{ a: 1 }, { b: 2 }, { d: 4 }]);
  }
});

test('a changed byte, a lost beginning and an empty file are damage', () => {
  write({ a: 1 }, { b: 2 });
  const good = readFileSync(file, 'utf8');
  writeFileSync(file, good.replace('"a":1', '"a":2'));
  expect(() => entries()).toThrow(`${file} is damaged (line 2 does not match its checksum): move it away`);
  writeFileSync(file, good.slice(10));
  expect(() => entries()).toThrow('its first line is missing');
  writeFileSync(file, '');
  expect(() => entries()).toThrow('its first line is missing');
  writeFileSync(file, good);
  appendFileSync(file, 'rubbish\n');
  expect(() => entries()).toThrow('line 4 does not match');
});

test('a rewritten journal holds what it was given, and goes on from there', () => {
  const { journal } = Journal.open<unknown>(file);
  journal.append(1, 2, 3);
  journal.rewrite([3]);
  journal.append(4);
  journal.close();
  expect(entries()).toEqual([3, 4]);
});
