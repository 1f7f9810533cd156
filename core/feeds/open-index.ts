import type { IndicatorMatch } from '../finding.ts';
import type { Indicator, Intelligence, IntelligenceIndex } from '../intelligence.ts';
import { normalName } from '../resolve.ts';
import { readText, reversed, reversedTexts } from './dictionary.ts';
import { EntryFinder } from './entry-finder.ts';
import { unpackIndex } from './index-format.ts';
import { RangeTable } from './range-table.ts';

/** A compiled index, ready to be asked. */
export interface OpenedIndex extends Intelligence {
  readonly builtAt: string;
  readonly sources: IntelligenceIndex['sources'];
  /** How many indicators it holds. */
  readonly size: number;
  /** All of them, in the order of their reversed values: the same for every index, so that two can be merged. */
  indicators(): Generator<Indicator, void, undefined>;
}

/**
 * Opens what `compileIndex` gave. The bytes are used where they lie: whoever gives them no longer writes to them.
 * @throws UnreadableIndex where they are anything else, in words.
 */
export function openIndex(bytes: Uint8Array): OpenedIndex {
  const { head, sections } = unpackIndex(bytes);
  const finder = new EntryFinder(sections);
  const ranges = new RangeTable(sections);
  const text = new Uint8Array(256);
  const dictionary = { offsets: sections.offsets, bytes: sections.texts };

  const indicatorAt = (place: number, value: string): Indicator => {
    const { kind, category, sources } = head.tags[sections.tag[place] ?? 0] ?? { kind: 'name', category: 'malware', sources: [] };
    return { value, kind, category, sources: sources.map((source) => head.sources[source]?.name ?? '') };
  };
  const matchAt = (place: number, value: string, matched: string, how: IndicatorMatch['how']): IndicatorMatch => {
    const { category, sources } = indicatorAt(place, value);
    return { indicator: value, matched, how, category, sources };
  };
  const kindAt = (place: number) => head.tags[sections.tag[place] ?? 0]?.kind;

  return {
    version: head.version,
    builtAt: head.builtAt,
    sources: head.sources,
    size: sections.tag.length,
    matchName(name, how) {
      const asked = normalName(name);
      const found = finder.longestParent(asked, (place) => kindAt(place) === 'name');
      if (found === undefined) return undefined;
      const candidate = asked.slice(found.from);
      return matchAt(found.place, candidate, asked, how === 'alias' ? 'alias' : found.from === 0 ? 'name' : 'parent');
    },
    matchEndpoint(address, port) {
      const asked = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
      for (const [value, kind] of [[asked, 'endpoint'], [address, 'address']] as const) {
        const place = finder.find(value);
        if (place >= 0 && kindAt(place) === kind) return matchAt(place, value, asked, 'address');
      }
      const block = ranges.blockAt(address);
      if (block < 0) return undefined;
      const value = reversed(String.fromCharCode(...text.subarray(0, readText(dictionary, block, text))));
      return matchAt(block, value, asked, 'range');
    },
    *indicators() {
      let place = 0;
      for (const value of reversedTexts(dictionary, sections.tag.length)) yield indicatorAt(place++, value);
    },
  };
} // prettier-ignore
