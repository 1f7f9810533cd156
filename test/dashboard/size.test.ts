import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { buildDashboard } from '../../scripts/build-dashboard.mjs';

const out = mkdtempSync(path.join(tmpdir(), 'plumbline-size-'));
let outputs: Metafile['outputs'];

beforeAll(async () => {
  ({ outputs } = await buildDashboard({ out }));
}, 60_000);

afterAll(() => rmSync(out, { recursive: true }));

const gzipped = (file: string) => gzipSync(readFileSync(path.join(out, 'assets', path.basename(file)))).length / 1024;

/** What a browser fetches of scripts to show a page, compressed, in kilobytes: its own file, the application's, all that they stand on. */
function scriptsOf(page: string): number {
  const files = new Set<string>();
  const take = (file: string | undefined) => {
    if (file === undefined || files.has(file)) return;
    files.add(file);
    for (const { kind, path: other } of outputs[file]?.imports ?? []) if (kind === 'import-statement' && outputs[other] !== undefined) take(other); // prettier-ignore
  };
  const entryOf = (name: string) => Object.keys(outputs).find((file) => outputs[file]?.entryPoint === `dashboard/${name}.tsx`); // prettier-ignore
  for (const name of ['main', `pages/${page}`]) {
    expect(entryOf(name)).toBeDefined();
    take(entryOf(name));
  }
  const boot = readdirSync(path.join(out, 'assets')).filter((name) => name.startsWith('boot-'));
  return [...files, ...boot].reduce((sum, file) => sum + gzipped(file), 0);
}

test("the page that an alert's link opens loads 250 KB of script at most", () => {
  expect(scriptsOf('incident')).toBeLessThanOrEqual(250);
});

test.each(['graph', 'workload', 'incidents', 'learning', 'risks', 'baseline', 'coverage', 'audit', 'intelligence', 'clusters', 'home'])('the page %s loads 450 KB of script at most', (page) => {
  expect(scriptsOf(page)).toBeLessThanOrEqual(450);
}); // prettier-ignore

test('the graph module has 15 KB at most', async () => {
  const { outputFiles } = await build({ entryPoints: [path.resolve('dashboard/graph/view.ts')], bundle: true, minify: true, format: 'esm', write: false }); // prettier-ignore
  expect(gzipSync(outputFiles[0]?.contents ?? new Uint8Array()).length / 1024).toBeLessThanOrEqual(15);
});
