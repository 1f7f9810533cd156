import * as fc from 'fast-check';
import { createHash } from 'node:crypto';
import { type CompiledFeed, compileIndex } from '../../../core/feeds/compile.ts';
import { cidrOf } from '../../../core/feeds/cidr.ts';
import { type Entry, entryOf } from '../../../core/feeds/entry.ts';
import { UnreadableIndex } from '../../../core/feeds/index-format.ts';
import { openIndex } from '../../../core/feeds/open-index.ts';
import { Indicator, IntelligenceIndex, intelligenceOf, withParents } from '../../../core/intelligence.ts';
import { seedIndex } from '../../../core/seed-intelligence.ts';
import { hostileText, runs } from '../arbitraries.ts';
import { aListed, aName, anAddress, aPort, isEntry } from './feed-cases.ts';

const builtAt = '2026-11-23T10:00:00.000Z';
const entriesOf = (texts: readonly string[]): Entry[] => texts.map((text) => entryOf(text)).filter(isEntry);
const feedOf = (texts: readonly string[], over: Partial<CompiledFeed> = {}): CompiledFeed => ({ name: 'feed', licence: 'CC0-1.0', retrievedAt: builtAt, category: 'malware', entries: entriesOf(texts), ...over }); // prettier-ignore
const indexOf = (...texts: string[]) => openIndex(compileIndex([feedOf(texts)], [], builtAt));
const aFeed = fc.record({
  name: fc.constantFrom('one', 'two', 'three'),
  licence: fc.constantFrom('CC0-1.0', 'MIT'),
  retrievedAt: fc.constantFrom(builtAt, '2026-11-22T10:00:00.000Z'),
  category: fc.constantFrom(...Indicator.shape.category.options),
  entries: fc.array(aListed, { maxLength: 12 }).map(entriesOf),
}); // prettier-ignore

const sorted = (indicators: readonly Indicator[]) => indicators.map((one) => ({ ...one, sources: one.sources.toSorted() })).toSorted((a, b) => (a.value < b.value ? -1 : 1)); // prettier-ignore
const seedOf = (value: string, kind: Indicator['kind']): IntelligenceIndex => ({ ...seedIndex(), indicators: [{ value, kind, category: 'malware', sources: ['s'] }] }); // prettier-ignore

/** What a damaged index says of a name, or the name of its error. */
function answerOf(damaged: Uint8Array): string | undefined {
  try {
    return openIndex(damaged).matchName('x.a.org', 'name')?.indicator;
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
}

describe('compileIndex', () => {
  test('gives the same bytes for the same feeds in any order, each given any number of times', () => {
    const small = { ...seedIndex(), indicators: seedIndex().indicators.slice(0, 5) };
    const given = fc.array(aFeed, { maxLength: 5 }).chain((feeds) => {
      const turned = feeds.map((feed) => ({ ...feed, entries: feed.entries.toReversed() }));
      return fc.tuple(fc.constant(feeds), fc.shuffledSubarray([...turned, ...feeds], { minLength: feeds.length * 2 }));
    });
    fc.assert(
      fc.property(given, ([feeds, shuffled]) => {
        expect(Buffer.compare(compileIndex(shuffled, [small], builtAt), compileIndex(feeds, [small], builtAt))).toBe(0);
      }),
      runs,
    );
  });

  test('has a version of what it says, not of when', () => {
    const one = indexOf('a.org', 'b.org');
    const later = openIndex(compileIndex([feedOf(['b.org', 'a.org'], { retrievedAt: '2026-11-24T10:00:00.000Z' })], [], '2026-11-24T10:00:00.000Z')); // prettier-ignore
    expect(later.version).toBe(one.version);
    expect(one.version).toMatch(/^feeds-[0-9a-f]{32}$/);
    const others = [indexOf('a.org'), indexOf('a.org', 'c.org'), openIndex(compileIndex([feedOf(['a.org', 'b.org'], { licence: 'MIT' })], [], builtAt)), openIndex(compileIndex([feedOf(['a.org', 'b.org'], { category: 'scanner' })], [], builtAt))]; // prettier-ignore
    expect(new Set([one, ...others].map(({ version }) => version)).size).toBe(5);
  });

  test('names all sources of an entry with their licences, and its gravest category', () => {
    const feeds = [feedOf(['a.org', 'b.org'], { name: 'scans', category: 'scanner' }), feedOf(['a.org'], { name: 'pools', category: 'mining-pool', licence: 'MIT' })]; // prettier-ignore
    const index = openIndex(compileIndex(feeds, [], builtAt));
    expect([...index.indicators()]).toEqual([
      { value: 'a.org', kind: 'name', category: 'mining-pool', sources: ['pools', 'scans'] },
      { value: 'b.org', kind: 'name', category: 'scanner', sources: ['scans'] },
    ]);
    expect(index.sources).toEqual([
      { name: 'pools', licence: 'MIT', retrievedAt: builtAt, entries: 1 },
      { name: 'scans', licence: 'CC0-1.0', retrievedAt: builtAt, entries: 2 },
    ]);
  });

  test('is an index like the seed, which it holds whole', () => {
    const opened = openIndex(compileIndex([], [seedIndex()], builtAt));
    const { version, sources } = opened;
    const index = IntelligenceIndex.parse({ version, builtAt, sources, indicators: [...opened.indicators()] });
    expect(sorted(index.indicators)).toEqual(sorted(seedIndex().indicators));
    expect(new Set(index.sources.map((one) => JSON.stringify(one)))).toEqual(new Set(seedIndex().sources.map((one) => JSON.stringify(one)))); // prettier-ignore
  });

  test('refuses a seed that holds what it does not say', () => {
    expect(() => compileIndex([], [seedOf('1.2.3.4', 'name')], builtAt)).toThrow('the seed holds "1.2.3.4" as name');
    expect(() => compileIndex([], [seedOf('*', 'name')], builtAt)).toThrow(RangeError);
  });
});

/** By looking at every indicator. */
function expected(texts: readonly string[], address: string, port: number): string | undefined {
  const values = entriesOf(texts).map(({ value }) => value);
  const endpoint = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  for (const exact of [endpoint, address]) if (values.includes(exact)) return exact;
  const at = cidrOf(address);
  return values
    .map((value) => ({ value, cidr: value.includes('/') ? cidrOf(value) : undefined }))
    .filter(({ cidr }) => at !== undefined && cidr?.family === at.family && cidr.first <= at.first && at.first <= cidr.last)
    .toSorted((a, b) => (b.cidr?.prefix ?? 0) - (a.cidr?.prefix ?? 0))[0]?.value;
} // prettier-ignore

describe('openIndex', () => {
  test('agrees with the plain index about names, their parents and aliases', () => {
    fc.assert(
      fc.property(fc.array(aListed, { maxLength: 40 }), fc.array(fc.oneof(aName, aListed, hostileText(260)), { maxLength: 10 }), (texts, asked) => {
        const indicators = entriesOf(texts).map(({ kind, value }): Indicator => ({ kind, value, category: 'malware', sources: ['feed'] }));
        const plain = intelligenceOf({ version: 'v', builtAt, sources: [], indicators });
        const opened = indexOf(...texts);
        for (const name of asked) for (const how of ['name', 'alias'] as const) expect(opened.matchName(name, how)).toEqual(plain.matchName(name, how));
      }),
      runs,
    );
  }); // prettier-ignore

  test('agrees with looking at every endpoint, address and range', () => {
    fc.assert(
      fc.property(fc.array(aListed, { maxLength: 40 }), fc.array(fc.tuple(anAddress, aPort), { maxLength: 10 }), (texts, asked) => {
        const opened = indexOf(...texts);
        for (const [written, port] of asked) {
          const address = entryOf(written);
          if (!isEntry(address)) throw new Error(`${written} was not read`);
          expect([address.value, opened.matchEndpoint(address.value, port)?.indicator]).toEqual([address.value, expected(texts, address.value, port)]);
        }
      }),
      runs,
    );
  }); // prettier-ignore

  test('an indicator that is added takes no match away', () => {
    fc.assert(
      fc.property(fc.array(aListed, { maxLength: 12 }), aListed, fc.array(aName, { maxLength: 6 }), fc.array(anAddress, { maxLength: 6 }), (texts, added, names, addresses) => {
        const before = indexOf(...texts);
        const after = indexOf(...texts, added);
        const lost = [
          ...names.filter((name) => before.matchName(name, 'name') && !after.matchName(name, 'name')),
          ...addresses.filter((address) => before.matchEndpoint(address, 80) && !after.matchEndpoint(address, 80)),
        ];
        expect(lost).toEqual([]);
      }),
      runs,
    );
  }); // prettier-ignore

  test('says how it matched, with the most specific indicator', () => {
    const index = indexOf('pool.org', 'eu.pool.org', '45.77.0.0/16', '45.77.1.0/24', '45.77.1.9', '45.77.1.9:3333', '2a02:cf40::/32', '[2a02::1]:99'); // prettier-ignore
    const found = (match: ReturnType<typeof index.matchName>) => match && `${match.how} ${match.indicator} ${match.matched}`;
    expect(found(index.matchName('pool.org', 'name'))).toBe('name pool.org pool.org');
    expect(found(index.matchName('X.EU.Pool.org.', 'name'))).toBe('parent eu.pool.org x.eu.pool.org');
    expect(found(index.matchName('x.us.pool.org', 'alias'))).toBe('alias pool.org x.us.pool.org');
    expect(found(index.matchEndpoint('45.77.1.9', 3333))).toBe('address 45.77.1.9:3333 45.77.1.9:3333');
    expect(found(index.matchEndpoint('45.77.1.9', 80))).toBe('address 45.77.1.9 45.77.1.9:80');
    expect(found(index.matchEndpoint('45.77.1.8', 80))).toBe('range 45.77.1.0/24 45.77.1.8:80');
    expect(found(index.matchEndpoint('45.77.2.8', 80))).toBe('range 45.77.0.0/16 45.77.2.8:80');
    expect(found(index.matchEndpoint('45.78.0.0', 80))).toBeUndefined();
    expect(found(index.matchEndpoint('2a02:cf40:1::', 80))).toBe('range 2a02:cf40::/32 [2a02:cf40:1::]:80');
    expect(found(index.matchEndpoint('2a02::1', 99))).toBe('address [2a02::1]:99 [2a02::1]:99');
    expect(found(index.matchEndpoint('2a02::1', 98))).toBeUndefined();
    expect(index.matchName('45.77.1.9', 'name')).toBeUndefined();
    expect(index.matchName('45.77.0.0/16', 'name')).toBeUndefined();
    expect(index.matchEndpoint('pool.org', 80)).toBeUndefined();
  }); // prettier-ignore

  test('confirms a match on the name itself: 8,000 names with other ends, starts and middles are not in it', () => {
    const listed = Array.from({ length: 2_000 }, (_, n) => `h${createHash('sha256').update(String(n)).digest('hex').slice(0, 12)}.evil${n % 97}.net`); // prettier-ignore
    const index = indexOf(...listed);
    for (const name of listed) {
      expect(index.matchName(name, 'name')?.indicator).toBe(name);
      for (const other of [`x${name}`, `${name}x`, name.slice(1), name.replace('.evil', '-evil')]) expect(index.matchName(other, 'name')).toBeUndefined(); // prettier-ignore
    }
    expect([...index.indicators()].map(({ value }) => value).toSorted()).toEqual(listed.toSorted());
  });

  test('takes a name of 253 characters and parents of longer ones', () => {
    const longest = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(57)}.org`;
    expect(longest).toHaveLength(253);
    const index = indexOf(longest, 'pool.org');
    expect(index.matchName(longest, 'name')?.how).toBe('name');
    expect(index.matchName(`x.${longest}`, 'name')).toEqual(intelligenceOf({ version: 'v', builtAt, sources: [], indicators: [...index.indicators()] }).matchName(`x.${longest}`, 'name')); // prettier-ignore
    expect(index.matchName(`${'x'.repeat(1_000)}.pool.org`, 'name')?.how).toBe('parent');
    expect(index.matchName(`${'x.'.repeat(50_000)}pool.org`, 'name')?.indicator).toBe(intelligenceOf({ version: 'v', builtAt, sources: [], indicators: [...index.indicators()] }).matchName(`${'x.'.repeat(50_000)}pool.org`, 'name')?.indicator); // prettier-ignore
  });

  test('never matches below the registrable domain, whatever stands in it', () => {
    const index = indexOf('github.io', 'co.uk', 'com', 's3.amazonaws.com');
    for (const name of ['me.github.io', 'shop.co.uk', 'a.com', 'b.s3.amazonaws.com']) {
      expect(withParents(name)).toEqual([name]);
      expect(index.matchName(name, 'name')).toBeUndefined();
    }
  });

  test('can be empty', () => {
    const index = openIndex(compileIndex([], [], builtAt));
    expect([index.size, index.matchName('a.org', 'name'), index.matchEndpoint('5.6.7.8', 80), [...index.indicators()]]).toEqual([0, undefined, undefined, []]); // prettier-ignore
  });

  test('answers for any name and address', () => {
    const index = indexOf('pool.org', '45.77.0.0/16', '2a02::/32', 'a.b.net');
    const answers = fc.property(hostileText(), fc.integer(), (text, port) => {
      const matches = [index.matchName(text, 'name'), index.matchEndpoint(text, port)];
      return matches.every((match) => match === undefined || match.sources.length > 0);
    });
    expect(fc.check(answers, runs).failed).toBe(false);
  });

  test('reads where the bytes lie, also at an odd place of a larger buffer', () => {
    const bytes = compileIndex([feedOf(['a.org', '45.77.0.0/16'])], [], builtAt);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    const index = openIndex(shifted.subarray(3));
    expect([index.matchName('x.a.org', 'name')?.indicator, index.matchEndpoint('45.77.1.1', 1)?.indicator]).toEqual(['a.org', '45.77.0.0/16']); // prettier-ignore
  });

  test('refuses bytes that are cut, changed in one bit, or anything else, in words and at once', () => {
    const bytes = compileIndex([feedOf(['a.org', 'b.org', '45.77.0.0/16'])], [], builtAt);
    // The times in the head are no part of the version: a change there is harmless and not looked for.
    const bodyFrom = 8 + (new Uint32Array(bytes.buffer, 4, 1)[0] ?? 0);
    const changed = fc.tuple(fc.integer({ min: bodyFrom, max: bytes.length - 1 }), fc.integer({ min: 0, max: 7 })).map(([place, bit]) => Uint8Array.from(bytes, (byte, n) => (n === place ? byte ^ (1 << bit) : byte)));
    const cut = fc.integer({ min: 0, max: bytes.length - 1 }).map((length) => bytes.slice(0, length));
    const headed = fc.uint8Array({ maxLength: 200 }).map((rest) => Uint8Array.of(0x50, 0x4c, 0x49, 0x31, ...rest));
    fc.assert(
      fc.property(fc.oneof(changed, cut, headed, fc.uint8Array({ maxLength: 300 })), (damaged) => {
        expect(() => openIndex(damaged)).toThrow(UnreadableIndex);
      }),
      runs,
    );
    const anyBit = fc.tuple(fc.integer({ min: 0, max: bodyFrom - 1 }), fc.integer({ min: 0, max: 7 })).map(([place, bit]) => Uint8Array.from(bytes, (byte, n) => (n === place ? byte ^ (1 << bit) : byte)));
    fc.assert(
      fc.property(anyBit, (damaged) => {
        expect(answerOf(damaged)).toMatch(/^(?:a\.org|UnreadableIndex)$/);
      }),
      runs,
    );
  }); // prettier-ignore
});
