import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { totalsByEdge } from '../../../core/counter-sheet.ts';
import { MalformedMessage } from '../../../core/malformed.ts';
import { peerLabel } from '../../../core/peer.ts';
import type { Batch } from '../../../core/telemetry.ts';
import { at, batch, flow, t0 } from '../batches.ts';
import { cluster, pod, workload, world } from '../world.ts';

const cart = workload('cart');
const batchJob = workload('batch');
const db = workload('db');

const said = async (of: ReturnType<typeof world>) =>
  (await of.stores.edges.ofCluster(cluster)).map((edge) => `${peerLabel(edge.source)} > ${peerLabel(edge.destination)}`).toSorted(); // prettier-ignore

test('a conversation of a pod with a name outside becomes an edge of its workload, with counters and an archive record', async () => {
  const here = world();
  here.own('10.0.3.17', pod(cart));
  await here.post(batch());
  expect(await said(here)).toEqual(['shop/cart > api.example.com']);
  const [edge] = await here.stores.edges.ofCluster(cluster);
  const sheets = await here.stores.counters.ofCluster(cluster);
  expect(totalsByEdge(sheets.map(({ sheet }) => sheet)).get(edge!.id)).toMatchObject({ connections: 1, bytesOut: 512, bytesIn: 2048 }); // prettier-ignore
  expect([...here.stores.archive.objects.values()]).toMatchObject([
    [{ node: 'ip-10-0-1-7', seq: 1, sights: [{ edge }] }],
  ]);
  expect(await here.stores.workloads.find(cluster, cart.lineage)).toEqual({ ...cart, descent: { kind: 'first' } });
});

test('an address that is reused after 35 s belongs to whoever had it when the words were said, however late they come', async () => {
  const here = world();
  here.own('10.0.3.17', pod(cart), t0 - 1000, t0 + 20_000);
  await here.post(batch({ observations: [flow({ lastSeen: at(10) })] }));
  here.own('10.0.3.17', pod(batchJob), t0 + 55_000);
  here.advance(60);
  await here.post(batch({ bootId: 'boot-2', sentAt: at(72), observations: [flow({ if: 13, firstSeen: at(60), lastSeen: at(70), names: [] })] })); // prettier-ignore
  here.advance(420);
  const late = flow({ names: [{ value: 'late.example.com', from: 'dns' }], firstSeen: at(5), lastSeen: at(15) });
  await here.post(batch({ seq: 9, sentAt: at(492), window: { from: at(0), to: at(20) }, observations: [late] }));
  expect(await said(here)).toEqual(['shop/batch > 203.0.113.9', 'shop/cart > api.example.com', 'shop/cart > late.example.com']); // prettier-ignore
});

test('where nobody can be asked, each address is whose the last pushed inventory says, also where another one was remembered', async () => {
  const here = world();
  const put = (owner: typeof cart, from: number, to?: number) => here.stores.intervals.put(cluster, { address: '10.0.3.17', from, ...(to === undefined ? {} : { to }), owner: pod(owner) }); // prettier-ignore
  const hear = (seq: number, name: string, seconds: number) => here.post(batch({ seq, sentAt: at(seconds), observations: [flow({ if: seq, names: [{ value: name, from: 'dns' }], firstSeen: at(seconds - 3), lastSeen: at(seconds - 2) })] })); // prettier-ignore
  here.kubernetes.fail(cluster, 'forbidden');
  await hear(1, 'early.example.com', 12);
  expect(await said(here)).toEqual(['10.0.3.17 (unresolved) > early.example.com']);
  await put(cart, t0 - 1000);
  here.advance(30);
  await hear(2, 'api.example.com', 42);
  await put(cart, t0 - 1000, t0 + 60_000);
  await put(batchJob, t0 + 60_000);
  here.advance(60);
  await hear(3, 'late.example.com', 102);
  expect((await said(here)).filter((line) => line.startsWith('shop/'))).toEqual(['shop/batch > late.example.com', 'shop/cart > api.example.com']); // prettier-ignore
});

test('a destination whose owner changed while a conversation went on is two edges', async () => {
  const here = world();
  here.own('10.0.3.17', pod(cart));
  here.own('10.0.4.4', pod(db), t0 - 1000, t0 + 30_000);
  await here.deliver(here.queued(batch({ observations: [flow({ dst: '10.0.4.4', names: [] })] })));
  here.own('10.0.4.4', pod(batchJob), t0 + 40_000);
  here.advance(100);
  await here.deliver(here.queued(batch({ seq: 2, sentAt: at(111), observations: [flow({ dst: '10.0.4.4', names: [], lastSeen: at(100), connections: 2 })] }))); // prettier-ignore
  expect(await said(here)).toEqual(['shop/cart > shop/batch', 'shop/cart > shop/db']);
});

test('an address that Kubernetes could not be asked for is unresolved with the reason, never external, and resolved by a later sight', async () => {
  const here = world();
  here.own('10.0.3.17', pod(cart));
  here.own('10.0.4.4', pod(db));
  here.kubernetes.fail(cluster, 'forbidden');
  const eastWest = flow({ dst: '10.0.4.4', names: [] });
  await here.post(batch({ observations: [eastWest] }));
  const [edge] = await here.stores.edges.ofCluster(cluster);
  expect(edge).toMatchObject({
    source: { kind: 'unresolved', reason: 'kubernetes-unavailable' },
    destination: { kind: 'unresolved', reason: 'kubernetes-unavailable' },
  });
  expect(here.record.counts).toContainEqual({ metric: 'enrich.kubernetes-unavailable', value: 1, reason: 'forbidden' });
  here.kubernetes.fail(cluster, undefined);
  await here.post(batch({ seq: 2, observations: [{ ...eastWest, lastSeen: at(11), connections: 2 }] }));
  expect(await said(here)).toContain('shop/cart > shop/db');
});

describe('where pods have public addresses, as in an IPv6 cluster,', () => {
  const [cartAddress, dbAddress, outside] = ['2600:1f18:12:3401::a', '2600:1f18:12:3402::b', '2a01:4f8::99'];

  test.each(['out', 'in'] as const)('they are workloads among themselves, whichever way the sentinel saw it (%s)', async (direction) => {
    const here = world();
    here.own(cartAddress, pod(cart));
    here.own(dbAddress, pod(db));
    await here.post(batch({ observations: [flow({ src: cartAddress, dst: dbAddress, direction, names: [] })] }));
    expect(await said(here)).toEqual(['shop/cart > shop/db']);
  });

  test('what they reach outside is outside, and who comes from outside is the internet, though the sentinel cannot tell the way', async () => {
    const here = world();
    here.own(cartAddress, pod(cart));
    await here.post(batch({ observations: [flow({ src: cartAddress, dst: outside, names: [] }), flow({ src: outside, dst: cartAddress, names: [], if: 3 })] }));
    expect(await said(here)).toEqual([`shop/cart > ${outside}`, 'the internet > shop/cart']);
  });

  test('Kubernetes is not asked for the internet once somebody of the cluster was met', async () => {
    const here = world();
    here.own(cartAddress, pod(cart));
    const asked: string[][] = [];
    const { whoHas } = here.kubernetes;
    here.kubernetes.whoHas = (of, addresses, budgetMs) => (asked.push([...addresses]), whoHas(of, addresses, budgetMs));
    await here.post(batch({ observations: [flow({ src: cartAddress, dst: outside, names: [] })] }));
    here.own(dbAddress, pod(db));
    await here.post(batch({ seq: 2, observations: [flow({ src: dbAddress, dst: '2a01:4f8::77', names: [] })] }));
    await here.post(batch({ seq: 3, observations: [flow({ dst: '203.0.113.77' })] }));
    expect(asked).toEqual([[cartAddress, outside], [dbAddress], ['10.0.3.17']]);
  });

  test('one whom nobody could be asked for is unresolved, never the internet', async () => {
    const here = world();
    here.own(cartAddress, pod(cart));
    here.kubernetes.fail(cluster, 'timeout');
    await here.post(batch({ observations: [flow({ src: cartAddress, dst: outside })] }));
    const [edge] = await here.stores.edges.ofCluster(cluster);
    expect(edge).toMatchObject({ source: { kind: 'unresolved', reason: 'kubernetes-unavailable' }, destination: { kind: 'name' } });
  });
}); // prettier-ignore

test('search-list noise of the resolver is nobody talking to anybody', async () => {
  const here = world();
  here.own('10.0.3.17', pod(cart));
  const lookup = { kind: 'lookup' as const, src: '10.0.3.17', dst: '172.20.0.10', port: 53, proto: 'udp' as const, aliases: [], count: 1, generation: 0, firstSeen: at(0), lastSeen: at(1) }; // prettier-ignore
  const names = ['api.example.com.shop.svc.cluster.local', 'api.example.com.ec2.internal'];
  await here.post(batch({ observations: names.map((name) => ({ ...lookup, name, outcome: 'nxdomain' as const })) }));
  expect(await said(here)).toEqual([]);
});

test('a window with loss makes edges, and no support for learning', async () => {
  const here = world();
  here.own('10.0.3.17', pod(cart));
  await here.post(batch({ coverage: { ...batch().coverage, seen: 1000, dropped: 2 } }));
  expect((await here.stores.edges.ofCluster(cluster))[0]?.support).toEqual({ hours: [], pods: [] });
});

test('the clock of the node is corrected by when the batch was sent and received', async () => {
  const here = world();
  here.own('10.0.3.17', pod(cart));
  const day = 86_400;
  const observations = [flow({ firstSeen: at(day), lastSeen: at(day + 10) })];
  await here.post(batch({ sentAt: at(day + 12), window: { from: at(day), to: at(day + 11) }, observations }));
  expect((await here.stores.edges.ofCluster(cluster))[0]).toMatchObject({ firstSeen: at(0), support: { hours: ['2026-11-23T10'] } }); // prettier-ignore
});

test('a heartbeat without conversations shows that the node is alive', async () => {
  const here = world();
  await here.post(batch({ observations: [] }));
  expect(await here.stores.counters.ofCluster(cluster)).toMatchObject([{ node: 'ip-10-0-1-7', sheet: { lines: [], seq: 1 } }]); // prettier-ignore
});

test('a queued batch that does not parse is set aside and not retried', async () => {
  const here = world();
  const broken = { ...here.queued(batch()), batch: gzipSync('{"v":1}').toString('base64') };
  await expect(here.deliver(broken)).rejects.toThrow(MalformedMessage);
});

/** Every number of batches of two boots, in which counters rise and names and operations join. */
const history = fc
  .array(fc.record({ boot: fc.nat(1), hour: fc.nat(2), peer: fc.nat(3), name: fc.nat(2), more: fc.nat(5) }), {
    minLength: 1,
    maxLength: 8,
  }) // prettier-ignore
  .map((steps) =>
    steps.map(({ boot, hour, peer, name, more }, seq): Batch => {
      const seconds = -3600 * (2 - hour) + seq;
      const observation = flow({
        dst: `203.0.113.${peer}`,
        names: [{ value: `api-${name}.example.com`, from: 'dns' }],
        ops: [{ app: 'http', method: 'GET', path: `/v${more}`, count: 1 }],
        connections: seq + more,
        bytesOut: seq * 100,
        bytesIn: more,
        firstSeen: at(-7200),
        lastSeen: at(seconds),
      });
      return batch({ bootId: `boot-${boot}`, seq, window: { from: at(seconds - 60), to: at(seconds) }, observations: [observation] }); // prettier-ignore
    }),
  );

const halves = (whole: Batch): Batch[] => [whole, { ...whole, observations: [] }, whole];

async function graphAfter(batches: readonly Batch[]) {
  const here = world();
  here.own('10.0.3.17', pod(cart), t0 - 86_400_000);
  for (const [late, one] of batches.entries()) {
    // Copies come up to half a minute late: retries after a lost answer.
    const receivedAt = new Date(Date.parse(one.sentAt) + (late % 30) * 1000).toISOString();
    await here.deliver(here.queued(one, receivedAt));
  }
  const sheets = (await here.stores.counters.ofCluster(cluster)).map(({ sheet }) => sheet);
  const totals = [...totalsByEdge(sheets)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const edges = (await here.stores.edges.ofCluster(cluster)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return JSON.stringify({ edges, totals });
}

test('any permutation and duplication of the same batches gives the same graph', async () => {
  const runs = { numRuns: Number(process.env.PLUMBLINE_RUNS ?? 60) };
  await fc.assert(
    fc.asyncProperty(history, fc.infiniteStream(fc.nat()), async (batches, dice) => {
      const again = batches.flatMap(halves);
      const shuffled = again.map((one) => ({ one, rank: dice.next().value as number })).toSorted((a, b) => a.rank - b.rank); // prettier-ignore
      expect(await graphAfter(shuffled.map(({ one }) => one))).toBe(await graphAfter(batches));
    }),
    runs,
  );
});
