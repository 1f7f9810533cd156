// Bundles the sentinel, and what pushes the inventory, into a file each, with the native module of one processor beside them:
// what the image holds.
// `node scripts/bundle-sentinel.mjs --out FOLDER [--arch amd64|arm64]`. Plain JavaScript: it runs on whatever builds images.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const project = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { out: { type: 'string' }, arch: { type: 'string', default: '' } } });
if (values.out === undefined) {
  console.error('say where to: --out FOLDER');
  process.exit(2);
}
const processors = { amd64: 'x64', arm64: 'arm64', x64: 'x64', '': process.arch };
const processor = processors[values.arch];
if (processor === undefined) {
  console.error(`--arch is amd64 or arm64, not ${values.arch}`);
  process.exit(2);
}

const out = path.resolve(values.out);
mkdirSync(out, { recursive: true });
await build({
  absWorkingDir: project,
  entryPoints: { sentinel: 'sentinel/image.ts', inventory: 'sentinel/inventory/start.ts' },
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  external: ['koffi'],
  // The engine keeps the text of what it runs in memory.
  minifyWhitespace: true,
  banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
  logLevel: 'warning',
});

const modules = path.join(project, 'node_modules');
const native = `@koromix/koffi-linux-${processor}`;
for (const part of ['package.json', 'index.js', 'index.cjs', 'indirect.js', 'indirect.cjs', 'lib', 'src/koffi', 'LICENSE.txt']) cpSync(path.join(modules, 'koffi', part), path.join(out, 'node_modules/koffi', part), { recursive: true }); // prettier-ignore
cpSync(nativeFolder(native), path.join(out, 'node_modules', native), { recursive: true });
console.log(`${out}: sentinel.mjs, inventory.mjs and koffi for linux-${processor}`);

/** npm installs the native module of the machine that builds; of another processor it comes from the registry, as locked. */
function nativeFolder(name) {
  const here = path.join(modules, name);
  if (existsSync(here)) return here;
  const folder = mkdtempSync(path.join(tmpdir(), 'sentinel-native-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
  const { version } = JSON.parse(readFileSync(path.join(project, 'package-lock.json'), 'utf8')).packages[
    `node_modules/${name}`
  ];
  const { status } = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--force', '--no-save', `${name}@${version}`], { cwd: folder, stdio: ['ignore', 2, 2] }); // prettier-ignore
  if (status !== 0) process.exit(1);
  return path.join(folder, 'node_modules', name);
}
