import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Lab, labMissing } from '../../local/lab/lab.ts';
import { passageTo } from '../../local/lab/passage.ts';
import { ago, deployment, installation } from '../../test/river/installation.ts';
import { bundle } from './image.ts';
import { Watcher } from './watcher.ts';

/**
 * From a miner's first packet in a namespace to the text in Slack: namespaces, the sentinel as its image runs it, the local
 * runtime with the functions as they are deployed. Of one cluster the storm breaker tells four critical incidents by
 * themselves in ten minutes, so that there are as many clusters as it takes, each with a sentinel of its own. The first run
 * of all is also the first event that any of the functions ever sees, and is counted as the others are.
 */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
const runs = Number(values.runs);
const EACH = 4;
/** A pool each: miners that meet at one are one incident. */
const poolOf = (run: number) => `203.0.113.${20 + run}`;
const addressOf = (run: number) => `10.0.1.${20 + run}`;
const program = path.join(import.meta.dirname, '../../local/lab/program.ts');
const missing = labMissing(['setpriv', 'curl']);
if (missing !== undefined) {
  console.log(`to Slack: SKIPPED: ${missing}`);
  process.exit(0);
}

const folder = mkdtempSync(path.join(tmpdir(), 'bench-to-slack-'));
const image = bundle(folder);
const here = await installation();
await here.runtime.warmed;
here.kubernetes.set(Array.from({ length: runs }, (_, run) => deployment(`job-${run}`, addressOf(run), ago(600_000), `registry.example.com/job-${run}:1`)).flat()); // prettier-ignore
const lab = Lab.build({ pods: [{ name: 'p1', addresses: Array.from({ length: runs }, (_, run) => addressOf(run)) }], outside: Array.from({ length: runs }, (_, run) => poolOf(run)) }); // prettier-ignore
const passage = await passageTo(lab, 'node', here.runtime.url);

async function mined(run: number): Promise<number> {
  const { out } = await lab.run('p1', process.execPath, [program, 'miner', poolOf(run), '14444', '2', addressOf(run)]);
  // The program says when its connection was there: its first packet is younger than that by a round trip.
  const connected = Number(/connected (\d+)/.exec(out)?.[1]);
  const tells = () => here.slack.posts.some(({ text }) => text.includes(`shop/job-${run} `));
  while (!tells() && Date.now() - connected < 30_000) await sleep(5);
  if (!tells()) throw new Error(`miner ${run} was never told of`);
  return Date.now() - connected;
}

try {
  await lab.serve('ext', ['pool', '0.0.0.0', '14444']);
  const took: number[] = [];
  for (let first = 0; first < runs; first += EACH) {
    const cluster = `prod-${first / EACH + 1}`;
    const token = path.join(folder, cluster);
    writeFileSync(token, await here.enrol(cluster));
    const sentinel = await Watcher.sentinel(lab, image, 60, ['--post', passage.url, '--token-file', token, '--node', 'ip-10-0-1-7']); // prettier-ignore
    for (let run = first; run < Math.min(runs, first + EACH); run += 1) took.push(await mined(run));
    sentinel.stop();
  }
  const sorted = took.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.ceil(share * took.length) - 1]!;
  console.log(`first packet to Slack text, ${took.length} runs: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms, the first ${took[0]} ms; load of the machine ${loadavg()[0]!.toFixed(1)}`); // prettier-ignore
  console.log(`in their order: ${took.join(', ')} ms`);
} finally {
  await lab.destroy();
  await passage.close();
  await here.stop();
  rmSync(folder, { recursive: true });
}
