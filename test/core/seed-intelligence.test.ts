import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntelligenceIndex, intelligenceOf, withParents } from '../../core/intelligence.ts';
import { seedIndex } from '../../core/seed-intelligence.ts';
import { notPools, wholeDomains } from '../../core/seed/decisions.ts';
import { refusalOf } from '../../core/seed/guards.ts';

const seed = intelligenceOf(seedIndex());

describe('the seed list', () => {
  test('is an index like any other, with a version of its content', () => {
    expect(IntelligenceIndex.parse(seedIndex())).toEqual(seedIndex());
    expect(seedIndex().version).toMatch(/^seed-2026-11-23-[0-9a-f]{10}$/);
  });

  test('is small enough for a bundle', () => {
    expect(JSON.stringify(seedIndex()).length).toBeLessThan(60_000);
  });

  test('holds no name twice, none under another, no address and nothing that many share', () => {
    const values = seedIndex().indicators.map((indicator) => indicator.value);
    expect(new Set(values).size).toBe(values.length);
    const lists = { dynamicDns: new Set<string>(), popular: new Set<string>(), notPools: new Set<string>() };
    for (const value of values) {
      expect(value).toMatch(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/);
      expect([value, refusalOf(value, lists)]).toEqual([value, undefined]);
      expect(withParents(value).filter((parent) => parent !== value && values.includes(parent))).toEqual([]);
    }
  });

  test('names a source for each entry, and counts what each source gave', () => {
    const known = new Set(seedIndex().sources.map((source) => source.name));
    for (const indicator of seedIndex().indicators) for (const source of indicator.sources) expect(known).toContain(source);
    for (const source of seedIndex().sources) {
      const given = seedIndex().indicators.filter((indicator) => indicator.sources.includes(source.name));
      expect(source.entries).toBe(given.length);
    }
  }); // prettier-ignore

  test.each(['pool.supportxmr.com', 'eu9.nanopool.org', 'xmr.2miners.com', 'gulf.moneroocean.stream', 'de.zephyr.herominers.com', 'randomxmonero.auto.nicehash.com', 'rx.unmineable.com', 'POOL.HASHVAULT.PRO.', 'stratum.braiins.com'])(
    'knows %s',
    (name) => {
      expect(seed.matchName(name, 'name')).toMatchObject({ category: 'mining-pool' });
    },
  ); // prettier-ignore

  // CASES B26: exchanges, wallets and own nodes are no mining; nor are sites that people read.
  test.each(['api.binance.com', 'api.kraken.com', 'mainnet.infura.io', 'www.nicehash.com', 'api2.nicehash.com', 'xmrig.com', 'braiins.com', 'miningpoolstats.stream', 'www.poolin.com', 'github.com', 'pool.ntp.org', '0.pool.ntp.org', 'ethereum.org', 'seed.emercoin.com', 'ocean.xyz', 'btc.com'])(
    'is silent about %s',
    (name) => {
      expect(seed.matchName(name, 'name')).toBeUndefined();
    },
  ); // prettier-ignore

  test('holds nothing that was decided to be no pool, but for hosts that were added by name', () => {
    for (const domain of Object.values(notPools).flat()) expect(seed.matchName(domain, 'name')).toBeUndefined();
  });

  test('lists each domain that was decided to be a pool as a whole', () => {
    for (const domain of wholeDomains) expect(seed.matchName(`new-region.${domain}`, 'name')?.how).toBe('parent');
  });
});

const endpoints = join(
  process.env['PLUMBLINE_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'),
  'intel/pool-endpoints/pool-endpoints-dev.jsonl',
);

const present = existsSync(endpoints);
if (!present) console.warn(`no corpus at ${endpoints}: the pools of April 2026 are not checked`);

(present ? describe : describe.skip)('the seed list against the corpus', () => {
  test('matches every host of the collected pool endpoints that is a name', () => {
    const lines = readFileSync(endpoints, 'utf8').trim().split('\n');
    const hosts = new Set(lines.map((line) => (JSON.parse(line) as { domain: string }).domain));
    const missed = [...hosts].filter((host) => seed.matchName(host, 'name') === undefined);
    expect(missed.filter((host) => !/^[\d.]+$/.test(host) && !host.endsWith('.onion'))).toEqual([]);
  });
});
