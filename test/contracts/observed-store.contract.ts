import type { ClusterId } from '../../core/ids.ts';
import type { ObservedStore } from '../../core/ports/clusters.ts';
import { at, later, type Make, newCluster } from './samples.ts';

interface Value {
  readonly cluster: ClusterId;
  readonly asOf: string;
}

export interface ObservedSuite<Thing extends Value, Id extends string> {
  readonly things: string;
  /** Things of these names are different ones; the same name gives the same thing with the same content. */
  readonly sample: (cluster: ClusterId, name: string) => Thing;
  readonly idOf: (thing: Thing) => Id;
  /** The same thing, saying something else. */
  readonly other: (thing: Thing) => Thing;
  readonly names: readonly string[];
}

const latest = '2026-11-23T16:00:00.000Z';

export function describeObservedStore<Thing extends Value, Id extends string>(
  name: string,
  { things, sample, idOf, other, names }: ObservedSuite<Thing, Id>,
  make: Make<ObservedStore<Thing, Id>>,
): void {
  describe(`the ${things} of ${name}`, () => {
    test('are stored once, known as long as they say nothing new, and changed when they do', async () => {
      const [one, another] = await make();
      const thing = sample(newCluster(), 'first');
      expect(await one.put(thing, at)).toBe('stored');
      expect(await another.put({ ...thing, asOf: later }, later)).toBe('known');
      const changed = { ...other(thing), asOf: later };
      expect(await another.put(changed, later)).toBe('changed');
      expect(await one.find(thing.cluster, idOf(thing))).toEqual(changed);
    });

    test('are never replaced by an older look', async () => {
      const [one, another] = await make();
      const thing = sample(newCluster(), 'first');
      await one.put({ ...thing, asOf: later }, later);
      expect(await another.put({ ...other(thing), asOf: at }, latest)).toBe('known');
      expect(await one.find(thing.cluster, idOf(thing))).toEqual({ ...thing, asOf: later });
    });

    test('of many who see the same thing first, one stores it', async () => {
      const handles = await make();
      const thing = sample(newCluster(), 'first');
      const results = await Promise.all([0, 1, 0, 1].map((which) => handles[which as 0 | 1].put(thing, at)));
      expect(results.toSorted()).toEqual(['known', 'known', 'known', 'stored']);
    });

    test('are listed for their cluster alone, in the order of their ids, whatever they are called', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const all = names.map((one) => sample(cluster, one));
      for (const one of all) await store.put(one, at);
      await store.put(sample(newCluster(), 'elsewhere'), at);
      expect(await store.ofCluster(cluster)).toEqual(all.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1)));
      for (const one of all) expect(await store.find(cluster, idOf(one))).toEqual(one);
      expect(await store.find(newCluster(), idOf(all[0]!))).toBeUndefined();
    });
  });
}
