// What judging costs beside a raw limit of the same run: one known edge, a diff of a million edges, enrichment when warm;
// and how good the forecast of learning is on synthetic months.
import { gunzipSync, gzipSync } from 'node:zlib';
import { memoryKubernetes } from '../adapters/memory/kubernetes.ts';
import { memoryStores } from '../adapters/memory/stores.ts';
import { EdgeIndex, notIn } from '../core/baseline-diff.ts';
import { initialBaseline, withMode } from '../core/baseline.ts';
import { type Edge, edgeId } from '../core/edge.ts';
import { unfamiliar } from '../core/familiarity.ts';
import { hash } from 'node:crypto';
import { ClusterId, type EdgeId } from '../core/ids.ts';
import { intelligenceOf } from '../core/intelligence.ts';
import { judgeEdge } from '../core/judge.ts';
import { seedIndex } from '../core/seed-intelligence.ts';
import type { Batch, Flow } from '../core/telemetry.ts';
import { lineageFrom, type Workload } from '../core/workload.ts';
import { enrich } from '../lambdas/enrich/enrich.ts';
import { RecentSights } from '../lambdas/enrich/recent-sights.ts';
import { Directory } from '../lambdas/enrich/whereabouts.ts';
import { month, runsOf } from '../test/core/synthetic-month.ts';

const cluster = ClusterId.parse('bench');
const start = Date.parse('2026-11-23T10:00:00.000Z');
const at = (ms: number) => new Date(start + ms).toISOString();
const workload = (name: string): Workload => ({ cluster, lineage: lineageFrom(cluster, name), namespace: 'shop', kind: 'Deployment', name, uid: name, createdAt: at(-1e9), images: [`registry.example.com/${name}:1`] }); // prettier-ignore

/** Microseconds of processor time for one of `count`. */
function usEach(count: number, work: () => void): number {
  work();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

// One known edge.
const cart = workload('cart');
const ends = { cluster, source: { kind: 'workload', lineage: cart.lineage, namespace: 'shop', workload: 'Deployment', name: 'cart' }, destination: { kind: 'name', name: 'api.stripe.com' }, proto: 'tcp', port: 443 } as const; // prettier-ignore
const known: Edge = { ...ends, id: edgeId(ends), names: [{ value: 'api.stripe.com', from: 'dns' }], operations: [{ app: 'tls', alpn: 'h2' }], outcomes: ['established'], addresses: ['203.0.113.7'], support: { hours: [], pods: [] }, firstSeen: at(0), seenBy: 'n1' }; // prettier-ignore
const context = {
  baseline: withMode(initialBaseline(cluster, at(-1e8), 'bench'), 'enforcing', at(-1e7), 'bench'),
  intelligence: intelligenceOf(seedIndex()), workload: cart, knownWorkload: true, knownEdge: true,
  familiarity: { ...unfamiliar, workload: 'known' as const, edge: 'known' as const },
}; // prettier-ignore
let found = 0;
const rounds = 200_000;
const judged = usEach(rounds, () => {
  for (let round = 0; round < rounds; round++) found += judgeEdge(known, context).length;
});
const hashed = usEach(rounds, () => {
  for (let round = 0; round < rounds; round++) found += hash('sha256', known.id).length === 64 ? 0 : 1;
});
console.log(`one known edge: ${judged.toFixed(2)} us (wanted <= 5), one SHA-256 of its id in the same run: ${hashed.toFixed(2)} us, findings: ${found}`); // prettier-ignore

// Processor time: machines are shared.
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

// Enrichment when warm: heartbeats of conversations that are known, counters risen. Before the million edges, which no function that
// enriches has in memory.
const observed = 2_000;
let now = start;
const stores = memoryStores();
const kubernetes = memoryKubernetes(() => now);
const pods = 100;
for (let pod = 0; pod < pods; pod++) {
  kubernetes.own(cluster, { address: `10.0.0.${pod}`, from: start - 1e9, owner: { kind: 'pod', workload: workload(`w${pod}`), pod: { namespace: 'shop', name: `w${pod}-x`, uid: `pod-${pod}` } } }); // prettier-ignore
}
const silent = { log: { info: () => {}, warn: () => {}, error: () => {} }, meter: { count: () => {} } };
const deps = { ...stores, kubernetes, archive: { append: async () => {} }, now: () => now, ...silent };
const directory = new Directory(deps);
const recent = new RecentSights();
const heartbeat = (beat: number): Batch => ({
  v: 1, node: 'n1', bootId: 'b1', seq: beat, sentAt: at(beat * 60_000), window: { from: at((beat - 1) * 60_000), to: at(beat * 60_000) },
  coverage: { seen: observed, dropped: 0, folded: 0, spooled: 0, freezes: 0, sources: ['wire'], failed: [] },
  observations: Array.from({ length: observed }, (_, n): Flow => ({
    kind: 'flow', src: `10.0.0.${n % pods}`, dst: n % 4 ? `10.0.0.${(n * 7) % pods}` : '203.0.113.7', port: 1_000 + (n % 50), proto: 'tcp', direction: 'out', if: n,
    names: n % 4 ? [] : [{ value: 'api.stripe.com', from: 'dns' }], ops: [{ app: 'http', method: 'GET', path: '/', count: beat }], outcome: 'established', generation: 0,
    connections: beat + 1, bytesOut: 100 * beat, bytesIn: 900 * beat, firstSeen: at(0), lastSeen: at(beat * 60_000 - 1_000),
  })),
}); // prettier-ignore
const messages = Array.from({ length: 240 }, (_, beat) => {
  const batch = heartbeat(beat + 1);
  return { receivedAt: batch.sentAt, packed: gzipSync(JSON.stringify(batch)).toString('base64') };
});
type Message = (typeof messages)[number];
async function warmly({ receivedAt, packed }: Message): Promise<void> {
  now = Date.parse(receivedAt);
  await enrich({ v: 1, cluster, node: 'n1', receivedAt, batch: packed }, { ...deps, directory, recent });
}
/** Unpacked and parsed as JSON, which nobody gets around. */
async function rawly({ packed }: Message): Promise<void> {
  found += (JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8')) as Batch).seq;
}
/** Observations a second of processor time, over ten heartbeats at a time: the fastest ten and the median. Machines are shared. */
async function paceOf(work: (message: Message) => Promise<void>): Promise<string> {
  const paces: number[] = [];
  for (let from = 0; from < messages.length; from += 10) {
    const before = cpuMs();
    for (const message of messages.slice(from, from + 10)) await work(message);
    paces.push((10 * observed * 1_000) / (cpuMs() - before));
  }
  // Until then the engine still compiles: the pace doubles within the first eighty heartbeats.
  const sorted = paces.slice(8).toSorted((one, other) => other - one);
  return `${Math.round(sorted[0]!)} at best, ${Math.round(sorted[sorted.length >> 1]!)} in the middle`;
}
console.log(`enrichment, warm, observations a second and core (wanted >= 50000): ${await paceOf(warmly)}`);
console.log(`  unpacking and parsing their JSON alone: ${await paceOf(rawly)}`);

// A million edges against a baseline that lacks a thousand of them.
const million = 1_000_000;
const ids = Array.from({ length: million }, (_, n) => ({
  id: Buffer.from(hash('sha256', String(n)).slice(0, 32)).toString('latin1') as EdgeId,
}));
globalThis.gc?.();
const memory = process.memoryUsage();
const begun = cpuMs();
const index = new EdgeIndex(million);
for (let n = 1_000; n < million; n++) index.add(ids[n]!.id);
const built = cpuMs();
let news = 0;
for (const _edge of notIn(index, ids)) news++;
const done = cpuMs();
const grown = process.memoryUsage();
const more = (grown.heapUsed - memory.heapUsed + grown.arrayBuffers - memory.arrayBuffers) / 1e6;
const plainBegun = cpuMs();
const plain = new Set(ids.map(({ id }) => id));
let plainNews = 0;
for (const { id } of ids) if (!plain.has(id)) plainNews++;
const plainDone = cpuMs();
console.log(`diff of ${million} edges: index ${Math.round(built - begun)} ms, diff ${Math.round(done - built)} ms, together wanted <= 1000; ${more.toFixed(0)} MB more (wanted <= 300); ${news} new, ${index.unmet} unmet`); // prettier-ignore
console.log(`  the same with a Set of texts: ${Math.round(plainDone - plainBegun)} ms, ${plainNews} new`);

const months = Array.from({ length: 200 }, (_, seed) => month(seed));
for (const days of [1, 2, 3, 5, 7]) {
  const { predicted, actual } = runsOf(months, days);
  console.log(
    `after ${days} days of learning: ${predicted.toFixed(2)} new edges a day predicted, ${actual.toFixed(2)} came`,
  );
}
const after = months.map((one) => one.newAfterExit());
const mean = (values: readonly number[]) => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(2);
const exits = months.map((one) => one.exit()).toSorted((one, other) => one - other);
console.log(`ready after ${exits[exits.length >> 1]} h (median of ${months.length}); in the 14 days after ${mean(after.map(({ others, announced }) => others + announced))} new edges a workload (wanted <= 0.8), of which ${mean(after.map(({ announced }) => announced))} of the weekly job`); // prettier-ignore
