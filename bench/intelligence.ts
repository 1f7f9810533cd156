// Feeds of the corpus through the guards; the index at 1,000,000 names and 100,000 ranges beside Set and Map in the same run.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cidrOf, cidrText } from '../core/feeds/cidr.ts';
import { compileIndex } from '../core/feeds/compile.ts';
import type { Entry } from '../core/feeds/entry.ts';
import { Feed } from '../core/feeds/feed.ts';
import { type GuardLists, guardListsOf } from '../core/feeds/guard-lists.ts';
import { openIndex } from '../core/feeds/open-index.ts';
import { RangeTable, stretchesOf } from '../core/feeds/range-table.ts';
import { settleFeed } from '../core/feeds/settle.ts';
import { withParents } from '../core/intelligence.ts';
import { seedIndex } from '../core/seed-intelligence.ts';
import { seeded } from './generate.ts';

const random = seeded(11);
const below = (limit: number) => Math.floor(random() * limit);
const builtAt = '2026-11-23T10:00:00.000Z';
const intel = path.join(process.env['PLUMBLINE_CORPUS'] ?? path.join(import.meta.dirname, '../../shared/corpus'), 'intel'); // prettier-ignore

const options: Readonly<Record<string, object>> = {
  'maltrail/crypto_mining.txt': { format: 'plain', category: 'mining-pool' },
  'kubescape/r1007_domains.txt': { format: 'plain', category: 'mining-pool' },
  'pool-endpoints/pool-endpoints-dev.jsonl': { format: 'json', lines: true, value: 'domain', category: 'mining-pool' },
  'feed-format-samples/threatfox.ndjson': { format: 'json', lines: true, value: 'ioc' },
  'feed-format-samples/otx_indicators.ndjson': {
    format: 'json',
    lines: true,
    value: 'indicator',
    expires: 'expiration',
  },
  'feed-format-samples/urlhaus_csv_online.csv': { format: 'csv', column: 'url' },
  'feed-format-samples/feodo_ipblocklist.json': { format: 'json', value: 'ip_address' },
  'feed-format-samples/misp_attribute.json': { format: 'misp' },
  'feed-format-samples/taxii21_stix21.json': { format: 'stix' },
};

function warninglist(name: string): string[] {
  return (JSON.parse(readFileSync(path.join(intel, `misp-warninglists/${name}.json`), 'utf8')) as { list: string[] }).list; // prettier-ignore
}

function listsOfCorpus(): GuardLists {
  const clouds = ['akamai', 'amazon-aws', 'cloudflare', 'fastly', 'github', 'google-gcp', 'microsoft-azure'];
  return guardListsOf({
    sharedSuffixes: warninglist('dynamic-dns'),
    popular: warninglist('cisco_top20k'),
    pools: seedIndex().indicators.map(({ value }) => value),
    cloud: clouds.flatMap(warninglist),
    never: warninglist('public-dns-v4'),
    ownNames: [],
  });
}

function corpus(): void {
  const lists = timed('guard lists of the warninglists', listsOfCorpus);
  const total = { entries: 0, kept: 0, scoped: 0, refused: new Map<string, number>() };
  const feeds = Object.entries(options).flatMap(([name, more]) => {
    const feed = Feed.parse({ name, url: 'https://corpus.example/x', category: 'malware', licence: 'as in the corpus', ...more }); // prettier-ignore
    const settled = settleFeed(feed, readFileSync(path.join(intel, name)), Date.parse(builtAt), lists);
    const { counts } = settled;
    total.entries += counts.entries;
    total.kept += counts.kept;
    for (const scoped of Object.values(counts.scoped)) total.scoped += scoped;
    for (const [reason, count] of Object.entries(counts.refused)) total.refused.set(reason, (total.refused.get(reason) ?? 0) + count); // prettier-ignore
    console.log(`  ${name}: ${settled.kind}${settled.kind === 'refused' ? ` (${settled.reason})` : ''} ${JSON.stringify(counts)}`); // prettier-ignore
    return settled.kind === 'refused' ? [] : [{ name, licence: feed.licence, retrievedAt: builtAt, category: feed.category, entries: settled.entries }]; // prettier-ignore
  });
  const bytes = compileIndex(feeds, [seedIndex()], builtAt);
  console.log(`together: ${total.entries} entries in, ${total.kept} kept (${total.scoped} of them scoped), refused ${JSON.stringify(Object.fromEntries(total.refused))}`); // prettier-ignore
  console.log(`with the seed: ${openIndex(bytes).size} indicators, ${kilobytes(bytes.length)} KB`);
  const feed = Feed.parse({ name: 'large', url: 'https://corpus.example/x', category: 'malware', licence: 'x', format: 'plain' }); // prettier-ignore
  const large = new TextEncoder().encode(names.slice(0, 200_000).join('\n'));
  const began = process.cpuUsage();
  const settled = settleFeed(feed, large, Date.parse(builtAt), lists);
  console.log(`parse and guard: ${(cpuMs(began) / 200).toFixed(1)} µs a name (${settled.counts.kept} of 200,000 kept)`);
}

function timed<Result>(what: string, work: () => Result): Result {
  const began = process.cpuUsage();
  const result = work();
  console.log(`${what}: ${cpuMs(began).toFixed(0)} ms of CPU`);
  return result;
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

const kilobytes = (bytes: number) => (bytes / 1_024).toFixed(0);
const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(1);

/** Nanoseconds of CPU an answer, best of five rounds; the sum keeps the work from being left out. */
function nanoseconds<Asked>(asked: readonly Asked[], ask: (one: Asked) => unknown): string {
  let best = Number.POSITIVE_INFINITY;
  let hits = 0;
  for (let round = 0; round < 5; round++) {
    hits = 0;
    const began = process.cpuUsage();
    for (const one of asked) if (ask(one) !== undefined) hits++;
    best = Math.min(best, (cpuMs(began) * 1e6) / asked.length);
  }
  return `${best.toFixed(0)} ns (${((100 * hits) / asked.length).toFixed(0)} % found)`;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function memory(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const letters = 'aaabcdeeefghiijklmnooprsttuvwz0123456789-';
const word = (length: number) => Array.from({ length }, () => letters.charAt(below(letters.length))).join('');
const suffixes = ['com', 'com', 'com', 'net', 'org', 'ru', 'top', 'xyz', 'co.uk', 'info', 'github.io', 'de'];
const randomName = () => `${random() < 0.4 ? `${word(2 + below(6))}.` : ''}x${word(6 + below(12))}.${suffixes[below(suffixes.length)] ?? 'com'}`; // prettier-ignore
const names = [...new Set(Array.from({ length: 1_010_000 }, randomName))].slice(0, 1_000_000);
const v4 = () => `${1 + below(222)}.${below(256)}.${below(256)}.${below(256)}`;

function names1M(): void {
  const entries = names.map((value): Entry => ({ kind: 'name', value }));
  const feed = { name: 'bench', licence: 'none', retrievedAt: builtAt, category: 'malware' as const, entries };
  const bytes = timed('compile 1,000,000 names', () => compileIndex([feed], [], builtAt));
  console.log(`index: ${megabytes(bytes.length)} MB, ${(bytes.length / names.length).toFixed(1)} bytes a name`);
  const copy = bytes.slice();
  const before = memory();
  const began = performance.now();
  const index = openIndex(copy);
  console.log(
    `load: ${(performance.now() - began).toFixed(0)} ms, ${megabytes(memory() - before)} MB beside the bytes`,
  );
  // Four labels, as a pod asks: nearly none of them is listed.
  const misses = Array.from({ length: 200_000 }, () => `${word(4)}.${word(3)}.y${word(8)}.com`);
  const hits = Array.from({ length: 200_000 }, () => `a.b.${names[below(names.length)] ?? ''}`);
  console.log(`miss with parents: ${nanoseconds(misses, (name) => index.matchName(name, 'name'))}`);
  console.log(`hit on a grandparent: ${nanoseconds(hits, (name) => index.matchName(name, 'name'))}`);
  const setBefore = memory();
  const setBegan = performance.now();
  // A copy of each text, as reading a file would make; the last character makes it flat.
  const set = new Set(names.map((name) => Buffer.from(name).toString('latin1')));
  console.log(`Set<string>: build ${(performance.now() - setBegan).toFixed(0)} ms, ${megabytes(memory() - setBefore)} MB`); // prettier-ignore
  const bySet = (name: string) => withParents(name).find((parent) => set.has(parent));
  console.log(`Set<string> miss with parents: ${nanoseconds(misses, bySet)}`);
  console.log(`Set<string> hit on a grandparent: ${nanoseconds(hits, bySet)}`);
  console.log(
    `Set<string>.has alone, no parents: ${nanoseconds(misses, (name) => (set.has(name) ? true : undefined))}`,
  );
}

function ranges100k(): void {
  const texts = new Set<string>();
  while (texts.size < 95_000) texts.add(rangeText(v4(), 17 + below(15)));
  while (texts.size < 100_000) texts.add(rangeText(`2a0${below(8)}:${below(9_999)}:${below(9_999)}::`, 33 + below(60)));
  const entries = [...texts].map((value): Entry => ({ kind: 'range', value }));
  const feed = { name: 'bench', licence: 'none', retrievedAt: builtAt, category: 'malware' as const, entries };
  const bytes = timed('compile 100,000 ranges', () => compileIndex([feed], [], builtAt));
  const index = openIndex(bytes);
  console.log(`index: ${megabytes(bytes.length)} MB`);
  const asked = Array.from({ length: 200_000 }, v4);
  const blocks = [...texts].flatMap((text, block) => [cidrOf(text)].flatMap((cidr) => (cidr ? [{ cidr, block }] : [])));
  const table = new RangeTable(stretchesOf(blocks));
  const asked6 = Array.from({ length: 200_000 }, () => `2a0${below(8)}:${below(9_999)}:${below(9_999)}::1`);
  const within = (address: string) => (table.blockAt(address) < 0 ? undefined : true);
  console.log(`address against 100,000 ranges: ${nanoseconds(asked, within)}, IPv6 ${nanoseconds(asked6, within)}`);
  console.log(`address against endpoints, addresses and ranges: ${nanoseconds(asked, (address) => index.matchEndpoint(address, 443))}`); // prettier-ignore
  console.log(`the same, IPv6: ${nanoseconds(asked6, (address) => index.matchEndpoint(address, 443))}`);
  const map = new Map(asked.map((address) => [address, address]));
  console.log(`Map.get of one exact address: ${nanoseconds(asked, (address) => map.get(address))}`);
}

function rangeText(address: string, bits: number): string {
  const cidr = cidrOf(`${address}/${bits}`);
  if (cidr === undefined) throw new Error(`${address}/${bits} is no range`);
  return cidrText(cidr);
}

if (existsSync(intel)) corpus();
else console.log(`no corpus at ${intel}: its feeds are left out`);
console.log('');
names1M();
console.log('');
ranges100k();
