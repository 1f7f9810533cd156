import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BoundedMap } from '../../sentinel/bounded-map.ts';
import { Clock } from '../../sentinel/clock.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('a clock over a map', () => {
  test('goes round, and keeps its place', () => {
    const entries = new Set(['a', 'b', 'c']);
    const clock = new Clock(entries);
    expect([clock.next(), clock.next()]).toEqual(['a', 'b']);
    entries.delete('a');
    expect([clock.next(), clock.next(), clock.next()]).toEqual(['c', 'b', 'c']);
    entries.clear();
    expect(clock.next()).toBeUndefined();
  });

  test('does not keep alive what came and went while nothing had to go', () => {
    const map = new BoundedMap<number, object>(200);
    // Full once, so that it has a place to keep.
    for (let key = -201; key < 0; key += 1) map.set(key, {});
    for (let key = -200; key < 0; key += 1) map.delete(key);
    const gone: WeakRef<object>[] = [];
    for (let key = 0; key < 20_000; key += 1) {
      const value = { key };
      if (key % 10 === 0) gone.push(new WeakRef(value));
      map.set(key, value);
      map.delete(key - 100);
    }
    for (let key = 19_900; key < 20_000; key += 1) map.delete(key);
    return new Promise((resolve) => setTimeout(resolve)).then(() => {
      collect();
      expect(map.size).toBe(0);
      // Tables of the last few thousand entries may still be there.
      expect(gone.slice(0, 1000).filter((one) => one.deref() !== undefined)).toHaveLength(0);
    });
  });
});
