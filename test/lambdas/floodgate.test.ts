import { memoryObjects } from '../../adapters/memory/object-store.ts';
import { ClusterId } from '../../core/ids.ts';
import { Floodgate, floodgateKey } from '../../lambdas/floodgate.ts';
import { floodgateObject } from '../../lib/storage-bucket.ts';
import { recording } from './record.ts';

const cluster = ClusterId.parse('prod-1');
const other = ClusterId.parse('prod-2');

function gates() {
  const objects = memoryObjects();
  let time = 1_000_000;
  const { log, lines } = recording();
  const gate = () => new Floodgate(objects, () => time, log);
  return { objects, gate, lines, advance: (ms: number) => (time += ms), now: () => time };
}

test('the grant names the object that the code uses', () => {
  expect(floodgateObject).toBe(floodgateKey);
});

test('who is shut out stays so at every door until the time is up, and nobody else is', async () => {
  const { gate, advance, now } = gates();
  const [enrich, door] = [gate(), gate()];
  expect(await door.closedUntil(cluster, 'n1')).toBeUndefined();
  await enrich.close(cluster, 'n1', now() + 60_000);
  await enrich.close(cluster, 'n2', now() + 30_000);
  advance(15_000);
  expect(await door.closedUntil(cluster, 'n1')).toBe(now() + 45_000);
  expect(await door.closedUntil(other, 'n1')).toBeUndefined();
  expect(await door.closedUntil(cluster, '__proto__')).toBeUndefined();
  advance(20_000);
  expect(await door.closedUntil(cluster, 'n2')).toBeUndefined();
  advance(30_000);
  expect(await door.closedUntil(cluster, 'n1')).toBeUndefined();
});

test('a door looks once in a quarter of a minute, whatever comes', async () => {
  const { objects, gate, advance } = gates();
  let looks = 0;
  const get = objects.get.bind(objects);
  objects.get = async (key, tag) => {
    looks += 1;
    return get(key, tag);
  };
  const door = gate();
  for (let at = 0; at < 100; at++) await door.closedUntil(cluster, `n${at}`);
  expect(looks).toBe(1);
  advance(15_000);
  await door.closedUntil(cluster, 'n1');
  expect(looks).toBe(2);
});

test('several who close at once lose nobody', async () => {
  const { gate, now, advance } = gates();
  await Promise.all(['n1', 'n2', 'n3'].map((node) => gate().close(cluster, node, now() + 60_000)));
  advance(1);
  const door = gate();
  for (const node of ['n1', 'n2', 'n3']) expect(await door.closedUntil(cluster, node)).toBeDefined();
});

test('what cannot be read or is damaged keeps no door shut, and is logged', async () => {
  const { objects, gate, lines } = gates();
  await objects.put(floodgateKey, Buffer.from('{"v":1,"closed":7}'), 'absent');
  expect(await gate().closedUntil(cluster, 'n1')).toBeUndefined();
  objects.get = () => Promise.reject(new Error('s3 denies reading'));
  expect(await gate().closedUntil(cluster, 'n1')).toBeUndefined();
  expect(lines.join()).toContain('who is shut out could not be read');
});
