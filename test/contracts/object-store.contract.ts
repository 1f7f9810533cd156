import type { ObjectStore } from '../../core/ports/outside.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

export function describeObjectStore(name: string, make: () => Promise<ObjectStore>): void {
  describe(`the objects of ${name}`, () => {
    test('come back byte for byte, and need not come again while they are the same', async () => {
      const objects = await make();
      const put = await objects.put('intelligence/a', bytes('one'), 'absent');
      const tag = put === 'stale' ? '' : put.tag;
      const got = await objects.get('intelligence/a');
      expect(got).toMatchObject({ kind: 'found', tag });
      expect(got.kind === 'found' && Buffer.from(got.body).toString()).toBe('one');
      expect(await objects.get('intelligence/a', tag)).toEqual({ kind: 'unchanged' });
    });

    test('that were never written are absent', async () => {
      expect(await (await make()).get('intelligence/none', '"a-tag"')).toEqual({ kind: 'absent' });
    });

    test('are written by one of two who want to be the first, and replaced by one of two who saw the same', async () => {
      const objects = await make();
      const firsts = await Promise.all(['a', 'b'].map((text) => objects.put('intelligence/race', bytes(text), 'absent')));
      expect(firsts.filter((one) => one === 'stale')).toHaveLength(1);
      const [won] = firsts.filter((one) => one !== 'stale');
      const tag = won === undefined ? '' : won.tag;
      const seconds = await Promise.all(['c', 'd'].map((text) => objects.put('intelligence/race', bytes(text), { tag })));
      expect(seconds.filter((one) => one === 'stale')).toHaveLength(1);
      expect(await objects.put('intelligence/race', bytes('late'), { tag })).toBe('stale');
    });

    test('are written over whatever is there by who does not care', async () => {
      const objects = await make();
      await objects.put('intelligence/status', bytes('one'), 'any');
      await objects.put('intelligence/status', bytes('two'), 'any');
      const got = await objects.get('intelligence/status');
      expect(got.kind === 'found' && Buffer.from(got.body).toString()).toBe('two');
    });
  });
} // prettier-ignore
