import type { Indicator, IntelligenceIndex } from '../intelligence.ts';
import { cidrOf } from './cidr.ts';
import { dictionaryOf, reversed } from './dictionary.ts';
import { type Entry, entryOf } from './entry.ts';
import { packIndex, type Tag } from './index-format.ts';
import { hashStart, hashStep, highOf, lowOf } from './name-hash.ts';
import { radixOrder } from './radix-order.ts';
import { stretchesOf } from './range-table.ts';

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

interface Merged {
  readonly kind: Indicator['kind'];
  rank: number;
  readonly sources: Set<number>;
}

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
  const all = new Map<string, Merged>();
  for (const feed of gathered) {
    const source = sources.findIndex((one) => one.name === feed.name && one.licence === feed.licence);
    const rank = gravest.indexOf(feed.category);
    for (const { kind, value } of feed.entries) {
      const merged = all.get(value);
      if (merged === undefined) all.set(value, { kind, rank, sources: new Set([source]) });
      else {
        merged.rank = Math.min(merged.rank, rank);
        merged.sources.add(source);
      }
    }
  }
  return packed(all, sources, builtAt);
}

type Source = IntelligenceIndex['sources'][number];

function packed(all: ReadonlyMap<string, Merged>, sources: readonly Source[], builtAt: string): Uint8Array<ArrayBuffer> {
  // Names share their ends: reversed they share their starts, which is what a front-coded block stores once.
  const texts = [...all.keys()].map(reversed).toSorted((a, b) => (a < b ? -1 : 1));
  const entries = sources.map(() => 0);
  const { tags, tag } = taggedBy(texts, all, entries);
  const high = new Uint32Array(texts.length);
  const low = new Uint32Array(texts.length);
  const blocks: { cidr: NonNullable<ReturnType<typeof cidrOf>>; block: number }[] = [];
  for (const [place, text] of texts.entries()) {
    const state = { ...hashStart };
    for (let at = 0; at < text.length; at++) hashStep(state, text.charCodeAt(at));
    high[place] = highOf(state);
    low[place] = lowOf(state);
    const cidr = tags[tag[place] ?? 0]?.kind === 'range' ? cidrOf(reversed(text)) : undefined;
    if (cidr !== undefined) blocks.push({ cidr, block: place });
  }
  const place = radixOrder(high, low);
  const { offsets, bytes } = dictionaryOf(texts);
  const counted = sources.map((source, at) => ({ ...source, entries: entries[at] ?? 0 }));
  return packIndex(
    { builtAt, sources: counted, tags },
    { high: place.map((at) => high[at] ?? 0), low: place.map((at) => low[at] ?? 0), place, tag, offsets, texts: bytes, ...stretchesOf(blocks) },
  );
} // prettier-ignore

/** What each text is tagged with; tags are numbered in the order of texts. Counts what each source gave in `entries`. */
function taggedBy(texts: readonly string[], all: ReadonlyMap<string, Merged>, entries: number[]): { tags: Tag[]; tag: Uint32Array } {
  const tags: Tag[] = [];
  const known = new Map<string, number>();
  const tag = Uint32Array.from(texts, (text) => {
    const merged = all.get(reversed(text));
    if (merged === undefined) throw new Error('a text of the index has lost its entry');
    for (const source of merged.sources) entries[source] = (entries[source] ?? 0) + 1;
    const sources = [...merged.sources].toSorted((a, b) => a - b).slice(0, mostSources);
    const key = `${merged.kind} ${merged.rank} ${sources.join(',')}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, tags.length);
    return tags.push({ kind: merged.kind, category: gravest[merged.rank] ?? 'malware', sources }) - 1;
  });
  return { tags, tag };
} // prettier-ignore

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
