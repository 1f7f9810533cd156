import { emptySheet, foldSheet, type SheetLine } from '../../core/counter-sheet.ts';
import type { CounterStore, SheetRef } from '../../core/ports/graph.ts';
import { at, hostileNames, later, line, type Make, newCluster } from './samples.ts';

const refOf = (change: Partial<SheetRef> = {}): SheetRef => ({ cluster: newCluster(), node: 'node-1', bootId: 'boot-1', hour: '2026-11-23T14', ...change }); // prettier-ignore

/** Reads, folds and writes until it is in, as enrich does. */
async function fold(store: CounterStore, ref: SheetRef, lines: readonly SheetLine[], seq: number, received = at, windowMs = 0, lostPpm = 0): Promise<void> {
  for (;;) {
    const before = await store.read(ref);
    const next = foldSheet(before?.value ?? emptySheet, lines, seq, received, { windowMs, lostPpm });
    if ((await store.write(ref, next, before?.revision)) === 'stored') return;
  }
} // prettier-ignore

/** A line after so many heartbeats: counters rise unevenly, the same each time. */
function moved(name: string, beats: number): SheetLine {
  const size = name.length * 37 + beats * beats;
  const counters = { connections: beats * 3, bytesOut: beats * 512 + (size % 97), bytesIn: beats * 9_000 + (size % 1013), lastSeen: Date.parse(at) + beats * 60_000 - (size % 1999) }; // prettier-ignore
  return line(name, { counters });
}

export function describeCounterStore(name: string, make: Make<CounterStore>): void {
  describe(`the counters of ${name}`, () => {
    test('a sheet comes back exactly, heartbeat after heartbeat, through either handle', async () => {
      const handles = await make();
      const ref = refOf();
      let expected = emptySheet;
      for (let beat = 1; beat <= 20; beat++) {
        const lines = Array.from({ length: 1 + beat * 2 }, (_, which) => moved(`line-${which}`, beat));
        await fold(handles[(beat % 2) as 0 | 1], ref, lines, beat);
        expected = foldSheet(expected, lines, beat, at);
        expect((await handles[0].read(ref))?.value).toEqual(expected);
        expect((await handles[1].read(ref))?.value).toEqual(expected);
      }
    });

    test('the sheets of one node from an hour on are those of all its boots, and of nobody else', async () => {
      const [store, other] = await make();
      const ref = refOf();
      const hours = ['2026-11-23T12', '2026-11-23T13', '2026-11-23T14'];
      for (const hour of hours) await fold(store, { ...ref, hour }, [line(hour)], 1);
      await fold(store, { ...ref, bootId: 'boot-2' }, [line('after a restart')], 1);
      await fold(store, { ...ref, node: 'node-12' }, [line('of a neighbour')], 1);
      await fold(store, refOf(), [line('of another cluster')], 1);
      const keysOf = async (hour: string) => (await other.since(ref.cluster, ref.node, hour)).flatMap(({ lines }) => lines.map(({ key }) => key)).toSorted(); // prettier-ignore
      const keys = (...names: string[]) => names.map((one) => line(one).key).toSorted();
      expect(await keysOf('2026-11-23T13')).toEqual(keys('2026-11-23T13', '2026-11-23T14', 'after a restart'));
      expect(await keysOf('2026-11-23T15')).toEqual([]);
      expect(await keysOf('2026-11-22T15')).toEqual(keys(...hours, 'after a restart'));
    });

    test('a sheet that was never written is undefined; one without lines is there', async () => {
      const [store] = await make();
      const ref = refOf();
      expect(await store.read(ref)).toBeUndefined();
      await store.write(ref, foldSheet(emptySheet, [], 7, at), undefined);
      expect((await store.read(ref))?.value).toEqual({ lines: [], seq: 7, receivedAt: at, paceMs: 0, lostPpm: 0, heardSince: Date.parse(at), lateMs: 0, received: [[7, 7]] });
      await fold(store, ref, [line('first')], 8);
      expect((await store.read(ref))?.value.lines).toEqual([line('first')]);
    });

    test('of two writers who read the same, one wins', async () => {
      const [one, other] = await make();
      const ref = refOf();
      const write = (store: CounterStore, which: string, revision: number | undefined) =>
        store.write(ref, foldSheet(emptySheet, [line(which)], 1, at), revision);
      expect((await Promise.all([write(one, 'a', undefined), write(other, 'b', undefined)])).toSorted()).toEqual(['stale', 'stored']);
      const revision = (await one.read(ref))?.revision;
      expect((await Promise.all([write(one, 'c', revision), write(other, 'd', revision)])).toSorted()).toEqual(['stale', 'stored']);
      expect(await write(one, 'e', revision)).toBe('stale');
      expect(await write(other, 'e', undefined)).toBe('stale');
    });

    test('writers at once, some of them repeating themselves, lose and double nothing', async () => {
      const handles = await make();
      const ref = refOf();
      const batches = Array.from({ length: 12 }, (_, which) => [moved('shared', which + 1), moved(`own-${which}`, which + 1)]);
      const work = [...batches, ...batches.slice(3, 7)].map((lines, which) =>
        fold(handles[(which % 2) as 0 | 1], ref, lines, (which % 12) + 1),
      );
      await Promise.all(work);
      const folded = batches.reduce((sheet, lines, which) => foldSheet(sheet, lines, which + 1, at), emptySheet);
      expect((await handles[0].read(ref))?.value.lines).toEqual(folded.lines);
    });

    test('an hour, a boot, a node and a cluster each have their own sheet', async () => {
      const [store, other] = await make();
      const ref = refOf();
      const refs = [
        ref,
        { ...ref, hour: '2026-11-23T15' },
        { ...ref, bootId: 'boot-2' },
        { ...ref, node: 'node-2' },
        { ...ref, cluster: newCluster() },
      ];
      for (const [which, one] of refs.entries()) await fold(store, one, [moved('same', which + 1), moved(`only-${which}`, 1)], 1);
      for (const [which, one] of refs.entries()) {
        const lines = foldSheet(emptySheet, [moved('same', which + 1), moved(`only-${which}`, 1)], 1, at).lines;
        expect((await other.read(one))?.value.lines).toEqual(lines);
      }
      const sheets = await other.ofCluster(ref.cluster);
      expect(sheets.map(({ node, bootId, hour }) => ({ node, bootId, hour }))).toEqual([
        { node: 'node-1', bootId: 'boot-1', hour: '2026-11-23T14' },
        { node: 'node-1', bootId: 'boot-2', hour: '2026-11-23T14' },
        { node: 'node-1', bootId: 'boot-1', hour: '2026-11-23T15' },
        { node: 'node-2', bootId: 'boot-1', hour: '2026-11-23T14' },
      ]);
    });

    test('a line that was there an hour ago and is not now stays away until it comes back', async () => {
      const [store, other] = await make();
      const ref = refOf();
      const lines = Array.from({ length: 40 }, (_, which) => moved(`line-${which}`, 1));
      await fold(store, ref, lines, 1);
      const next = { ...ref, hour: '2026-11-23T15' };
      await fold(other, next, lines.slice(0, 3), 2, later);
      expect((await store.read(next))?.value.lines).toEqual(foldSheet(emptySheet, lines.slice(0, 3), 2, later).lines);
      await fold(store, next, lines, 3, later);
      expect((await other.read(next))?.value.lines).toEqual(foldSheet(emptySheet, lines, 3, later).lines);
      expect((await other.read(ref))?.value.lines).toEqual(foldSheet(emptySheet, lines, 1, at).lines);
    });

    test('a sentinel was heard when the last of its sheets was written, whatever the hour and the boot', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      const hear = async (node: string, bootId: string, received: string, hour = received.slice(0, 13)) => fold(one, refOf({ cluster, node, bootId, hour }), [], 1, received);
      const now = '2026-11-23T14:59:00.000Z';
      await hear('node-2', 'a', '2026-11-23T13:10:00.000Z');
      await hear('node-2', 'b', '2026-11-23T14:20:00.000Z');
      await hear('node-2', 'a', '2026-11-23T14:19:00.000Z');
      // What was spooled comes late, and shows that its sender lives.
      await hear('node-1', 'a', '2026-11-23T14:50:00.000Z', '2026-11-23T11');
      await hear('node-3', 'a', '2026-11-23T09:30:00.000Z');
      await hear('node-3', 'a', '2026-11-23T09:31:00.000Z');
      await fold(one, refOf({ node: 'elsewhere' }), [], 1);
      const expected = [['node-1', '2026-11-23T14:50:00.000Z'], ['node-2', '2026-11-23T14:20:00.000Z'], ['node-3', '2026-11-23T09:31:00.000Z']];
      expect((await other.heard(cluster, Date.parse(now))).map(({ node, heardAt }) => [node, heardAt])).toEqual(expected);
    });

    test('the pace of a sentinel is the longest window of the hours that the last twenty minutes lie in, or of the last that there is', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      const paces = async (now: string) => (await other.heard(cluster, Date.parse(now))).map(({ paceMs }) => paceMs);
      for (const [hour, windows] of [['12', [1_000, 9_000]], ['13', [60_000, 700]], ['14', [2_000]]] as const) {
        for (const [seq, windowMs] of windows.entries()) await fold(one, refOf({ cluster, hour: `2026-11-23T${hour}` }), [], seq, `2026-11-23T${hour}:0${seq}:00.000Z`, windowMs);
      }
      expect(await paces('2026-11-23T14:10:00.000Z')).toEqual([60_000]);
      expect(await paces('2026-11-23T14:30:00.000Z')).toEqual([2_000]);
      expect(await paces('2026-11-23T15:30:00.000Z')).toEqual([2_000]);
      expect(await paces('2026-11-23T19:30:00.000Z')).toEqual([2_000]);
    });

    test('tells what the worst batch of those hours lost', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      for (const [hour, lost] of [['13', 500_000], ['14', 20]] as const) await fold(one, refOf({ cluster, hour: `2026-11-23T${hour}` }), [], 1, `2026-11-23T${hour}:00:00.000Z`, 0, lost);
      await fold(one, refOf({ cluster, hour: '2026-11-23T14' }), [], 2, '2026-11-23T14:01:00.000Z', 0, 3);
      const lostAt = async (now: string) => (await other.heard(cluster, Date.parse(now))).map(({ lostPpm }) => lostPpm);
      expect(await lostAt('2026-11-23T14:10:00.000Z')).toEqual([500_000]);
      expect(await lostAt('2026-11-23T14:40:00.000Z')).toEqual([20]);
    });

    test('tells how many batches of a boot have not come, across its hours, and forgets nothing that a boot of before said', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      const missing = async () => (await other.heard(cluster, Date.parse('2026-11-23T14:10:00.000Z'))).map((heard) => heard.missing);
      const come = (hour: string, seqs: readonly number[], bootId = 'boot-1') => Promise.all(seqs.map((seq) => fold(one, refOf({ cluster, bootId, hour: `2026-11-23T${hour}` }), [], seq, `2026-11-23T${hour}:05:00.000Z`))); // prettier-ignore
      await come('13', [3, 4, 7]);
      // Those that are new may overtake each other.
      expect(await missing()).toEqual([0]);
      await come('14', [20, 21, 10, 8]);
      // 5, 6, 9, and 11 to 16.
      expect(await missing()).toEqual([9]);
      await come('14', [0, 40], 'boot-2');
      expect(await missing()).toEqual([9 + 35]);
      await come('13', [6, 5]);
      expect(await missing()).toEqual([7 + 35]);
    });

    test('bears hostile names of nodes when it tells who was heard', async () => {
      const [store] = await make();
      const cluster = newCluster();
      for (const node of hostileNames) await fold(store, refOf({ cluster, node: node.toWellFormed(), bootId: node.toWellFormed() }), [], 1);
      expect((await store.heard(cluster, Date.parse(at))).map(({ node }) => node)).toEqual(hostileNames.map((one) => one.toWellFormed()).toSorted());
    });

    test('content, edge and direction of a line may change, and lines may be written back lower', async () => {
      const [store, other] = await make();
      const ref = refOf();
      await fold(store, ref, [moved('a', 5), moved('b', 5)], 1);
      const changed = foldSheet(emptySheet, [{ ...moved('a', 2), content: line('new').content }, { ...moved('b', 2), direction: 'in' }], 2, at);
      expect(await store.write(ref, changed, (await store.read(ref))?.revision)).toBe('stored');
      expect((await other.read(ref))?.value).toEqual(changed);
    });

    test('counters as large as a number is exact come back exactly', async () => {
      const [store] = await make();
      const ref = refOf();
      const most = Number.MAX_SAFE_INTEGER;
      const lines = [
        line('most', { counters: { connections: most, bytesOut: most, bytesIn: most, lastSeen: Date.parse('9999-12-31T23:59:59.999Z') } }),
        line('least', { counters: { connections: 0, bytesOut: 0, bytesIn: 0, lastSeen: Date.parse('0001-01-01T00:00:00Z') } }),
        line('mixed', { counters: { connections: 0, bytesOut: most, bytesIn: 1, lastSeen: 0 } }),
      ];
      await fold(store, ref, lines, 1);
      await fold(store, ref, lines.map((one) => ({ ...one, counters: { ...one.counters, bytesIn: most - 1 } })), 2);
      const folded = [1, 2].reduce((sheet, seq) => foldSheet(sheet, lines.map((one) => (seq === 1 ? one : { ...one, counters: { ...one.counters, bytesIn: most - 1 } })), seq, at), emptySheet);
      expect((await store.read(ref))?.value).toEqual(folded);
    });

    test.each(hostileNames.map((hostile) => [JSON.stringify(hostile).slice(0, 20), hostile]))(
      'a node and a boot named %s have their own sheet and are listed by name',
      async (_shown, hostile) => {
        const [store, other] = await make();
        const ref = refOf({ node: hostile, bootId: hostile });
        const plain = { ...ref, node: 'plain', bootId: 'plain' };
        await fold(store, ref, [line('odd')], 1);
        await fold(store, plain, [line('plain')], 1);
        expect((await other.read(ref))?.value.lines).toEqual([line('odd')]);
        const listed = await other.ofCluster(ref.cluster);
        const expected = [{ ...ref, sheet: expect.objectContaining({ lines: [line('odd')] }) }, { ...plain, sheet: expect.objectContaining({ lines: [line('plain')] }) }];
        expect(listed).toHaveLength(2);
        expect(listed).toEqual(expect.arrayContaining(expected));
      },
    );

    test('more conversations than one item holds come back, and the next heartbeat of all of them', async () => {
      const [store, other] = await make();
      const ref = refOf();
      const first = Array.from({ length: 4_500 }, (_, which) => moved(`line-${which}`, 1));
      const more = Array.from({ length: 500 }, (_, which) => moved(`more-${which}`, 1));
      const heartbeat = [...first, ...more].map((one) => ({ ...one, counters: { ...one.counters, bytesIn: one.counters.bytesIn + one.key.charCodeAt(3) } }));
      for (const [which, lines] of [first, more, heartbeat].entries()) await fold(which === 1 ? other : store, ref, lines, which + 1);
      expect((await other.read(ref))?.value).toEqual({ ...foldSheet(emptySheet, heartbeat, 3, at), received: [[1, 3]] });
      expect((await store.ofCluster(ref.cluster)).map(({ sheet }) => sheet.lines.length)).toEqual([5_000]);
    }, 20_000);
  });
} // prettier-ignore
