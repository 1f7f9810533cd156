import type { Indicator, IntelligenceIndex } from '../intelligence.ts';
import { type Cidr, cidrOf } from './cidr.ts';
import { dictionaryOf, reversed } from './dictionary.ts';
import { type Entry, entryOf } from './entry.ts';
import { packIndex, type Tag } from './index-format.ts';
import { hashStart, hashStep, highOf, lowOf } from './name-hash.ts';
import { radixOrder } from './radix-order.ts';
import { stretchesOf } from './range-table.ts';
import { Shares } from './shares.ts';

/** What one feed gives: what was kept of it, and where it came from. */
export interface CompiledFeed {
  readonly name: string;
  readonly licence: string;
  /** RFC 3339. */
  readonly retrievedAt: string;
  readonly category: Indicator['category'];
  /** Guarded. */
  readonly entries: readonly Entry[];
}

/** Where two feeds differ about one entry, the earlier word stands. */
const gravest: readonly Indicator['category'][] = ['mining-pool', 'malware', 'phishing', 'proxy', 'scanner'];
const mostSources = 8;

/**
 * One index of all that was kept, as bytes for `openIndex`. The same feeds and seeds give the same bytes, in whatever
 * order they come; `builtAt` (RFC 3339) is stored and is not part of the version.
 * @throws RangeError where a seed holds an indicator that is not in its canonical spelling: that is a mistake of ours.
 */
export function compileIndex(
  feeds: readonly CompiledFeed[],
  seeds: readonly IntelligenceIndex[],
  builtAt: string,
): Uint8Array<ArrayBuffer> {
  const gathered = [...feeds, ...seeds.flatMap(feedsOfSeed)];
  const sources = sourcesOf(gathered);
  const shares = new Shares(gravest.length, sources.length);
  // By the reversed text: names share their ends, so reversed they share what a front-coded block stores once.
  const all = new Map<string, number>();
  for (const feed of gathered) {
    const source = sources.findIndex((one) => one.name === feed.name && one.licence === feed.licence);
    const rank = gravest.indexOf(feed.category);
    for (const { kind, value } of feed.entries) {
      const key = reversed(value);
      all.set(key, shares.with(all.get(key), kind, rank, source));
    }
  }
  return packed(all, shares, sources, builtAt);
}

type Source = IntelligenceIndex['sources'][number];

function packed(all: ReadonlyMap<string, number>, shares: Shares, sources: readonly Source[], builtAt: string): Uint8Array<ArrayBuffer> {
  const texts = [...all.keys()].toSorted(byCodeUnit);
  const high = new Uint32Array(texts.length);
  const low = new Uint32Array(texts.length);
  const blocks: { cidr: Cidr; block: number }[] = [];
  const entries = sources.map(() => 0);
  const tags: Tag[] = [];
  const tagOf = new Map<number, number>();
  const tag = Uint32Array.from(texts, (text, place) => {
    const state = { ...hashStart };
    for (let at = 0; at < text.length; at++) hashStep(state, text.charCodeAt(at));
    high[place] = highOf(state);
    low[place] = lowOf(state);
    const id = all.get(text) ?? 0;
    const share = shares.at(id);
    for (const source of share.sources) entries[source] = (entries[source] ?? 0) + 1;
    const cidr = share.kind === 'range' ? cidrOf(reversed(text)) : undefined;
    if (cidr !== undefined) blocks.push({ cidr, block: place });
    const known = tagOf.get(id) ?? tags.length;
    if (known === tags.length) {
      tagOf.set(id, known);
      tags.push({ kind: share.kind, category: gravest[share.rank] ?? 'malware', sources: share.sources.slice(0, mostSources) });
    }
    return known;
  });
  const place = radixOrder(high, low);
  const { offsets, bytes } = dictionaryOf(texts);
  const counted = sources.map((source, at) => ({ ...source, entries: entries[at] ?? 0 }));
  return packIndex(
    { builtAt, sources: counted, tags },
    { high: place.map((at) => high[at] ?? 0), low: place.map((at) => low[at] ?? 0), place, tag, offsets, texts: bytes, ...stretchesOf(blocks) },
  );
} // prettier-ignore

const byCodeUnit = (a: string, b: string) => (a < b ? -1 : 1);

/** Each source once, in the order of its name; the latest fetch counts. */
function sourcesOf(feeds: readonly CompiledFeed[]): Source[] {
  const sources = new Map<string, Source>();
  for (const { name, licence, retrievedAt } of feeds) {
    const key = JSON.stringify([name, licence]);
    const other = sources.get(key);
    if (other === undefined || other.retrievedAt < retrievedAt) sources.set(key, { name, licence, retrievedAt, entries: 0 });
  }
  return [...sources].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, source]) => source);
} // prettier-ignore

/** A seed as feeds, one for each source and category. */
function feedsOfSeed(seed: IntelligenceIndex): CompiledFeed[] {
  const feeds = new Map<string, CompiledFeed & { readonly entries: Entry[] }>();
  for (const indicator of seed.indicators) {
    const entry = entryOf(indicator.value);
    if (typeof entry === 'string' || entry.kind !== indicator.kind) throw new RangeError(`the seed holds ${JSON.stringify(indicator.value)} as ${indicator.kind}, which it is not`); // prettier-ignore
    for (const name of indicator.sources) {
      const key = JSON.stringify([name, indicator.category]);
      const source = seed.sources.find((one) => one.name === name);
      const { licence = 'none stated', retrievedAt = seed.builtAt } = source ?? {};
      const feed = feeds.get(key) ?? { name, licence, retrievedAt, category: indicator.category, entries: [] };
      feed.entries.push(entry);
      feeds.set(key, feed);
    }
  }
  return [...feeds.values()];
}
