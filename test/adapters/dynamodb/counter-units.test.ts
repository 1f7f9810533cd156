import { dynamoCounters } from '../../../adapters/dynamodb/counter-store.ts';
import { type CounterSheet, emptySheet, foldSheet, type SheetLine } from '../../../core/counter-sheet.ts';
import { digest } from '../../../core/hash.ts';
import type { SheetRef } from '../../../core/ports/graph.ts';
import { line, newCluster } from '../../contracts/samples.ts';
import { countersPartition } from '../../../adapters/dynamodb/keys.ts';
import { itemsOf } from '../../../adapters/dynamodb/requests.ts';
import { startTable, type TestTable } from '../table.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
}, 20_000);
afterAll(() => table.stop());

/** The same numbers each time, evenly over 0 to 1. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** Bytes of so many connections of one edge, out and in. */
type Sizes = (connections: number, roll: () => number) => readonly [number, number];
const steady: Sizes = (connections) => [connections * 512, connections * 2_048];
// The hardest that can be: no connection says anything about the next (200 to 2,000 bytes out, 500 to 20,000 in). Their sum
// is nearly normal, with a deviation of 0.29 of that range times the root of their number; three dice have one of 0.5.
const random: Sizes = (connections, roll) => {
  const surprise = () => (roll() + roll() + roll() - 1.5) * 2 * 0.29 * Math.sqrt(connections);
  return [Math.round(connections * 1_100 + surprise() * 1_800), Math.round(connections * 10_250 + surprise() * 19_500)];
};

/** A node with 200 edges and 100 connections a second: what it reports at each heartbeat, cumulative. */
function node(sizes: Sizes) {
  const roll = dice(7);
  let lines: SheetLine[] = Array.from({ length: 200 }, (_, which) =>
    line(`edge-${which}`, { counters: { connections: 0, bytesOut: 0, bytesIn: 0, lastSeen: 0 } }),
  );
  return (at: number): readonly SheetLine[] => {
    lines = lines.map((one) => {
      const more = Math.floor(20 + roll() * 21);
      const { connections, bytesOut, bytesIn } = one.counters;
      const [out, into] = sizes(more, roll);
      const counters = { connections: connections + more, bytesOut: bytesOut + out, bytesIn: bytesIn + into };
      // The last of thirty connections in a minute lies some two seconds before its end.
      return { ...one, counters: { ...counters, lastSeen: at + Math.floor(Math.log(1 - roll()) * 2_000) } };
    });
    return lines;
  };
}

/** Write units of each of the first two hours of a boot, as the engine counts them. @param inBatches how many batches the first report comes in */
async function hoursOf(sizes: Sizes, inBatches = 1): Promise<number[]> {
  let units = 0;
  table.client.middlewareStack.add(
    (next) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      const result = await next(args);
      const { ConsumedCapacity: consumed } = result.output as { ConsumedCapacity?: { CapacityUnits?: number } };
      if ('Item' in args.input) units += consumed?.CapacityUnits ?? Number.NaN;
      return result;
    },
    { step: 'initialize', name: 'meter' },
  );
  const store = dynamoCounters(table.client, table.name);
  const reports = node(sizes);
  const start = Date.parse('2026-11-23T14:00:00Z');
  const bootId = '0b0ff4ac-94e6-4b5c-a2c0-9a9d3b1d6c11';
  const cluster = newCluster();
  const hours: number[] = [];
  for (let hour = 0; hour < 2; hour++) {
    units = 0;
    let sheet: CounterSheet = emptySheet;
    let revision: number | undefined;
    const ref: SheetRef = {
      cluster,
      node: 'ip-10-0-1-7.eu-west-1.compute.internal',
      bootId,
      hour: `2026-11-23T${14 + hour}`,
    };
    for (let beat = 1; beat <= 60; beat++) {
      const at = start + (hour * 60 + beat) * 60_000;
      const lines = reports(at);
      const told = hour === 0 && beat < inBatches ? lines.slice(0, (beat * lines.length) / inBatches) : lines;
      sheet = foldSheet(sheet, told, hour * 60 + beat, new Date(at).toISOString());
      expect(await store.write(ref, sheet, revision)).toBe('stored');
      revision = (revision ?? 0) + 1;
    }
    expect((await store.read(ref))?.value).toEqual(sheet);
    hours.push(units);
  }
  table.client.middlewareStack.remove('meter');
  return hours;
}

describe('write units an hour for a node with 200 edges, 100 connections a second and a heartbeat a minute', () => {
  test('stay far below 120 where connections of an edge are alike, in the first hour and after', async () => {
    const [first, second] = await hoursOf(steady);
    expect(first).toBeLessThanOrEqual(80);
    expect(second).toBeLessThanOrEqual(60);
  }, 30_000);

  test('stay below 120 where a boot reports its conversations little by little', async () => {
    const [first, second] = await hoursOf(steady, 10);
    expect(first).toBeLessThanOrEqual(120);
    expect(second).toBeLessThanOrEqual(60);
  }, 30_000);

  test('stay at 120 where every size is random, once the boot’s lines are written', async () => {
    const [first, second] = await hoursOf(random);
    // 12 units of lines, once in the life of a boot and then once a day.
    expect(first).toBeLessThanOrEqual(132);
    expect(second).toBeLessThanOrEqual(120);
  }, 30_000);
});

test('what goes beyond a head’s item lies in others, read back whole and gone once they are replaced', async () => {
  const store = dynamoCounters(table.client, table.name);
  const other = dynamoCounters(table.client, table.name);
  const ref: SheetRef = { cluster: newCluster(), node: 'n', bootId: 'b', hour: '2026-11-23T14' };
  const partition = countersPartition(ref.cluster, ref.node);
  const parts = async () => {
    const items = await itemsOf({ client: table.client, name: table.name }, [partition], 'strong');
    return items.filter((item) => item['sk']?.S?.startsWith('more#')).length;
  };
  const steps: CounterSheet[] = [];
  for (const lines of [1, 4_500, 4_501, 4_501]) {
    const all = Array.from({ length: lines }, (_, which) => line(`l${which}`));
    steps.push(foldSheet(steps.at(-1) ?? emptySheet, all, steps.length, '2026-11-23T14:00:00.000Z'));
  }
  const counts: number[] = [];
  for (const [which, sheet] of steps.entries()) {
    const writer = which % 2 === 0 ? store : other;
    expect(await writer.write(ref, sheet, (await writer.read(ref))?.revision)).toBe('stored');
    expect((await store.read(ref))?.value.lines.length).toBe(sheet.lines.length);
    expect((await store.ofCluster(ref.cluster))[0]?.sheet.lines.length).toBe(sheet.lines.length);
    counts.push(await parts());
  }
  // One line as base, 4,499 whole lines in the tail; then new bases, which cost less than more of such tails.
  expect(counts).toEqual([0, 1, 0, 0]);
}, 20_000);

test('tails that grow dear are folded into new bases, and what was written stays readable', async () => {
  const store = dynamoCounters(table.client, table.name);
  const ref: SheetRef = { cluster: newCluster(), node: 'n', bootId: 'b', hour: '2026-11-23T14' };
  let sheet: CounterSheet = emptySheet;
  for (let beat = 1; beat <= 12; beat++) {
    // Thirty new conversations with each beat: tails alone would reach 20 KB.
    const fresh = Array.from({ length: 30 }, (_, which) => line(digest(String(beat), String(which))));
    sheet = foldSheet(sheet, fresh, beat, '2026-11-23T14:00:00.000Z');
    await store.write(ref, sheet, (await store.read(ref))?.revision);
  }
  expect((await dynamoCounters(table.client, table.name).read(ref))?.value).toEqual(sheet);
});
