import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileIndex } from '../../../core/feeds/compile.ts';
import { openIndex } from '../../../core/feeds/open-index.ts';
import { parseFeed } from '../../../core/feeds/parse.ts';
import { settleFeed } from '../../../core/feeds/settle.ts';
import { seedIndex } from '../../../core/seed-intelligence.ts';
import { bytesOfCorpus, corpusFeeds, corpusLists, intel, warninglist } from './corpus-cases.ts';
import { at, bytesOf, feedOf, said } from './feed-cases.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

const present = existsSync(intel);
if (!present) console.warn(`no corpus at ${intel}: feeds are not checked on the real lists`);

function read(file: string) {
  return parseFeed(feedOf(corpusFeeds[file] ?? { format: 'plain' }), bytesOfCorpus(file), at);
}

function flawlessEntries(file: string): number | string {
  const result = read(file);
  if (result.kind === 'unreadable') return result.reason;
  return Object.keys(result.flaws).length === 0 ? result.entries.length : 'flaws';
}

(present ? describe : describe.skip)('the lists of the corpus', () => {
  let held: ReturnType<typeof corpusLists> | undefined;
  const guards = () => (held ??= corpusLists());

  test.each([
    ['feed-format-samples/threatfox.ndjson', ['endpoint 81.2.69.142:38241', 'endpoint 104.21.75.114:80', 'endpoint [2a02:cf40:1::5]:40669']],
    ['feed-format-samples/otx_indicators.ndjson', ['name 1woat.top', 'name m.cocktailreel.top', 'expired 1']],
    ['feed-format-samples/urlhaus_csv_online.csv', ['endpoint 39.65.159.56:52425']],
    ['feed-format-samples/feodo_ipblocklist.json', ['address 192.0.2.10']],
    ['feed-format-samples/misp_attribute.json', ['context-only 1']],
    ['feed-format-samples/taxii21_stix21.json', ['name x4z9arb.cn', 'superseded 1', 'not-network 1']],
  ])('%s reads as %j', (file, expected) => {
    expect(said(read(file))).toEqual(expected);
  }); // prettier-ignore

  test('are read without a flaw, each different thing once', () => {
    expect(flawlessEntries('maltrail/crypto_mining.txt')).toBe(1_121);
    expect(flawlessEntries('kubescape/r1007_domains.txt')).toBe(105);
    expect(flawlessEntries('pool-endpoints/pool-endpoints-dev.jsonl')).toBe(248);
  });

  test('that name what must never be listed give nothing when somebody takes them for a feed', () => {
    const lists = guards();
    const kept = (name: string) => {
      const settled = settleFeed(feedOf({ format: 'misp' }), bytesOf(JSON.stringify({ list: warninglist(name) })), at, lists); // prettier-ignore
      return settled.counts.kept;
    };
    const guarded = ['cisco_top20k', 'rfc1918', 'rfc5735', 'rfc6598', 'akamai', 'cloudflare', 'fastly', 'google-gcp'];
    expect(guarded.map((name) => [name, kept(name)])).toEqual(guarded.map((name) => [name, 0]));
  });

  test('come to what docs/feeds.md says', () => {
    const lists = guards();
    const counted = Object.entries(corpusFeeds).map(([name, options]) => {
      const { counts } = settleFeed(feedOf({ ...options, name }), bytesOfCorpus(name), at, lists);
      const { entries, kept, scoped, refused } = counts;
      const why = Object.entries(refused).map(([guard, count]) => `${guard} ${count}`);
      return { name, entries, kept, scoped: sum(Object.values(scoped)), refused: sum(Object.values(refused)), why };
    });
    const rows = counted.map(({ name, entries, kept, scoped, why }) => [name, entries, kept, scoped, why.join(', ')]);
    const together = (['entries', 'kept', 'scoped', 'refused'] as const).map((what) => sum(counted.map((one) => one[what]))); // prettier-ignore
    const page = readFileSync(join(import.meta.dirname, '../../../docs/feeds.md'), 'utf8');
    const documented = page.split('\n').map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()).join('|')); // prettier-ignore
    for (const row of [...rows, ['together', ...together]]) expect(documented).toContain(row.join('|'));
  });

  test('compile with the seed to one index that knows pools by name, parent, endpoint, and none of the popular names', () => {
    const lists = guards();
    const feeds = Object.entries(corpusFeeds).flatMap(([name, options]) => {
      const feed = feedOf({ ...options, name });
      const settled = settleFeed(feed, bytesOfCorpus(name), at, lists);
      if (settled.kind === 'refused') return [];
      return [{ name, licence: feed.licence, retrievedAt: new Date(at).toISOString(), category: feed.category, entries: settled.entries }]; // prettier-ignore
    });
    const index = openIndex(compileIndex(feeds, [seedIndex()], new Date(at).toISOString()));
    expect(index.matchName('xmr-eu1.nanopool.org', 'name')?.category).toBe('mining-pool');
    expect(index.matchName('eu9.new.supportxmr.com', 'name')?.how).toBe('parent');
    expect(index.matchEndpoint('51.144.104.161', 3333)?.sources).toEqual(['maltrail/crypto_mining.txt']);
    expect(index.matchEndpoint('51.144.104.161', 443)).toBeUndefined();
    const pools = new Set(seedIndex().indicators.map(({ value }) => value));
    const alarmed = warninglist('cisco_top20k')
      .map((name) => index.matchName(name, 'name')?.indicator)
      .filter((one) => one !== undefined && !pools.has(one));
    expect(alarmed).toEqual([]);
  });
});
