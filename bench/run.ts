// `npm run bench [name …]`: each bench is a program that prints ratios and limits. A report, never a timed test.
// `npm run bench -- name --option …` gives one of them its options.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const benches: Readonly<Record<string, string>> = {
  ingest: 'ingest.ts',
  bundles: 'bundles.ts',
  writes: 'write-units.ts',
  latency: 'latency.ts',
  intelligence: 'intelligence.ts',
  poison: 'poison.ts',
  judging: 'judging.ts',
  sentinel: 'sentinel/speed.ts',
  dashboard: 'dashboard/speed.ts',
  live: 'sentinel/live.ts',
  faults: 'sentinel/faults.ts',
  'to-slack': 'sentinel/to-slack.ts',
  ring: 'sentinel/ring.ts',
};

const words = process.argv.slice(2);
const dash = words.findIndex((word) => word.startsWith('-'));
const asked = dash === -1 ? words : words.slice(0, dash);
const options = dash === -1 ? [] : words.slice(dash);
if (options.length > 0 && asked.length !== 1) {
  console.error('Options are for one bench: name it.');
  process.exit(2);
}
for (const name of asked) {
  if (name in benches) continue;
  console.error(`There is no bench "${name}". There are: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
let failed = 0;
for (const [name, file] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const program = path.join(import.meta.dirname, file);
  if (!existsSync(program)) continue;
  console.log(`\n# ${name}`);
  const { status } = spawnSync(process.execPath, [program, ...options], { stdio: 'inherit' });
  if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
