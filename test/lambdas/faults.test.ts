import type { SQSEvent } from 'aws-lambda';
import { Unavailable } from '../../adapters/unavailable.ts';
import { totalsByEdge } from '../../core/counter-sheet.ts';
import { Edge } from '../../core/edge.ts';
import { Finding } from '../../core/finding.ts';
import { Incident } from '../../core/incident.ts';
import { NoticeMessage, QueuedBatch } from '../../core/message.ts';
import { Batch } from '../../core/telemetry.ts';
import { announce } from '../../lambdas/announce/announce.ts';
import { detect } from '../../lambdas/detect/detect.ts';
import { eachMessage } from '../../lambdas/each-record.ts';
import { enrich } from '../../lambdas/enrich/enrich.ts';
import { edge, finding, incident, newCluster } from '../contracts/samples.ts';
import { message as noticeMessage } from '../core/notice-message.ts';
import { at, batch, flow, t0 } from './batches.ts';
import { recording } from './record.ts';
import { cluster, pod, poolIndex, workload, world } from './world.ts';

// Faults of docs/faults.md that no stage has to itself.

type Here = ReturnType<typeof world>;

const miner = workload('dfsdf', { createdAt: at(-60), images: ['docker.io/ddsfdf/dfsdf:99'] });
const mined = flow({
  src: '10.0.3.99',
  dst: '203.0.113.66',
  port: 3333,
  names: [{ value: 'eu9.pool.example.org', from: 'dns' }],
  ops: [{ app: 'mining', dialect: 'cryptonote', method: 'login', evidence: 'session', count: 1 }],
});

async function enforcing(): Promise<Here> {
  const here = world();
  here.own('10.0.3.99', pod(miner), t0 - 60_000);
  await here.mode('enforcing');
  return here;
}

/** What people see and what is counted, without when and how often it was decided. */
async function outcome({ stores }: Here) {
  const sheets = (await stores.counters.ofCluster(cluster)).map(({ sheet }) => sheet);
  return {
    edges: (await stores.edges.ofCluster(cluster)).map(({ id }) => id).toSorted(),
    totals: [...totalsByEdge(sheets)].map(([id, { connections, bytesOut, bytesIn }]) => ({ id, connections, bytesOut, bytesIn })), // prettier-ignore
    findings: (await stores.findings.ofCluster(cluster)).map(({ id, severity }) => `${id} ${severity}`).toSorted(),
    incidents: (await stores.incidents.ofCluster(cluster)).map(({ id, severity, findings }) => [id, severity, findings.length]), // prettier-ignore
  };
}

/** Stores of a function that dies at its nth call: before the call is made, or when it was made and its answer is lost. */
function mortal<Stores extends object>(stores: Stores, diesAt: number, answerLost: boolean) {
  let calls = 0;
  const death = () => {
    throw new Error('the function ran out of time');
  };
  const dying = (store: object) =>
    new Proxy(store, {
      get: (target, name) => {
        const own: unknown = Reflect.get(target, name);
        if (typeof own !== 'function') return own;
        return async (...given: unknown[]) => {
          const nth = ++calls;
          // Once dead it does nothing any more.
          if (nth > diesAt || (nth === diesAt && !answerLost)) death();
          const answer: unknown = await Reflect.apply(own, target, given);
          return nth === diesAt ? death() : answer;
        };
      },
    });
  const wrapped = Object.fromEntries(Object.entries(stores).map(([name, store]) => [name, dying(store as object)]));
  return { stores: wrapped as Stores, calls: () => calls };
}

test('a function that dies at any of its calls, before or after it is done, leaves one incident when the next try is through', async () => {
  const usual = await enforcing();
  await usual.post(batch({ observations: [mined] }));
  const expected = await outcome(usual);
  expect(expected.incidents).toHaveLength(1);
  let deaths = 0;
  for (const answerLost of [false, true]) {
    for (let diesAt = 1, lives = false; !lives; diesAt++) {
      const here = await enforcing();
      const message = here.queued(batch({ observations: [mined] }));
      const { stores, calls } = mortal(here.stores, diesAt, answerLost);
      const deps = { ...stores, ...recording(), now: () => t0 + 12_000, kubernetes: here.kubernetes };
      const first = async () => {
        await enrich(message, deps);
        await detect(await here.stores.edges.ofCluster(cluster), { ...deps, baseline: stores.baselines, intelligence: poolIndex }); // prettier-ignore
        for (const one of await here.stores.incidents.ofCluster(cluster)) await announce(one, { ...deps, dashboardUrl: 'https://plumbline.example' }); // prettier-ignore
      };
      await first().catch(() => void deaths++);
      lives = calls() < diesAt;
      await here.deliver(message);
      await here.settle();
      expect({ diesAt, answerLost, ...(await outcome(here)) }).toEqual({ diesAt, answerLost, ...expected });
      const told = here.stores.topic.published.map(({ message: { notice } }) => notice.resent);
      // Twice only where it was published and that could not be noted any more, and then the second says so.
      expect([[false], [true], [false, true]]).toContainEqual(told);
    }
  }
  expect(deaths).toBeGreaterThan(40);
});

test('the same batch in two functions at once is one edge, counted once, and one incident told once', async () => {
  const usual = await enforcing();
  await usual.post(batch({ observations: [mined] }));
  const here = await enforcing();
  const message = here.queued(batch({ observations: [mined] }));
  await Promise.all(Array.from({ length: 6 }, () => here.deliver(message)));
  const edges = await here.stores.edges.ofCluster(cluster);
  const deps = { ...here.stores, ...recording(), now: () => t0 + 12_000, baseline: here.stores.baselines, intelligence: poolIndex }; // prettier-ignore
  await Promise.all(Array.from({ length: 4 }, () => detect(edges, deps)));
  await here.settle();
  expect(await outcome(here)).toEqual(await outcome(usual));
  expect(here.stores.topic.published).toHaveLength(1);
});

test('batches out of order make the same graph; one that is missing is told as missing until it comes', async () => {
  const batches = [0, 1, 2, 3].map((seq) =>
    batch({ seq, observations: [{ ...mined, port: 3333 + seq, connections: seq + 1 }] }),
  );
  const usual = await enforcing();
  for (const one of batches) await usual.post(one);
  const here = await enforcing();
  const missing = async () => (await here.stores.counters.heard(cluster, t0 + 12_000)).map((heard) => heard.missing);
  for (const seq of [3, 0, 2]) await here.post(batches[seq]!);
  await here.post(batch({ seq: 8, observations: [] }));
  expect(await missing()).toEqual([1]);
  await here.post(batches[1]!);
  expect(await missing()).toEqual([0]);
  await usual.post(batch({ seq: 8, observations: [] }));
  expect(await outcome(here)).toEqual(await outcome(usual));
});

const sheetsOf = async ({ stores }: Here) => JSON.stringify(await stores.counters.ofCluster(cluster));
const edgesOf = async ({ stores }: Here) => JSON.stringify(await stores.edges.ofCluster(cluster));

test('a batch that was captured and is posted again after days changes nothing, tells nobody, and is counted as replayed', async () => {
  const here = await enforcing();
  await here.post(batch({ observations: [mined] }));
  const before = [await sheetsOf(here), await edgesOf(here), await outcome(here)];
  // By now the address is another's, whom the replay would put into the dock.
  here.own('10.0.3.99', pod(workload('cart')), t0 + 86_400_000);
  for (const seconds of [90, 3 * 86_400]) {
    here.advance(seconds);
    await here.post(batch({ observations: [mined] }));
  }
  expect([await sheetsOf(here), await edgesOf(here), await outcome(here)]).toEqual(before);
  expect(here.stores.topic.published).toHaveLength(1);
  expect(here.record.counts.filter(({ metric }) => metric === 'enrich.replayed')).toHaveLength(2);
});

test('a node whose clock is wrong is heard: none of its batches is taken for a replay, not even one that is tried again', async () => {
  const here = await enforcing();
  const inAnHour = { window: { from: at(3_600), to: at(3_611) }, sentAt: at(3_611) };
  const told = (seq: number) => batch({ ...inAnHour, seq, observations: [{ ...mined, connections: seq + 1, firstSeen: at(3_600), lastSeen: at(3_610) }] }); // prettier-ignore
  for (let seq = 0; seq < 5; seq++) await here.post(told(seq));
  expect(here.record.counts.filter(({ metric }) => metric === 'enrich.replayed')).toEqual([]);
  expect((await outcome(here)).totals).toEqual([expect.objectContaining({ connections: 5 })]);
});

test('a function that dies between the hours of a batch leaves it to the next try, however wrong the clock of the node is', async () => {
  const here = await enforcing();
  const overTwoHours = batch({
    sentAt: at(-600),
    window: { from: at(-4_000), to: at(-600) },
    observations: [mined, { ...mined, port: 4444, firstSeen: at(-4_000), lastSeen: at(-3_990) }],
  });
  const message = here.queued(overTwoHours);
  const { counters } = here.stores;
  let writes = 0;
  const dying = { ...counters, write: (...given: Parameters<typeof counters.write>) => ++writes > 1 ? Promise.reject(new Error('out of time')) : counters.write(...given) }; // prettier-ignore
  const deps = { ...here.stores, ...recording(), now: () => t0 + 12_000, kubernetes: here.kubernetes };
  await expect(enrich(message, { ...deps, counters: dying })).rejects.toThrow('out of time');
  await here.deliver(message);
  expect((await counters.ofCluster(cluster)).flatMap(({ sheet }) => sheet.lines)).toHaveLength(2);
});

test('a table that refuses everything for half an hour keeps batches on the queue, and all of them come through', async () => {
  const here = await enforcing();
  const clock = { at: 0 };
  // lib/enrich.ts: hidden for six times the function's timeout, so many tries; test/lib holds the template to what is needed here.
  const [hiddenMs, tries, outageMs] = [180_000, 20, 30 * 60_000];
  const refusing = { ...here.stores.counters, read: () => Promise.reject(new Unavailable('ThrottlingException')) };
  const queue = [1, 2, 3].map((seq) => ({ id: `m${seq}`, received: 0, body: JSON.stringify(here.queued(batch({ seq, observations: [mined] }))) })); // prettier-ignore
  const dead: string[] = [];
  while (queue.length > 0 && clock.at < 4 * outageMs) {
    const records = queue.map(({ id, body }) => ({ messageId: id, body, attributes: {} }));
    const deps = { ...here.stores, ...recording(), now: () => t0 + 12_000, kubernetes: here.kubernetes, counters: clock.at < outageMs ? refusing : here.stores.counters }; // prettier-ignore
    const { batchItemFailures } = await eachMessage({ Records: records } as unknown as SQSEvent, QueuedBatch, (one) => enrich(one, deps), { ...deps, stage: 'enrich' }); // prettier-ignore
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const message of queue.splice(0)) {
      if (!failed.has(message.id)) continue;
      if (++message.received < tries) queue.push(message);
      else dead.push(message.id);
    }
    clock.at += hiddenMs;
  }
  await here.settle();
  expect([dead, queue]).toEqual([[], []]);
  expect((await outcome(here)).incidents).toHaveLength(1);
});

test('what a newer version wrote, with more in it, is read by this one', () => {
  const here = newCluster();
  const more = { joinedLater: { deep: [1] } };
  const written = {
    edge: [Edge, edge(here)],
    finding: [Finding, finding(here)],
    incident: [Incident, incident(here, 'a')],
    batch: [Batch, batch()],
    queued: [QueuedBatch, world().queued(batch())],
    notice: [NoticeMessage, noticeMessage()],
  } as const;
  for (const [what, [schema, value]] of Object.entries(written)) {
    expect([what, schema.parse({ ...value, ...more })]).toEqual([what, schema.parse(value)]);
  }
});
