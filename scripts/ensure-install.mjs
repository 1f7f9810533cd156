// Runs before `npm run demo`, `npm test` and the rest, on whatever Node the machine has (20 or newer): installs what the
// lockfile says when node_modules is missing or was made from another lockfile. Plain JavaScript, nothing imported.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(
    `Plumbline needs Node 20 or newer; this is ${process.version}. Install one from https://nodejs.org and run the command again.`,
  );
  process.exit(1);
}

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const folder = process.argv[2] === undefined ? root : path.resolve(root, process.argv[2]);
const lockfile = path.join(folder, 'package-lock.json');
const stampFile = path.join(folder, 'node_modules', '.plumbline-lock');
const wanted = createHash('sha256').update(readFileSync(lockfile)).digest('hex');
const present = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined;

if (present !== wanted) {
  console.error('Installing dependencies (npm ci), about a minute the first time …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    // Standard output belongs to the command that follows.
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) {
    console.error('npm ci failed (see above). With a network and a writable folder, run the command again.');
    process.exit(1);
  }
  writeFileSync(stampFile, wanted);
}
