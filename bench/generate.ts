import type { Batch, Flow } from '../core/telemetry.ts';

/** A random number generator with a seed (mulberry32), so that benches repeat. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const start = Date.parse('2026-11-23T10:00:00.000Z');

/** A plausible batch of `count` flows: names, operations and counters as a sentinel reports them. */
export function plausibleBatch(count: number, random: () => number): Batch {
  const below = (limit: number) => Math.floor(random() * limit);
  const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();
  const observations = Array.from({ length: count }, (): Flow => {
    const external = random() < 0.3;
    const connections = 1 + below(2000);
    return {
      kind: 'flow',
      src: `10.0.${below(4)}.${below(250)}`,
      dst: external ? `203.0.113.${below(250)}` : `10.0.${below(8)}.${below(250)}`,
      port: [80, 443, 5432, 6379, 8080, 9090][below(6)] ?? 80,
      proto: 'tcp',
      direction: random() < 0.5 ? 'out' : 'in',
      if: below(60),
      names: external ? [{ value: `api-${below(500)}.example.com`, from: 'dns' }] : [],
      ops: [{ app: 'http', method: 'GET', path: `/v1/items-${below(40)}/{int}`, count: connections }],
      outcome: 'established',
      generation: 0,
      connections,
      bytesOut: connections * (200 + below(800)),
      bytesIn: connections * (500 + below(4000)),
      firstSeen: at(below(60)),
      lastSeen: at(60 + below(60)),
    };
  });
  return {
    v: 1,
    node: 'ip-10-0-1-7',
    bootId: 'bench',
    seq: 1,
    sentAt: at(121),
    window: { from: at(60), to: at(120) },
    coverage: { seen: count * 10, dropped: 0, folded: 0, spooled: 0, freezes: 0, sources: ['wire'], failed: [] },
    observations,
  };
}
