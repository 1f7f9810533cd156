import * as fc from 'fast-check';
import { BoundedMap } from '../../sentinel/bounded-map.ts';

describe('a map that forgets its oldest entry', () => {
  test('holds what a map with a list of ages would hold, whatever is set, read and deleted', () => {
    const step = fc.record({ kind: fc.constantFrom('set', 'set', 'set', 'delete'), key: fc.nat(12) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (steps, limit) => {
        const forgotten: number[] = [];
        const map = new BoundedMap<number, number>(limit, (_, key) => forgotten.push(key));
        let model: number[] = [];
        const expected: number[] = [];
        for (const [index, { kind, key }] of steps.entries()) {
          model = model.filter((other) => other !== key);
          if (kind === 'delete') map.delete(key);
          else {
            map.set(key, index);
            model.push(key);
            if (model.length > limit) expected.push(model.shift()!);
          }
        }
        expect(Array.from(map.entries(), ([key]) => key)).toEqual(model);
        expect(forgotten).toEqual(expected);
      }),
    );
  });

  test('forgetting takes no longer when much was forgotten before', () => {
    const map = new BoundedMap<number, number>(10_000);
    const timed = (from: number) => {
      const started = process.cpuUsage().user;
      for (let key = from; key < from + 100_000; key += 1) map.set(key, key);
      return process.cpuUsage().user - started;
    };
    timed(0);
    // Starting at the front each time took a hundred times as long.
    expect(timed(100_000)).toBeLessThan(1_000_000);
    expect(map.size).toBe(10_000);
  });
});
