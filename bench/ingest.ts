// Ingest against bare gunzip + JSON.parse + hash of the same bytes in the same run; bytes an observation; the bomb.
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ClusterId } from '../core/ids.ts';
import { conversationKey } from '../core/conversation.ts';
import { telemetryMediaType } from '../core/telemetry-limits.ts';
import { firstPolicy } from '../core/policy.ts';
import { ingest } from '../lambdas/ingest/ingest.ts';
import { plausibleBatch, seeded } from './generate.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const deps = {
  send: () => Promise.resolve(),
  closedUntil: async () => undefined,
  policy: firstPolicy,
  now: () => 1_800_000_000_000,
  log: silent,
  meter: { count: () => {} },
};
const cluster = ClusterId.parse('bench');

function bare(body: Uint8Array): number {
  const json = gunzipSync(body);
  const value = JSON.parse(json.toString('utf8')) as { observations: unknown[] };
  createHash('sha256').update(json).digest('hex');
  return value.observations.length;
}

async function perSecond(rounds: number, work: () => unknown): Promise<number> {
  for (let warm = 0; warm < 5; warm++) await work();
  const started = process.cpuUsage();
  for (let round = 0; round < rounds; round++) await work();
  const { user, system } = process.cpuUsage(started);
  return rounds / ((user + system) / 1e6);
}

for (const count of [200, 2000]) {
  const batch = plausibleBatch(count, seeded(1));
  const body = gzipSync(JSON.stringify(batch));
  const request = { body, mediaType: telemetryMediaType, speaker: { kind: 'enrolment' as const, cluster } };
  const rounds = Math.round(20_000 / count) + 5;
  const ratios: number[] = [];
  for (let pair = 0; pair < 5; pair++) {
    const raw = await perSecond(rounds, () => bare(body));
    const ours = await perSecond(rounds, () => ingest(request, deps));
    ratios.push(ours / raw);
  }
  const median = ratios.toSorted((a, b) => a - b)[2] ?? 0;
  console.log(`ingest ${count} observations: ${(body.length / count).toFixed(1)} bytes an observation (gzip), ${median.toFixed(2)} of bare gunzip + parse + hash (wanted >= 0.3)`); // prettier-ignore
}

const keys = plausibleBatch(2000, seeded(2)).observations;
const started = process.cpuUsage();
for (const observation of keys) conversationKey(observation);
console.log(`conversation key: ${(process.cpuUsage(started).user / keys.length).toFixed(1)} us each`);

const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024), { level: 9 });
const times: number[] = [];
for (let round = 0; round < 5; round++) {
  const before = performance.now();
  await ingest({ body: bomb, mediaType: telemetryMediaType, speaker: { kind: 'enrolment' as const, cluster } }, deps);
  times.push(performance.now() - before);
}
console.log(`bomb of 200 MB (${Math.round(bomb.length / 1024)} KB compressed) refused in ${Math.max(...times).toFixed(1)} ms at most of 5 (wanted <= 50)`); // prettier-ignore
