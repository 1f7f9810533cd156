import { memoryStores } from '../../adapters/memory/stores.ts';
import { graphBounds, rememberedGraph } from '../../adapters/remembered-graph.ts';
import { type Bounds, remembered } from '../../adapters/remembered.ts';
import { rememberedTotals, totalsOf } from '../../adapters/remembered-totals.ts';
import { emptySheet, type SheetLine } from '../../core/counter-sheet.ts';
import type { ClusterId, EdgeId } from '../../core/ids.ts';
import { describeEdgeStore } from '../contracts/edge-store.contract.ts';
import { at, newCluster } from '../contracts/samples.ts';
import { describeWorkloadStore } from '../contracts/workload-store.contract.ts';

const start = Date.parse(at);
const minute = 60_000;
const cluster = 'prod-1' as ClusterId;

// Suites name moments of their own, long before now: nothing is too late for them.
const eager: Bounds = { ...graphBounds, lateMs: 100 * 365 * 24 * 60 * minute };
const kept = async () => {
  const stores = memoryStores();
  return [rememberedGraph(stores, Date.now, eager), rememberedGraph(stores, Date.now, eager)] as const;
};
describeEdgeStore('memory, remembered', async () => (await kept()).map(({ edges }) => edges) as never);
describeWorkloadStore('memory, remembered', async () => (await kept()).map(({ workloads }) => workloads) as never);

interface Thing {
  readonly id: string;
  readonly text: string;
  readonly writtenAt: number;
}

/** A shelf of things with what was asked of it, on clocks that the test moves. */
function shelf(bounds: Partial<Bounds> = {}) {
  const things = new Map<string, Thing>();
  const asked: string[] = [];
  const clock = { now: start, elapsed: 0 };
  const ofCluster = remembered<Thing>(
    {
      async all() {
        asked.push('all');
        return [...things.values()];
      },
      async changedSince(_cluster, since) {
        asked.push(since);
        return [...things.values()].filter(({ writtenAt }) => writtenAt >= Date.parse(since));
      },
      keyOf: ({ id }) => id,
    },
    { lateMs: 10 * minute, wholeMs: 30 * minute, most: 100, ...bounds },
    () => clock.now,
    () => clock.elapsed,
  );
  return {
    asked,
    things,
    write: (id: string, text: string, writtenAt = clock.now) => things.set(id, { id, text, writtenAt }),
    pass: (ms: number) => {
      clock.now += ms;
      clock.elapsed += ms;
    },
    clock,
    texts: async (of = cluster) => (await ofCluster(of)).map(({ text }) => text),
    list: (withinMs?: number) => ofCluster(cluster, withinMs),
  };
}

describe('what is remembered of a cluster', () => {
  test('is read whole once, then what changed since, ten minutes before that included', async () => {
    const { write, pass, texts, asked } = shelf();
    write('b', 'first');
    expect(await texts()).toEqual(['first']);
    pass(2 * minute);
    write('a', 'second');
    write('b', 'changed');
    expect(await texts()).toEqual(['second', 'changed']);
    expect(asked).toEqual(['all', new Date(start - 10 * minute).toISOString()]);
  });

  test('has what was written late, under a moment long before', async () => {
    const { write, pass, texts } = shelf();
    await texts();
    pass(minute);
    write('late', 'late', start - 9 * minute);
    expect(await texts()).toEqual(['late']);
  });

  test('is asked for each time, unless what was read a moment ago will do', async () => {
    const { write, pass, list, asked, clock } = shelf();
    write('a', 'one');
    const first = await list();
    pass(900);
    write('b', 'two');
    expect(await list(1_000)).toBe(first);
    expect(await list()).toHaveLength(2);
    expect(asked).toEqual(['all', new Date(clock.now - 900 - 10 * minute).toISOString()]);
  });

  test('is the same list as long as nothing changes', async () => {
    const { write, pass, list } = shelf();
    write('a', 'one', start - 60 * minute);
    const before = await list();
    pass(minute);
    expect(await list()).toBe(before);
  });

  test('forgets what is gone and finds what came too late within half an hour', async () => {
    const { write, pass, texts, things } = shelf();
    write('a', 'gone');
    write('b', 'there');
    await texts();
    things.delete('a');
    write('c', 'much too late', start - 24 * 60 * minute);
    pass(29 * minute);
    expect(await texts()).toEqual(['gone', 'there']);
    pass(minute);
    expect(await texts()).toEqual(['there', 'much too late']);
  });

  test('is read whole where the clock was set back', async () => {
    const { write, pass, texts, clock } = shelf();
    await texts();
    pass(2_000);
    clock.now -= 60 * minute;
    write('a', 'before');
    expect(await texts()).toEqual(['before']);
  });

  test('is read whole where the clock runs faster than time does, or leapt', async () => {
    const { write, pass, texts, clock, asked } = shelf();
    await texts();
    pass(1_000);
    clock.now += 50 * minute;
    write('a', 'learned in fast motion', clock.now - 30 * minute);
    expect(await texts()).toEqual(['learned in fast motion']);
    expect(asked).toEqual(['all', 'all']);
  });

  test('a clock that stands still hides nothing', async () => {
    const { write, texts, clock } = shelf();
    await texts();
    write('a', 'one');
    clock.elapsed += 2_000;
    expect(await texts()).toEqual(['one']);
  });

  test('is of one cluster, and too much of it is not kept', async () => {
    const { write, pass, texts, asked } = shelf({ most: 3 });
    write('a', 'one');
    await texts('one' as ClusterId);
    await texts('two' as ClusterId);
    expect(asked).toEqual(['all', 'all']);
    for (const id of ['b', 'c', 'd']) write(id, id);
    pass(minute);
    await texts('two' as ClusterId);
    await texts('two' as ClusterId);
    expect(asked.slice(-1)).toEqual(['all']);
  });

  test('a read that fails leaves what was known, and the next one asks again', async () => {
    let fails = true;
    const ofCluster = remembered<Thing>(
      {
        all: async () => {
          if (fails) throw new Error('the table is silent');
          return [];
        },
        changedSince: async () => [],
        keyOf: ({ id }) => id,
      },
      graphBounds,
      () => start,
    );
    await expect(ofCluster(cluster)).rejects.toThrow('the table is silent');
    fails = false;
    expect(await ofCluster(cluster)).toEqual([]);
  });
});

describe('totals that are remembered', () => {
  const line = (key: string, connections: number): SheetLine => ({ key: key.padEnd(32, '0'), edge: `e-${key[0]}` as EdgeId, direction: 'out', content: 'c', counters: { connections, bytesOut: connections * 10, bytesIn: 0, lastSeen: connections } }); // prettier-ignore
  const sheet = (lines: readonly SheetLine[], receivedAt: number) => ({ ...emptySheet, lines, seq: 1, receivedAt: new Date(receivedAt).toISOString() }); // prettier-ignore

  test('are those that all sheets give, hour after hour, restart after restart', async () => {
    const { counters } = memoryStores();
    const mine = newCluster();
    const clock = { at: start };
    const all = totalsOf(counters);
    const some = rememberedTotals(counters, () => clock.at, () => clock.at - start); // prettier-ignore
    const write = (node: string, bootId: string, hour: string, lines: readonly SheetLine[]) => counters.write({ cluster: mine, node, bootId, hour }, sheet(lines, clock.at), undefined); // prettier-ignore
    await write('n1', 'b1', '2026-11-23T13', [line('a1', 3), line('b1', 5)]);
    await write('n2', 'b2', '2026-11-23T14', [line('a2', 4)]);
    expect(await some(mine)).toEqual(await all(mine));
    clock.at += 40 * minute;
    await write('n1', 'b1', '2026-11-23T14', [line('a1', 30)]);
    expect(await some(mine)).toEqual(await all(mine));
    clock.at += 90 * minute;
    await write('n1', 'b3', '2026-11-23T16', [line('a3', 7), line('c1', 1)]);
    await write('n3', 'b4', '2026-11-23T15', [line('a4', 9)]);
    expect(await some(mine)).toEqual(await all(mine));
    expect((await some(mine)).get('e-a' as EdgeId)?.connections).toBe(30 + 4 + 7 + 9);
  });

  test('are of the cluster that is asked for', async () => {
    const { counters } = memoryStores();
    const [one, other] = [newCluster(), newCluster()];
    await counters.write({ cluster: one, node: 'n', bootId: 'b', hour: '2026-11-23T14' }, sheet([line('a', 1)], start), undefined); // prettier-ignore
    const some = rememberedTotals(counters, () => start);
    expect((await some(one)).size).toBe(1);
    expect((await some(other)).size).toBe(0);
    expect((await some(one)).size).toBe(1);
  });
});
