import { normalName } from '../resolve.ts';
import { withParents } from '../intelligence.ts';
import { isName } from './entry.ts';
import type { RangeTable } from './range-table.ts';
import { rangeTableOf } from './special-ranges.ts';

/** What an installation holds feeds against, as lists of text. Each may be empty; an empty list guards nothing. */
export interface GuardTexts {
  /** Suffixes under which everyone may have a name: dynamic DNS and hosting that the Public Suffix List lacks. */
  readonly sharedSuffixes: Iterable<string>;
  /** Names that everyone visits. */
  readonly popular: Iterable<string>;
  /** Names of mining pools, which may be popular and are listed nevertheless. */
  readonly pools: Iterable<string>;
  /** Ranges of clouds and CDNs: behind an address there tomorrow stands somebody else. */
  readonly cloud: Iterable<string>;
  /** Addresses and ranges that are never listed, whatever the port: public resolvers, one's own. */
  readonly never: Iterable<string>;
  /** Names of one's own, with all under them: cluster domains, private zones, one's own sites. */
  readonly ownNames: Iterable<string>;
  /** Addresses and names for documentation are refused unless a simulation stands for the internet with them. */
  readonly documentation?: 'allowed';
}

/** The same, ready to be asked. */
export interface GuardLists {
  readonly sharedSuffixes: ReadonlySet<string>;
  /** Every name that would match a shared suffix. */
  readonly aboveShared: ReadonlySet<string>;
  /** Every name that would match a popular name. */
  readonly abovePopular: ReadonlySet<string>;
  readonly popularDomains: ReadonlySet<string>;
  readonly pools: ReadonlySet<string>;
  readonly cloud: RangeTable;
  readonly never: RangeTable;
  readonly ownNames: ReadonlySet<string>;
  readonly aboveOwn: ReadonlySet<string>;
  readonly documentation: boolean;
}

export function guardListsOf(texts: GuardTexts): GuardLists {
  const sharedSuffixes = namesOf(texts.sharedSuffixes);
  const ownNames = namesOf(texts.ownNames);
  const popularDomains = new Set<string>();
  const abovePopular = new Set<string>();
  for (const name of namesOf(texts.popular)) {
    const chain = withParents(name);
    for (const one of chain) abovePopular.add(one);
    popularDomains.add(chain.at(-1) ?? name);
  }
  return {
    sharedSuffixes,
    aboveShared: withAllParents(sharedSuffixes),
    abovePopular,
    popularDomains,
    pools: namesOf(texts.pools),
    cloud: rangeTableOf(texts.cloud),
    never: rangeTableOf(texts.never),
    ownNames,
    aboveOwn: withAllParents(ownNames),
    documentation: texts.documentation === 'allowed',
  };
}

/** Names as lists write them (`.x`, `*.x`, capitals); what is none is left out. */
function namesOf(texts: Iterable<string>): Set<string> {
  const names = new Set<string>();
  for (const text of texts) {
    const name = normalName(text.trim()).replace(/^\*?\./, '');
    if (isName(name)) names.add(name);
  }
  return names;
}

function withAllParents(names: Iterable<string>): Set<string> {
  const all = new Set<string>();
  for (const name of names) for (const one of parentsOf(name)) all.add(one);
  return all;
}

/** The name and everything that it lies under, the top-level domain included. */
export function parentsOf(name: string): string[] {
  const all = [name];
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) all.push(name.slice(dot + 1));
  return all;
}
