import type { Batch } from '../../../core/telemetry.ts';
import { at, batch, flow, t0 } from '../batches.ts';
import { RecentSights } from '../../../lambdas/enrich/recent-sights.ts';
import { sightsOf } from '../../../lambdas/enrich/sights.ts';
import { pod, workload, world } from '../world.ts';

const cart = workload('cart');

/** A node that says the first, and later the second: what comes of it, with what was remembered and without. */
async function sightsOfSecond(first: Batch, second: Batch, between: (here: ReturnType<typeof world>) => void = () => {}) {
  const here = world();
  here.own('10.0.3.17', pod(cart), t0 - 1_000);
  const { directory } = here;
  const recent = new RecentSights();
  await sightsOf(here.queued(first), first, 0, { directory, recent });
  here.advance(60);
  between(here);
  const [remembered] = await sightsOf(here.queued(second), second, 0, { directory, recent });
  const [anew] = await sightsOf(here.queued(second), second, 0, { directory, recent: new RecentSights() });
  return { remembered, anew };
} // prettier-ignore

const beat = (parts: Parameters<typeof flow>[0] = {}, of: Partial<Batch> = {}) =>
  batch({ seq: 2, sentAt: at(72), observations: [flow({ lastSeen: at(70), connections: 2, bytesOut: 900, ...parts })], ...of }); // prettier-ignore

test.each([
  ['only counters rose', beat()],
  ['another name', beat({ names: [{ value: 'late.example.com', from: 'dns' }] })],
  ['another operation', beat({ ops: [{ app: 'mining', dialect: 'cryptonote', count: 1 }] })],
  ['another outcome', beat({ outcome: 'reset' })],
  ['ten minutes later', beat({ lastSeen: at(700) })],
  ['an hour later', beat({ lastSeen: at(3_700) })],
  ['begun at another time', beat({ firstSeen: at(1) })],
  ['another generation', beat({ generation: 1 })],
  ['a node that listens since another time', beat({}, { listeningSince: at(0) })],
  ['another node', beat({}, { node: 'ip-10-0-1-8' })],
] as const)('%s: as if nothing were remembered', async (_title, second) => {
  const { remembered, anew } = await sightsOfSecond(batch(), second);
  expect(anew).toBeDefined();
  expect(remembered).toEqual(anew);
});

test('what is said again is not worked out again, and has its own counters', async () => {
  const here = world();
  here.own('10.0.3.17', pod(cart), t0 - 1_000);
  const kept = { directory: here.directory, recent: new RecentSights() };
  const [one] = await sightsOf(here.queued(batch()), batch(), 0, kept);
  const [other] = await sightsOf(here.queued(beat()), beat(), 0, kept);
  expect(other?.edge).toBe(one?.edge);
  expect([one?.line.counters.bytesOut, other?.line.counters.bytesOut]).toEqual([512, 900]);
});

test('an address that is another pod by now inherits nothing', async () => {
  const { remembered, anew } = await sightsOfSecond(batch(), beat({ firstSeen: at(65) }), (here) => {
    here.own('10.0.3.17', pod(workload('miner')), t0 + 60_000);
    here.advance(60);
  });
  expect(remembered).toEqual(anew);
});

test('forgets what was not asked for while ten thousand others came', async () => {
  const { directory, queued } = world();
  const recent = new RecentSights();
  const tell = async (node: string, count: number) => {
    const many = batch({ node, observations: Array.from({ length: count }, (_, n) => flow({ if: n })) });
    return (await sightsOf(queued(many), many, 0, { directory, recent }))[0]?.edge;
  };
  const first = await tell('n0', 1);
  await tell('n1', 5_000);
  expect(await tell('n0', 1)).toBe(first);
  for (const node of ['n2', 'n3', 'n4', 'n5', 'n6']) await tell(node, 5_000);
  const again = await tell('n0', 1);
  expect(again).not.toBe(first);
  expect(again).toEqual(first);
});
