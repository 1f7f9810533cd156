import { memoryStores } from '../../../adapters/memory/stores.ts';
import { initialBaseline, withMode } from '../../../core/baseline.ts';
import { reachAt, sweep, type SweepDeps, sweepTimes, tracesAt } from '../../../lambdas/sweep/sweep.ts';
import { type CounterSheet, emptySheet, foldSheet } from '../../../core/counter-sheet.ts';
import { contradicted, sightlessNodes } from '../../../core/inventory/sightless.ts';
import { nodeFacts, traits } from '../../contracts/inventory-samples.ts';
import {
  edge,
  enrolled,
  incident,
  line,
  newCluster,
  workload as workloadOf,
  workloadPeer,
} from '../../contracts/samples.ts';
import { hear } from '../hear.ts';
import { recording } from '../record.ts';

const t0 = Date.parse('2026-11-23T14:00:00Z');
const text = (minutes: number) => new Date(t0 + minutes * 60_000).toISOString();

async function installation(nodes: readonly string[]) {
  const stores = memoryStores();
  const cluster = newCluster();
  const clock = { at: t0 };
  const record = recording();
  await stores.clusters.put(enrolled(cluster), undefined);
  const state = initialBaseline(cluster, text(-9_000), 'ada');
  await stores.baselines.setState(state, undefined);
  await stores.baselines.setState(withMode(state, 'enforcing', text(-60), 'ada'), state.version);
  await stores.parts.put('sweep', { cluster, changedAt: text(0), allAt: text(0) }, undefined);
  await stores.parts.put('inventory', { cluster, by: 'discover', wholeAt: text(0), asOf: text(0) }, undefined);
  for (const name of nodes) {
    await stores.nodes.put(nodeFacts(cluster, name, { createdAt: text(-600), readySince: text(-600) }), text(0));
    await hear(stores.counters, cluster, name, text(0));
  }
  const judged: string[][] = [];
  const reviewed: string[] = [];
  const settled: number[] = [];
  const deps: Parameters<typeof sweep>[0] = {
    ...stores, baseline: stores.baselines, now: () => clock.at, log: record.log, meter: record.meter, ...sweepTimes, judge: async (changes) => void judged.push(changes.flatMap(({ kind, value }) => (kind === 'edge' ? [value.id] : []))),
    tellDigest: async () => {}, tellStaleFeeds: async () => {}, settleLearning: async () => void settled.push(clock.at), publishReview: async (_of, at) => void reviewed.push(at),
  }; // prettier-ignore
  /** Each minute until then, as the schedule does. */
  const until = async (minutes: number, between: (minute: number) => Promise<void> = async () => {}) => {
    for (let minute = (clock.at - t0) / 60_000 + 1; minute <= minutes; minute++) {
      clock.at = t0 + minute * 60_000;
      await between(minute);
      await sweep(deps);
    }
  };
  const found = async () => (await stores.findings.ofCluster(cluster)).map(({ kind, severity, reason, workload }) => `${kind} ${severity} ${reason} ${workload}`); // prettier-ignore
  return { stores, cluster, clock, deps, judged, reviewed, settled, until, found };
}

describe('who is silent', () => {
  test('fault 36: a sentinel that says nothing while its node is ready is told of within five minutes, once', async () => {
    const { stores, cluster, until, found } = await installation(['node-1', 'node-2']);
    const speak = async (minute: number) => hear(stores.counters, cluster, 'node-1', text(minute));
    await until(3, speak);
    expect(await found()).toEqual([]);
    await until(5, speak);
    expect(await found()).toEqual(['sentinel-silent high no-heartbeat node node-2']);
    await until(8, speak);
    expect(await stores.incidents.ofCluster(cluster)).toMatchObject([{ classification: 'telemetry-lost', severity: 'high', version: 1 }]); // prettier-ignore
  });

  test('fault 36: a sentinel that claims to see nothing is told of when another saw a conversation there, once, and not where nobody did', async () => {
    const { stores, cluster, until, found } = await installation(['client', 'liar', 'idle']);
    const [client, server] = ['client', 'server'].map((name) => workloadOf(cluster, name));
    const talk = edge(cluster, { source: workloadPeer('client'), destination: workloadPeer('server'), port: 443 });
    await stores.edges.put(talk, undefined, text(0));
    await stores.traits.put(traits(cluster, 'client', { lineage: client!.lineage, nodes: ['client'] }), text(0));
    await stores.traits.put(traits(cluster, 'server', { lineage: server!.lineage, nodes: ['liar'] }), text(0));
    const says = async (node: string, minute: number, answered: boolean) => {
      await hear(stores.counters, cluster, node, text(minute));
      if (!answered) return;
      const ref = { cluster, node, bootId: 'boot-1', hour: text(minute).slice(0, 13) };
      const before = await stores.counters.read(ref);
      const said = line('talk', { edge: talk.id, counters: { connections: minute, bytesOut: 1, bytesIn: minute, lastSeen: t0 + minute * 60_000 } });
      await stores.counters.write(ref, foldSheet(before!.value, [said], minute, text(minute)), before!.revision);
    };
    const minute = async (at: number) => {
      await stores.parts.put('inventory', { cluster, by: 'discover', wholeAt: text(at), asOf: text(at) }, (await stores.parts.find(cluster, 'inventory'))?.revision);
      // The client speaks with the server until it has said what nobody contradicts for an hour.
      for (const node of ['client', 'liar', 'idle']) await says(node, at, node === 'client' && at < 118);
    };
    await until(69, minute);
    expect(await found()).toEqual([]);
    await until(70, minute);
    expect(await found()).toEqual(['sentinel-silent high sees-nothing node liar']);
    await until(245, minute);
    expect(await found()).toHaveLength(1);
    expect((await stores.incidents.ofCluster(cluster)).map(({ classification, version }) => [classification, version])).toEqual([['telemetry-lost', 1]]);
  }); // prettier-ignore

  test('a node whose sentinel tells of anything is believed, and so is what may be on its way or got no answer', async () => {
    const cluster = newCluster();
    const talk = edge(cluster, { destination: workloadPeer('server') });
    const sheet = (at: number, bytesIn: number, lines = true) => [foldSheet(emptySheet, lines ? [line('talk', { edge: talk.id, counters: { connections: 1, bytesOut: 1, bytesIn, lastSeen: t0 + at * 60_000 } })] : [], 1, text(60))];
    const watch = { cluster, baseline: { mode: 'enforcing', version: 1 }, now: t0 + 60 * 60_000, ...sweepTimes } as const;
    const home = [traits(cluster, 'server', { lineage: workloadOf(cluster, 'server').lineage, nodes: ['liar'] })];
    const nodes = ['liar', 'client'].map((name) => nodeFacts(cluster, name));
    const told = (client: CounterSheet[], liar: CounterSheet[], at = home) => {
      const recent = new Map([['client', client], ['liar', liar]]);
      return contradicted(sightlessNodes(nodes, recent, watch), recent, [talk], at, watch).length;
    };
    const nothing = sheet(0, 0, false);
    expect(told(sheet(50, 9), nothing)).toBe(1);
    expect(told(sheet(50, 0), nothing)).toBe(0);
    expect(told(sheet(57, 9), nothing)).toBe(0);
    expect(told(sheet(20, 9), nothing)).toBe(0);
    expect(told(sheet(50, 9), sheet(45, 1))).toBe(0);
    expect(told(sheet(50, 9), nothing, [{ ...home[0]!, nodes: ['liar', 'other'] }])).toBe(0);
    expect(told(sheet(50, 9), [{ ...nothing[0]!, receivedAt: text(20) }])).toBe(0);
  }); // prettier-ignore

  test('a sentinel is held against its own pace', async () => {
    const { stores, cluster, until, found } = await installation(['node-1', 'node-2', 'node-3', 'node-4']);
    await hear(stores.counters, cluster, 'node-4', text(20), 20 * 60_000);
    await until(40, async (minute) => {
      await stores.parts.put('inventory', { cluster, by: 'discover', wholeAt: text(minute), asOf: text(minute) }, (await stores.parts.find(cluster, 'inventory'))?.revision); // prettier-ignore
      for (const name of ['node-1', 'node-2', 'node-3']) await hear(stores.counters, cluster, name, text(minute));
    });
    expect(await found()).toEqual([]);
  });

  test('a sentinel whose batches come late but come is not silent: that is noted within five minutes, and told where the late ones stay away too', async () => {
    const { stores, cluster, until, found } = await installation(['late', 'prompt', 'other']);
    const sent = async (minute: number, seq: number, madeAt: number) => {
      const ref = { cluster, node: 'late', bootId: 'boot-1', hour: text(madeAt).slice(0, 13) };
      const before = await stores.counters.read(ref);
      const arrival = { windowMs: 60_000, madeAt: Date.parse(text(madeAt)), settledAt: Date.parse(text(minute)) };
      await stores.counters.write(ref, foldSheet(before?.value ?? emptySheet, [], seq, text(minute), arrival), before?.revision);
    };
    const speak = async (minute: number) => {
      await stores.parts.put('inventory', { cluster, by: 'discover', wholeAt: text(minute), asOf: text(minute) }, (await stores.parts.find(cluster, 'inventory'))?.revision);
      await hear(stores.counters, cluster, 'other', text(minute));
      if (minute < 12) await hear(stores.counters, cluster, 'prompt', text(minute));
      // That of minute 3 comes in minute 10, overtaken by seven others.
      if (minute === 10) await sent(minute, 3, 3);
      else if (minute < 12 && minute !== 3) await sent(minute, minute, minute);
    };
    await until(14, speak);
    expect(await found()).toEqual([]);
    await until(16, speak);
    expect((await found()).toSorted()).toEqual(['coverage-lost low late-batches node late', 'sentinel-silent high no-heartbeat node prompt']);
    expect(await stores.incidents.ofCluster(cluster)).toHaveLength(1);
    await until(21, speak);
    expect(await stores.incidents.ofCluster(cluster)).toHaveLength(1);
    await until(23, speak);
    expect(await found()).toContain('sentinel-silent high no-heartbeat node late');
    expect(await stores.incidents.ofCluster(cluster)).toHaveLength(2);
  }); // prettier-ignore

  test('what a sentinel spooled while the door was away gives it no longer rope, whatever comes first', async () => {
    const minutes = (at: number) => Date.parse(text(at));
    const arrive = (sheet: CounterSheet, seq: number, madeAt: number, at: number) =>
      foldSheet(sheet, [], seq, text(at), { windowMs: 60_000, madeAt: minutes(madeAt), settledAt: minutes(at) });
    const before = [1, 2, 3].reduce((sheet, at) => arrive(sheet, at, at, at), emptySheet);
    // Half an hour later: what is new goes first, then the oldest counters.
    const after = [33, 4, 5, 6, 34].reduce((sheet, seq) => arrive(sheet, seq, seq, 33), before);
    expect([before.lateMs, after.lateMs]).toEqual([0, 0]);
    expect(arrive(arrive(after, 42, 42, 42), 35, 35, 43).lateMs).toBe(0);
    expect(arrive([34, 36, 37, 38].reduce((sheet, at) => arrive(sheet, at, at, at), after), 35, 35, 39).lateMs).toBe(4 * 60_000);
  }); // prettier-ignore

  test('a node that is gone, not ready, virtual, or just back is no silence', async () => {
    const { stores, cluster, until, found } = await installation(['gone', 'sick', 'virtual', 'back', 'fine', 'good', 'well', 'whole']); // prettier-ignore
    const put = (name: string, change: object) => stores.nodes.put(nodeFacts(cluster, name, { createdAt: text(-600), asOf: text(1), ...change }), text(1)); // prettier-ignore
    await put('gone', { goneAt: text(1) });
    await put('sick', { ready: 'unknown' });
    await put('virtual', { virtual: true });
    await put('back', { readySince: text(4) });
    await until(6, async (minute) => {
      for (const name of ['fine', 'good', 'well', 'whole']) await hear(stores.counters, cluster, name, text(minute));
    });
    expect(await found()).toEqual([]);
  });

  test('when most are silent at once, the way to us is at fault, and one finding says so', async () => {
    const { until, found } = await installation(['a', 'b', 'c', 'd', 'e']);
    await until(9);
    expect(await found()).toEqual(['coverage-lost high sentinels-silent-at-once the sentinels']);
  });

  test('both of two at once are no two silences; one of two is one', async () => {
    const two = await installation(['a', 'b']);
    await two.until(9);
    expect(await two.found()).toEqual(['coverage-lost high sentinels-silent-at-once the sentinels']);
    const one = await installation(['a', 'b']);
    await one.until(9, (minute) => hear(one.stores.counters, one.cluster, 'b', text(minute)));
    expect(await one.found()).toEqual(['sentinel-silent high no-heartbeat node a']);
  });

  test('where the inventory is stale, nobody claims that a node is ready', async () => {
    const { clock, until, found } = await installation(['a']);
    clock.at = t0 + 20 * 60_000;
    await until(30);
    expect(await found()).toEqual([]);
  });

  test('fault 17: looks that fail are one finding after five minutes, whatever they fail at', async () => {
    const { stores, cluster, until, found } = await installation([]);
    const failing = { since: text(1), fault: 'unauthorized', missing: ['pods: unauthorized', 'services: unauthorized'] } as const;
    await stores.parts.put('inventory', { cluster, by: 'discover', wholeAt: text(0), failing: { ...failing, missing: [...failing.missing] }, asOf: text(1) }, 1);
    await until(5);
    expect(await found()).toEqual([]);
    await until(60);
    expect(await found()).toEqual(['coverage-lost medium kubernetes-unauthorized the Kubernetes API']);
    expect(await stores.incidents.ofCluster(cluster)).toHaveLength(1);
  }); // prettier-ignore
});

test('a cluster that pushes its inventory and stops is one finding after ten minutes; one that is asked has an alarm of its own', async () => {
  const { stores, cluster, until, found } = await installation([]);
  const revision = (await stores.parts.find(cluster, 'inventory'))!.revision;
  await stores.parts.put('inventory', { cluster, by: 'push', wholeAt: text(0), asOf: text(0) }, revision);
  await until(10);
  expect(await found()).toEqual([]);
  await until(11);
  expect(await found()).toEqual(['coverage-lost medium inventory-not-pushed the inventory']);
  await until(120);
  expect(await stores.incidents.ofCluster(cluster)).toHaveLength(1);
});

test('one that was enrolled to push and never did is told of as well, and one that is asked is not', async () => {
  const { stores, deps, clock } = await installation([]);
  const [far, near] = [newCluster(), newCluster()];
  await stores.clusters.put(enrolled(far, { pushes: true, enrolledAt: text(0) }), undefined);
  await stores.clusters.put(enrolled(near, { enrolledAt: text(0) }), undefined);
  const told = async (id: typeof far) => (await stores.findings.ofCluster(id)).map(({ reason, label }) => `${reason}: ${label}`);
  clock.at = t0 + 9 * 60_000;
  await sweep(deps);
  expect(await told(far)).toEqual([]);
  clock.at = t0 + 11 * 60_000;
  await sweep(deps);
  expect(await told(far)).toEqual([expect.stringMatching(/^inventory-not-pushed: no inventory was pushed ever: it was enrolled at /)]);
  expect(await told(near)).toEqual([]);
}); // prettier-ignore

describe('what the stream missed', () => {
  test('faults 27 and 28: what was written lately is judged again at five minutes, and everything once a day', async () => {
    const { stores, cluster, judged, until, clock } = await installation([]);
    const old = edge(cluster, { port: 1 });
    const fresh = edge(cluster, { port: 2 });
    await stores.edges.put(old, undefined, text(-120));
    await stores.edges.put(fresh, undefined, text(3));
    await until(4);
    expect(judged).toEqual([]);
    await until(5);
    expect(judged).toEqual([[fresh.id]]);
    judged.length = 0;
    // What was on its way at the last sweep is looked at again, and then no more.
    await until(30);
    expect(judged.flat().filter((id) => id !== fresh.id)).toEqual([]);
    expect(judged.length).toBeLessThan(4);
    judged.length = 0;
    clock.at = t0 + 24 * 3_600_000 - 60_000;
    await until(24 * 60);
    expect(judged).toEqual([[fresh.id, old.id].toSorted()]);
  });

  test('fault 28: what changed while nothing ran for two days is judged at the next sweep', async () => {
    const { stores, cluster, judged, until, clock } = await installation([]);
    await stores.edges.put(edge(cluster), undefined, text(600));
    clock.at = t0 + 23 * 3_600_000;
    await until(23 * 60 + 1);
    expect(judged).toEqual([[edge(cluster).id]]);
  });

  test('an incident of which a version was never told is handed over again, one that was told is not', async () => {
    const { stores, cluster, until } = await installation([]);
    const untold = incident(cluster, 'untold', { updatedAt: text(0), version: 2, announcedVersion: 1 });
    const told = incident(cluster, 'told', { updatedAt: text(0), version: 2, announcedVersion: 2 });
    for (const one of [untold, told]) await stores.incidents.put(one, undefined);
    const handed: string[] = [];
    stores.incidents.onChange(({ root }) => handed.push(root));
    await until(4);
    expect(handed).toEqual([]);
    await until(5);
    expect(handed).toEqual(['untold']);
    expect((await stores.incidents.latest(cluster, 'untold'))?.value).toEqual(untold);
  });

  test('what joined an open incident and made it no worse is told after six hours, once', async () => {
    const { stores, cluster, until } = await installation([]);
    const told = { updatedAt: text(0), version: 1, announcedVersion: 1 };
    await stores.incidents.put(incident(cluster, 'grew', { ...told, untoldSince: text(0) }), undefined);
    await stores.incidents.put(incident(cluster, 'same', told), undefined);
    await stores.incidents.put(incident(cluster, 'over', { ...told, untoldSince: text(0), state: 'closed' }), undefined); // prettier-ignore
    const raised: string[] = [];
    stores.incidents.onChange(({ root, version, untoldSince }) => raised.push(`${root} ${version} ${untoldSince}`));
    await until(6 * 60 - 1);
    expect(raised).toEqual([]);
    await until(6 * 60 + 4);
    expect(raised).toEqual(['grew 2 undefined']);
  });

  test('what nobody was told of because it was muted is handed over when that is over, unless it was closed meanwhile', async () => {
    const { stores, cluster, until } = await installation([]);
    const muted = { by: 'ada', at: text(0), until: text(20), reason: 'drill' };
    await stores.incidents.put(incident(cluster, 'open', { updatedAt: text(0), muted }), undefined);
    await stores.incidents.put(incident(cluster, 'closed', { updatedAt: text(0), muted, state: 'closed' }), undefined);
    const handed: string[] = [];
    stores.incidents.onChange(({ root }) => handed.push(root));
    await until(19);
    expect(handed).toEqual([]);
    await until(21);
    expect(handed).toEqual(['open']);
  });

  test('the review list is made at first, when a mode was changed, and while a cluster learns each hour', async () => {
    const { stores, cluster, reviewed, until } = await installation([]);
    await until(30);
    expect(reviewed).toEqual([text(5)]);
    const before = await stores.baselines.state(cluster);
    await until(95, async (minute) => {
      if (minute === 31)
        await stores.baselines.setState(withMode(before!, 'learning', text(31), 'ada'), before!.version);
    });
    expect(reviewed).toEqual([text(5), text(35), text(95)]);
  });

  test('one cluster that fails holds up no other', async () => {
    const { stores, deps, cluster } = await installation(['a']);
    await stores.clusters.put(enrolled(newCluster()), undefined);
    const nodes: SweepDeps['nodes'] = { ...stores.nodes, ofCluster: async (of) => (of === cluster ? Promise.reject(new Error('throttled')) : stores.nodes.ofCluster(of)) }; // prettier-ignore
    const days: string[] = [];
    const tellDigest = async (of: string) => void days.push(of);
    await expect(sweep({ ...deps, nodes, tellDigest })).rejects.toThrow(`1 clusters could not be swept: ${cluster}`);
    // Nor does it keep anybody from what its day was.
    expect(days).toHaveLength(2);
  });
});

test('a sweep is the whole one once a day and at first, one of what changed every five minutes, else only of who is silent', () => {
  expect(reachAt(undefined, t0)).toBe('all');
  const state = (minutes: number) => reachAt({ cluster: newCluster(), changedAt: text(0), allAt: text(-60) }, t0 + minutes * 60_000); // prettier-ignore
  expect([state(1), state(4.9), state(5), state(1_379), state(1_380)]).toEqual(['silence', 'silence', 'changed', 'changed', 'all']); // prettier-ignore
});

test('what learning saw is settled at the sweeps after it has ended, and then once a day', async () => {
  const { stores, cluster, clock, settled, until } = await installation(['a']);
  const become = async (mode: 'learning' | 'enforcing') => {
    const state = (await stores.baselines.state(cluster))!;
    await stores.baselines.setState(withMode(state, mode, new Date(clock.at).toISOString(), 'ada'), state.version);
  };
  await until(6);
  expect(settled).toEqual([]);
  await become('learning');
  await become('enforcing');
  await until(60);
  expect(settled.length).toBeGreaterThan(0);
  expect(Math.max(...settled)).toBeLessThanOrEqual(t0 + 6 * 60_000 + 20 * 60_000);
});

test('on the first day of a cluster what its conversations invite is looked for each hour; nobody waits for the second day', async () => {
  const { stores, cluster, until } = await installation(['a']);
  const fresh = newCluster();
  await stores.clusters.put(enrolled(fresh), undefined);
  await until(1);
  const clearText = edge(fresh, { destination: { ...workloadPeer('cart'), namespace: 'stock' }, operations: [{ app: 'http', method: 'GET', path: '/' }] }); // prettier-ignore
  await stores.edges.put(clearText, undefined, text(2));
  await until(70);
  const trackers = async (of: typeof cluster) => (await stores.risks.ofCluster(of)).map(({ tracker }) => tracker);
  expect(await trackers(fresh)).toContain('clear-text-across-namespaces');
  // Older clusters wait for their daily sweep.
  await stores.edges.put({ ...clearText, cluster }, undefined, text(70));
  await until(200);
  expect(await trackers(cluster)).not.toContain('clear-text-across-namespaces');
});

test('the trackers see everything each hour of the first day, and then only once a day', () => {
  const traced = (minutes: number, tracedAt?: string) => tracesAt({ cluster: newCluster(), changedAt: text(0), allAt: text(0), firstAt: text(0), ...(tracedAt && { tracedAt }) }, t0 + minutes * 60_000); // prettier-ignore
  expect([traced(59, text(0)), traced(60, text(0)), traced(1_439, text(0)), traced(1_440, text(0))]).toEqual([false, true, true, false]); // prettier-ignore
  expect(tracesAt({ cluster: newCluster(), changedAt: text(0), allAt: text(0) }, t0)).toBe(false);
});
