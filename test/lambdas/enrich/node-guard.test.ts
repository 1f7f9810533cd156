import { memoryObjects } from '../../../adapters/memory/object-store.ts';
import { Floodgate } from '../../../lambdas/floodgate.ts';
import { enrich } from '../../../lambdas/enrich/enrich.ts';
import { NodeGuard } from '../../../lambdas/enrich/node-guard.ts';
import { at, batch, flow } from '../batches.ts';
import { recording } from '../record.ts';
import { cluster, pod, workload, world } from '../world.ts';

const bound = { podUid: 'pod-uid', nodeUid: 'node-uid' };

function guarded(limits = { burst: 2_000, perMinute: 60 }) {
  const here = world();
  const record = recording();
  const { stores } = here;
  let time = Date.parse(at(12));
  const shared = { now: () => time, log: record.log, meter: record.meter };
  const gate = new Floodgate(memoryObjects(), shared.now, shared.log);
  const guard = new NodeGuard({ ...stores, ...shared, baseline: stores.baselines, gate, limits });
  const deliver = (one: ReturnType<typeof batch>, token: object = { bound }) => enrich({ ...here.queued(one), ...token }, { ...stores, ...shared, kubernetes: here.kubernetes, guard }); // prettier-ignore
  const incidents = () => stores.incidents.ofCluster(cluster);
  return { ...here, gate, deliver, incidents, record, later: (ms: number) => void (time += ms) };
}

const elsewhere = { ...pod(workload('db')), pod: { namespace: 'shop', name: 'db-abc', uid: 'db-pod', node: 'ip-10-0-9-9' } } as ReturnType<typeof pod>; // prettier-ignore

test('A36: what a stolen token tells of other nodes is set aside and told once, what it tells of its own is kept', async () => {
  const { own, deliver, stores, incidents, record } = guarded();
  own('10.0.3.17', pod(workload('cart')));
  own('10.0.9.9', elsewhere);
  const forged = flow({ src: '10.0.9.9', dst: '203.0.113.99', names: [{ value: 'forged.example.com', from: 'dns' }] });
  await deliver(batch({ observations: [flow(), forged] }));
  await deliver(batch({ seq: 2, observations: [forged] }));
  expect(JSON.stringify(await stores.edges.ofCluster(cluster))).not.toContain('forged');
  expect(await stores.edges.ofCluster(cluster)).toHaveLength(1);
  expect(JSON.stringify(await stores.counters.ofCluster(cluster))).toContain((await stores.edges.ofCluster(cluster))[0]?.id); // prettier-ignore
  expect(await incidents()).toMatchObject([{ classification: 'telemetry-lost', severity: 'high', workload: 'node ip-10-0-1-7', findings: [{ kind: 'coverage-lost', reason: 'foreign-endpoints' }] }]); // prettier-ignore
  expect(record.counts.filter(({ metric }) => metric === 'enrich.quarantined').map(({ value }) => value)).toEqual([1, 1]); // prettier-ignore
});

test('an enrolment token is bound to no node, so nothing is held against it', async () => {
  const { own, deliver, stores, incidents } = guarded();
  own('10.0.9.9', elsewhere);
  await deliver(batch({ observations: [flow({ src: '10.0.9.9' })] }), {});
  expect([(await stores.edges.ofCluster(cluster)).length, await incidents()]).toEqual([1, []]);
});

test('A36: a flood adds no more than the bucket holds, shuts the node out, is one incident, and hides no miner', async () => {
  const { own, deliver, stores, incidents, gate, record } = guarded({ burst: 20, perMinute: 60 });
  own('10.0.3.17', pod(workload('cart')));
  const many = Array.from({ length: 100 }, (_, index) => flow({ dst: `203.0.113.${index}`, if: index, names: [{ value: `n${index}.example.com`, from: 'dns' }] })); // prettier-ignore
  const mining = flow({ dst: '203.0.113.200', if: 200, names: [{ value: 'late.example.org', from: 'dns' }], ops: [{ app: 'mining', dialect: 'cryptonote', method: 'login', evidence: 'session', count: 1 }] }); // prettier-ignore
  await deliver(batch({ observations: [...many, mining] }));
  const edges = await stores.edges.ofCluster(cluster);
  expect(edges).toHaveLength(20);
  expect(JSON.stringify(edges)).toContain('late.example.org');
  expect(await gate.closedUntil(cluster, 'ip-10-0-1-7')).toBeDefined();
  expect(await gate.closedUntil(cluster, 'ip-10-0-1-8')).toBeUndefined();
  await deliver(batch({ seq: 2, observations: many }));
  expect(await stores.edges.ofCluster(cluster)).toHaveLength(20);
  expect(await incidents()).toMatchObject([{ findings: [{ reason: 'flood' }] }]);
  expect(record.counts.filter(({ metric }) => metric === 'enrich.flooded').map(({ value }) => value)).toEqual([81, 81]);
  // What was known before costs nothing, so the node goes on telling of it.
  await deliver(batch({ seq: 3, observations: [{ ...mining, connections: 9 }] }));
  expect(JSON.stringify(await stores.counters.ofCluster(cluster))).toContain('"connections":9');
});

test('what is refused is told again by a later heartbeat, and kept once there is room', async () => {
  const { own, deliver, stores, later } = guarded({ burst: 1, perMinute: 60 });
  own('10.0.3.17', pod(workload('cart')));
  const two = [1, 2].map((index) => flow({ if: index, dst: `203.0.113.${index}`, names: [{ value: `n${index}.example.com`, from: 'dns' as const }] })); // prettier-ignore
  await deliver(batch({ observations: two }));
  expect((await stores.counters.ofCluster(cluster)).flatMap(({ sheet }) => sheet.lines)).toHaveLength(1);
  later(1_000);
  await deliver(batch({ seq: 2, observations: two }));
  expect(await stores.edges.ofCluster(cluster)).toHaveLength(2);
  expect((await stores.counters.ofCluster(cluster)).flatMap(({ sheet }) => sheet.lines)).toHaveLength(2);
});
