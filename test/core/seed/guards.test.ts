import * as fc from 'fast-check';
import { folded, type GuardLists, refusalOf } from '../../../core/seed/guards.ts';
import { hostileText, runs } from '../arbitraries.ts';

const lists: GuardLists = {
  dynamicDns: new Set(['us.to', 'duckdns.org']),
  popular: new Set(['binance.com']),
  notPools: new Set(['emercoin.com']),
};

describe('refusalOf', () => {
  test.each([
    ['203.0.113.9', 'address'],
    ['203.0.113.9:3333', 'address'],
    ['10.0.0.1', 'address'],
    ['2001:db8::1', 'address'],
    ['', 'not-a-name'],
    ['localhost', 'not-a-name'],
    ['pool.example.org/path', 'not-a-name'],
    ['pool_x y.org', 'not-a-name'],
    ['phkttm64gbquasaq.onion', 'not-a-name'],
    ['com', 'not-a-name'],
    ['co.uk', 'public-suffix'],
    ['github.io', 'public-suffix'],
    ['s3.amazonaws.com', 'public-suffix'],
    ['cloudfront.net', 'public-suffix'],
    ['monero.us.to', 'dynamic-dns'],
    ['a.b.duckdns.org', 'dynamic-dns'],
    ['binance.com', 'popular'],
    ['stratum.binance.com', 'popular'],
    ['seed.emercoin.com', 'not-a-pool'],
  ])('%s is refused: %s', (name, reason) => {
    expect(refusalOf(name, lists)).toBe(reason);
  });

  test.each(['nanopool.org', 'xmr-eu1.nanopool.org', 'XMR.2Miners.com', 'mypool.github.io', 'x.co.uk'])('%s may be used', (name) => {
    expect(refusalOf(name, lists)).toBeUndefined();
  }); // prettier-ignore

  test('answers for any text, and quickly', () => {
    const began = performance.now();
    fc.assert(
      fc.property(hostileText(), (text) => {
        refusalOf(text, lists);
      }),
      runs,
    );
    expect(refusalOf(`${'a.'.repeat(50_000)}org`, lists)).toBeDefined();
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('folded', () => {
  test('a name under another one leaves its sources to it', () => {
    const names = new Map([
      ['xmr.pool.org', new Set(['k'])],
      ['pool.org', new Set(['f'])],
      ['a.b.pool.org', new Set(['m'])],
      ['other.net', new Set(['m'])],
    ]);
    expect(folded(names)).toEqual(
      new Map([
        ['pool.org', new Set(['k', 'f', 'm'])],
        ['other.net', new Set(['m'])],
      ]),
    );
  });
});
