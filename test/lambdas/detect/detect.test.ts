import type { Batch } from '../../../core/telemetry.ts';
import { at, batch, flow, t0 } from '../batches.ts';
import { cluster, pod, workload, world } from '../world.ts';

const cart = workload('cart');
const db = workload('db');
const miner = workload('dfsdf', {
  createdAt: new Date(t0 + 100_000).toISOString(),
  images: ['docker.io/ddsfdf/dfsdf:99'],
});

const eastWest = flow({ dst: '10.0.4.4', names: [], port: 5432 });
const mined = flow({
  src: '10.0.3.99',
  dst: '203.0.113.66',
  port: 3333,
  names: [{ value: 'eu9.pool.example.org', from: 'dns' }],
  ops: [{ app: 'mining', dialect: 'cryptonote', method: 'login', evidence: 'session', count: 1 }],
  firstSeen: at(120),
  lastSeen: at(125),
});

/** A cluster that learned cart > db from two pods and a name in three hours, and now enforces. */
async function settled() {
  const here = world();
  here.own('10.0.3.17', pod(cart), t0 - 86_400_000);
  here.own('10.0.3.18', pod(cart, 'cart-pod-2'), t0 - 86_400_000);
  here.own('10.0.4.4', pod(db), t0 - 86_400_000);
  await here.mode('learning');
  const hours = [-7200, -3600, 0].map((lastSeen, n) => flow({ firstSeen: at(-7200), lastSeen: at(lastSeen), connections: n + 1 })); // prettier-ignore
  for (const [seq, observation] of hours.entries()) await here.post(batch({ seq, observations: [observation, eastWest, { ...eastWest, src: '10.0.3.18', if: 13 }] })); // prettier-ignore
  here.advance(60);
  await here.mode('enforcing');
  here.advance(60);
  return here;
}

const findings = async (here: ReturnType<typeof world>) => (await here.stores.findings.ofCluster(cluster)).map(({ kind, severity }) => `${kind} ${severity}`).toSorted(); // prettier-ignore

test('what was learned is no deviation, from a new pod at a new address either', async () => {
  const here = await settled();
  here.own('10.0.9.9', pod(cart, 'cart-pod-3'), t0 + 60_000);
  await here.post(batch({ bootId: 'b2', sentAt: at(131), observations: [{ ...eastWest, src: '10.0.9.9', firstSeen: at(120), lastSeen: at(130) }] })); // prettier-ignore
  expect(await findings(here)).toEqual([]);
  expect((await here.stores.baselines.facts(cluster)).map(({ kind, label }) => `${kind}: ${label}`).toSorted()).toEqual(
    [
      'edge: api.example.com on tcp port 443',
      'edge: shop/db on tcp port 5432',
      'image: registry.example.com/cart',
      'workload: shop/cart',
    ],
  );
});

test('a newcomer that mines is one critical incident, told once', async () => {
  const here = await settled();
  here.own('10.0.3.99', pod(miner), t0 + 100_000);
  await here.post(batch({ seq: 10, sentAt: at(131), observations: [mined] }));
  await here.post(batch({ seq: 10, sentAt: at(131), observations: [mined] }));
  expect(await findings(here)).toEqual(['mining-protocol critical', 'new-egress low', 'new-workload medium', 'threat-contact critical']); // prettier-ignore
  const incidents = await here.stores.incidents.ofCluster(cluster);
  expect(incidents).toMatchObject([{ classification: 'cryptojacking', severity: 'critical', verdict: 'incident', announcedVersion: 1, version: 1, techniques: ['T1071', 'T1496.001', 'T1610'] }]); // prettier-ignore
  expect(here.stores.topic.published).toHaveLength(1);
  expect(here.stores.chat.posted).toHaveLength(1);
});

test.each(['learning', 'shadow'] as const)('a miner is told in %s mode too', async (mode) => {
  const here = await settled();
  await here.mode(mode);
  here.own('10.0.3.99', pod(miner), t0 + 100_000);
  await here.post(batch({ seq: 10, sentAt: at(131), observations: [mined] }));
  expect(await here.stores.incidents.ofCluster(cluster)).toMatchObject([{ severity: 'critical', classification: 'cryptojacking' }]); // prettier-ignore
  expect(here.stores.topic.published).toHaveLength(1);
});

test('in shadow mode a new name is a record that wakes nobody', async () => {
  const here = await settled();
  await here.mode('shadow');
  const names = [{ value: 'elsewhere.example.net', from: 'dns' as const }];
  await here.post(batch({ seq: 10, sentAt: at(131), observations: [flow({ dst: '203.0.113.77', names, firstSeen: at(120), lastSeen: at(130) })] })); // prettier-ignore
  expect(await findings(here)).toEqual(['new-egress medium']);
  expect(here.stores.topic.published).toEqual([]);
});

test('a candidate that learning saw too rarely to learn pages nobody after learning', async () => {
  const here = world();
  here.own('10.0.3.17', pod(cart), t0 - 86_400_000);
  await here.mode('learning');
  await here.post(batch());
  await here.mode('enforcing');
  here.advance(60);
  await here.post(batch({ seq: 2, sentAt: at(71), observations: [flow({ connections: 5, lastSeen: at(70) })] }));
  expect(await findings(here)).toEqual([]);
});

test('a listed name teaches nothing', async () => {
  const here = world();
  here.own('10.0.3.99', pod(miner), t0 - 86_400_000);
  await here.mode('learning');
  for (const [seq, lastSeen] of [-7200, -3600, 0].entries()) {
    await here.post(batch({ seq, observations: [{ ...mined, firstSeen: at(-7200), lastSeen: at(lastSeen), connections: seq + 1 }] })); // prettier-ignore
  }
  expect(await here.stores.baselines.facts(cluster)).toEqual([]);
});

test('a lookup of a listed name, with nobody talked to, is told: medium, because the resolver denied it', async () => {
  const here = await settled();
  const lookup = { kind: 'lookup' as const, src: '10.0.3.17', dst: '172.20.0.10', port: 53, proto: 'udp' as const, name: 'eu1.pool.example.org', aliases: [], outcome: 'nxdomain' as const, count: 1, generation: 0, firstSeen: at(120), lastSeen: at(121) }; // prettier-ignore
  await here.post(batch({ seq: 10, sentAt: at(131), observations: [lookup] }));
  expect(await findings(here)).toEqual(['threat-contact medium']);
});

test('what was too small to open an incident joins when one is opened, in either order', async () => {
  const kinds = async (order: readonly Batch[]) => {
    const here = await settled();
    here.own('10.0.3.99', pod(miner), t0 + 100_000);
    for (const one of order) await here.post(one);
    const [incident] = await here.stores.incidents.ofCluster(cluster);
    return incident?.findings.map(({ kind, object }) => `${kind} ${object}`).toSorted();
  };
  const small = batch({ seq: 10, sentAt: at(131), observations: [{ ...eastWest, src: '10.0.3.99', firstSeen: at(121), lastSeen: at(122) }] }); // prettier-ignore
  const big = batch({ seq: 11, sentAt: at(131), observations: [mined] });
  const found = await kinds([small, big]);
  expect(found).toEqual(await kinds([big, small]));
  expect(found?.some((one) => one.startsWith('new-connection'))).toBe(true);
});

test('what one stranger made is one incident, until he made more than a few; who is unknown joins nobody', async () => {
  const here = await settled();
  const creator = 'mallory@acme.example';
  const made = Array.from({ length: 6 }, (_, n) => workload(`m${n}`, { createdAt: new Date(t0 + 100_000).toISOString(), images: [`docker.io/m/m${n}:1`], ...(n < 5 ? { creator } : {}) })); // prettier-ignore
  for (const [n, one] of made.entries()) {
    here.own(`10.0.5.${n}`, pod(one), t0 + 100_000);
    await here.post(batch({ seq: 20 + n, sentAt: at(131), observations: [{ ...mined, src: `10.0.5.${n}` }] }));
  }
  const incidents = await here.stores.incidents.ofCluster(cluster);
  const members = incidents.map(({ findings: all }) => [...new Set(all.map(({ workload: who }) => who))].toSorted());
  expect(members.toSorted((a, b) => b.length - a.length)).toEqual([
    ['shop/m0', 'shop/m1', 'shop/m2', 'shop/m3'],
    expect.arrayContaining([expect.stringMatching(/m[45]/)]),
    expect.arrayContaining([expect.stringMatching(/m[45]/)]),
  ]);
});
