// Proves the direction of imports: no forbidden one, every source file cruised, and a planted one is caught.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const folders = ['bin', 'lib', 'lambdas', 'core', 'adapters', 'sentinel', 'cli', 'local', 'dashboard'].filter(
  (folder) => existsSync(path.join(root, folder)),
);

function cruise() {
  const depcruise = path.join(root, 'node_modules', '.bin', 'depcruise');
  const run = spawnSync(depcruise, ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (!run.stdout) throw new Error(`dependency-cruiser said nothing: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

function filesIn(folder) {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs)$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

const faults = [];
const { summary, modules } = cruise();
for (const { rule, from, to } of summary.violations) faults.push(`${rule.name}: ${from} -> ${to}`);

const cruised = new Set(modules.map((module) => module.source));
const files = folders.flatMap(filesIn);
for (const file of files) if (!cruised.has(file)) faults.push(`not cruised: ${file}`);

const planted = path.join(root, 'core', 'planted-import.ts');
try {
  writeFileSync(
    planted,
    "import { systemClock } from '../adapters/clock.ts';\n\nexport const planted = systemClock;\n",
  );
  const caught = cruise().summary.violations.some(({ from }) => from === 'core/planted-import.ts');
  if (!caught) faults.push('a planted import of adapters from core was not caught');
} finally {
  rmSync(planted, { force: true });
}

for (const fault of faults) console.error(fault);
console.log(
  `imports: ${files.length} files cruised, ${faults.length} faults, planted import ${faults.length === 0 ? 'caught' : 'see above'}`,
);
process.exit(faults.length === 0 ? 0 : 1);
