import { getDomain } from 'tldts';
import * as z from 'zod';
import { Integer, textUpTo } from './fields.ts';
import type { IndicatorMatch } from './finding.ts';
import { Instant } from './instant.ts';
import { normalName } from './resolve.ts';

/** One thing that a threat list names. `sources` say which lists, with their licences in the index. */
export const Indicator = z.object({
  value: textUpTo(253),
  kind: z.enum(['name', 'address', 'endpoint', 'range']),
  category: z.enum(['mining-pool', 'malware', 'phishing', 'scanner', 'proxy']),
  sources: z.array(textUpTo(200)).min(1).max(8),
});
export type Indicator = z.infer<typeof Indicator>;

/** Where indicators came from, so that a finding can cite it. */
export const IntelligenceSource = z.object({
  name: textUpTo(100),
  licence: textUpTo(100),
  retrievedAt: Instant,
  entries: Integer,
});
export type IntelligenceSource = z.infer<typeof IntelligenceSource>;

/** The compiled index as published: one object, read whole. */
export const IntelligenceIndex = z.object({
  version: textUpTo(64),
  builtAt: Instant,
  sources: z.array(IntelligenceSource),
  indicators: z.array(Indicator),
});
export type IntelligenceIndex = z.infer<typeof IntelligenceIndex>;

/** Answers which indicator a name or endpoint falls under. Looks things up in memory, never on the network. */
export interface Intelligence {
  readonly version: string;
  matchName(name: string, how: 'name' | 'alias'): IndicatorMatch | undefined;
  matchEndpoint(address: string, port: number): IndicatorMatch | undefined;
}

export function intelligenceOf(index: IntelligenceIndex): Intelligence {
  const names = new Map<string, Indicator>();
  const endpoints = new Map<string, Indicator>();
  for (const indicator of index.indicators) {
    if (indicator.kind === 'name') names.set(normalName(indicator.value), indicator);
    else endpoints.set(indicator.value, indicator);
  }
  return {
    version: index.version,
    matchName(name, how) {
      const asked = normalName(name);
      for (const candidate of withParents(asked)) {
        const indicator = names.get(candidate);
        if (indicator !== undefined) return matchOf(indicator, asked, how === 'alias' ? 'alias' : candidate === asked ? 'name' : 'parent'); // prettier-ignore
      }
      return undefined;
    },
    matchEndpoint(address, port) {
      const asked = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
      const indicator = endpoints.get(asked) ?? endpoints.get(address);
      return indicator && matchOf(indicator, asked, 'address');
    },
  };
}

function matchOf(indicator: Indicator, matched: string, how: IndicatorMatch['how']): IndicatorMatch {
  return { indicator: indicator.value, matched, how, category: indicator.category, sources: indicator.sources };
}

/**
 * The name and every parent down to the registrable domain: `a.b.pool.org`, `b.pool.org`, `pool.org`. Private suffixes
 * count (Public Suffix List, private section), so that `x.github.io` is never matched by `github.io`.
 */
export function withParents(name: string): string[] {
  const registrable = getDomain(name, { allowPrivateDomains: true, validateHostname: false });
  const names = [name];
  if (registrable === null || registrable === '') return names;
  let rest = name;
  while (rest.length > registrable.length) {
    const dot = rest.indexOf('.');
    if (dot < 0) break;
    rest = rest.slice(dot + 1);
    names.push(rest);
  }
  return names;
}
