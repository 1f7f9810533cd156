import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { batchesOf, type Doing, house, recordedArchive } from '../laws/house.ts';
import { plumbline } from './listening.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-replay-'));
  const archive = recordedArchive();
  const live = await house({ archive });
  const login = { app: 'mining' as const, dialect: 'cryptonote', method: 'login', evidence: 'session' as const, count: 1 }; // prettier-ignore
  const mined: Doing = { src: '10.0.1.5', dst: '203.0.113.9', port: 3333, ops: [login], outcome: 'established', minute: 5 }; // prettier-ignore
  await live.post(batchesOf([mined]));
  for (const [at, record] of archive.records.entries()) {
    mkdirSync(path.join(folder, 'day', String(at)), { recursive: true });
    writeFileSync(path.join(folder, 'day', String(at), 'batch.jsonl.gz'), gzipSync(`${JSON.stringify(record)}\n`));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

test('judges a folder of archived batches again, as if learning had ended then', async () => {
  const { code, out, notes } = await plumbline(['replay', folder, '--learn-until', '2026-11-23T09:59:00Z']);
  expect([code, notes]).toEqual([0, expect.stringMatching(/^3 archived batches judged again: 3 findings, 1 incident that/)]);
  expect(out).toMatch(/mining-protocol +critical +wire-session/);
  const { incidents } = JSON.parse((await plumbline(['replay', folder, '--learn-until', '2026-11-23T09:59:00Z', '--json'])).out) as { incidents: unknown[] };
  expect(incidents).toMatchObject([{ classification: 'cryptojacking', severity: 'critical', workload: 'shop/dfs' }]);
}); // prettier-ignore

test('without an end of learning, what is judged in every mode is found', async () => {
  const { out } = await plumbline(['replay', path.join(folder, 'day', '2', 'batch.jsonl.gz')]);
  expect(out).toMatch(/mining-protocol/);
  expect(out).not.toMatch(/new-workload/);
});

test.each([
  ['nothing there', 'no-such', 'There is no file or folder'],
  ['no archive in it', 'empty', 'There are no archived batches in'],
  ['no JSON', 'text.jsonl', 'text.jsonl:2 is no line of JSON.'],
  ['another document', 'other.jsonl', 'other.jsonl:1 is no archived batch: v '],
  ['no gzip', 'plain.jsonl.gz', 'cannot be read'],
])('%s is said with its place', async (_title, name, words) => {
  mkdirSync(path.join(folder, 'empty'), { recursive: true });
  writeFileSync(path.join(folder, 'text.jsonl'), '\nhello\n');
  writeFileSync(path.join(folder, 'other.jsonl'), '{"a":1}\n');
  writeFileSync(path.join(folder, 'plain.jsonl.gz'), '{}');
  const { code, notes } = await plumbline(['replay', path.join(folder, name)]);
  expect(code).toBe(1);
  expect(notes).toContain(words);
});
