import { canonicalAddress } from '../../core/address.ts';
import { digest } from '../../core/hash.ts';
import type { Indicator, IntelligenceIndex } from '../../core/intelligence.ts';
import type { Feed } from '../../core/scenario.ts';

/** The index with the indicators of these feeds added, as a refresh at `at` (RFC 3339) would publish it. */
export function indexWith(index: IntelligenceIndex, feeds: readonly Feed[], at: string): IntelligenceIndex {
  const added = feeds.flatMap(({ name, indicators }) => indicators.map((one): Indicator => ({
    value: one.value,
    kind: ('kind' in one ? one.kind : undefined) ?? kindOf(one.value),
    category: ('category' in one ? one.category : undefined) ?? 'mining-pool',
    sources: [name],
  }))); // prettier-ignore
  const sources = feeds.map(({ name, indicators }) => ({ name, licence: 'none stated', retrievedAt: at, entries: indicators.length }));
  return {
    version: `scenario-${digest(index.version, JSON.stringify(added)).slice(0, 10)}`,
    builtAt: at,
    sources: [...index.sources, ...sources],
    indicators: [...index.indicators, ...added],
  };
} // prettier-ignore

/** A name, an address, or an address with its port: told by its form. */
function kindOf(value: string): Indicator['kind'] {
  if (canonicalAddress(value) !== undefined) return 'address';
  if (value.includes('/')) return 'range';
  return canonicalAddress(value.replace(/:\d{1,5}$/, '').replace(/^\[|\]$/g, '')) === undefined ? 'name' : 'endpoint';
}
