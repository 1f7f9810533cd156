import * as fc from 'fast-check';
import { type Indicator, type IntelligenceIndex, intelligenceOf, withParents } from '../../core/intelligence.ts';
import { hostileText, runs } from './arbitraries.ts';

const named = (value: string, kind: Indicator['kind'] = 'name'): Indicator => ({ value, kind, category: 'mining-pool', sources: ['test'] }); // prettier-ignore
const index = (...indicators: Indicator[]): IntelligenceIndex => ({ version: 'v1', builtAt: '2026-11-23T00:00:00Z', sources: [], indicators }); // prettier-ignore
const intelligence = intelligenceOf(
  index(named('nanopool.org'), named('stratum.shared.example'), named('Pool.Example.ORG.'), named('evil.github.io'), named('xn--bcher-kva.example'), named('203.0.113.9:3333', 'endpoint'), named('[2001:db8::9]:3333', 'endpoint'), named('203.0.113.10', 'address')),
); // prettier-ignore

const plain = (text: string) => text.toLowerCase().replace(/\.$/, '');

describe('matchName', () => {
  test.each([
    ['nanopool.org', 'name'],
    ['eu9.nanopool.org', 'parent'],
    ['a.b.c.nanopool.org', 'parent'],
    ['EU9.NanoPool.ORG.', 'parent'],
    ['stratum.shared.example', 'name'],
    ['eu.stratum.shared.example', 'parent'],
    ['pool.example.org', 'name'],
    ['x.evil.github.io', 'parent'],
    ['xn--bcher-kva.example', 'name'],
  ])('%s is listed, by its %s', (name, how) => {
    expect(intelligence.matchName(name, 'name')?.how).toBe(how);
  });

  test.each([
    '', '.', '..', 'org', 'nanopool.org.evil.example', 'evilnanopool.org', 'nanopool.org2', 'nanopool.orgx', 'shared.example', 'example.org',
    'github.io', 'other.github.io', '203.0.113.9', 'nanopool', '.nanopool', 'nanopool org', 'xn--bcher-kvb.example',
  ])('%j is not', (name) => {
    expect(intelligence.matchName(name, 'name')).toBeUndefined();
  }); // prettier-ignore

  test('an alias on the chain is said to be one', () => {
    expect(intelligence.matchName('pool.nanopool.org', 'alias')).toMatchObject({ how: 'alias', indicator: 'nanopool.org', matched: 'pool.nanopool.org' }); // prettier-ignore
  });

  test('the most specific indicator is named', () => {
    const both = intelligenceOf(index(named('pool.org'), named('eu.pool.org')));
    expect(both.matchName('x.eu.pool.org', 'name')?.indicator).toBe('eu.pool.org');
    expect(both.matchName('x.us.pool.org', 'name')?.indicator).toBe('pool.org');
  });

  test('a public or shared suffix on a list matches nothing under it', () => {
    const poisoned = intelligenceOf(index(named('com'), named('co.uk'), named('github.io'), named('s3.amazonaws.com')));
    for (const name of ['example.com', 'shop.co.uk', 'me.github.io', 'bucket.s3.amazonaws.com']) expect(poisoned.matchName(name, 'name')).toBeUndefined(); // prettier-ignore
  });

  test('a name of 253 characters and one of 126 labels are answered', () => {
    const deep = `${'a.'.repeat(120)}nanopool.org`;
    expect(deep.length).toBeLessThanOrEqual(253);
    expect(intelligence.matchName(deep, 'name')?.indicator).toBe('nanopool.org');
    expect(intelligence.matchName(`${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.nanopool.org`, 'name')?.how).toBe('parent'); // prettier-ignore
  });

  test('law 3: adding an indicator never takes a match away', () => {
    const aName = fc.constantFrom(
      'a.nanopool.org',
      'nanopool.org',
      'b.a.nanopool.org',
      'x.example',
      'y.x.example',
      'org',
    );
    fc.assert(
      fc.property(fc.array(aName), aName, aName, (listed, added, asked) => {
        const before = intelligenceOf(index(...listed.map((name) => named(name)))).matchName(asked, 'name');
        const after = intelligenceOf(index(...[...listed, added].map((name) => named(name)))).matchName(asked, 'name');
        expect(before === undefined || after !== undefined).toBe(true);
      }),
      runs,
    );
  });

  test('any name is answered', () => {
    fc.assert(
      fc.property(hostileText(253), (name) => {
        const match = intelligence.matchName(name, 'name');
        expect(plain(name).endsWith(plain(match?.indicator ?? ''))).toBe(true);
      }),
      runs,
    );
  });
});

test('matchEndpoint knows an address with its port, or with any', () => {
  expect(intelligence.matchEndpoint('203.0.113.9', 3333)?.how).toBe('address');
  expect(intelligence.matchEndpoint('203.0.113.9', 443)).toBeUndefined();
  expect(intelligence.matchEndpoint('203.0.113.10', 443)?.matched).toBe('203.0.113.10:443');
  expect(intelligence.matchEndpoint('2001:db8::9', 3333)?.matched).toBe('[2001:db8::9]:3333');
});

describe('withParents', () => {
  test('goes down to the registrable domain, and never below', () => {
    expect(withParents('a.b.pool.co.uk')).toEqual(['a.b.pool.co.uk', 'b.pool.co.uk', 'pool.co.uk']);
    expect(withParents('a.me.github.io')).toEqual(['a.me.github.io', 'me.github.io']);
    expect(withParents('co.uk')).toEqual(['co.uk']);
  });

  test('each entry is an end of the one before, the first the name itself', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText(253), fc.domain()), (name) => {
        const names = withParents(name);
        expect(names[0]).toBe(name);
        for (const [at, parent] of names.slice(1).entries()) expect(names[at]?.endsWith(`.${parent}`)).toBe(true);
      }),
      runs,
    );
  });
});
