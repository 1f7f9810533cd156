import { digest } from './hash.ts';
import type { Indicator, IntelligenceIndex } from './intelligence.ts';
import { pools } from './seed/pools.ts';

const builtAt = '2026-11-23T00:00:00.000Z';

/** What each letter in core/seed/pools.ts stands for. */
const sources = {
  f: { name: 'falcosecurity/rules c72713ee', licence: 'Apache-2.0' },
  k: { name: 'kubescape/node-agent r1007', licence: 'Apache-2.0' },
  m: { name: 'stamparm/maltrail 8adace15', licence: 'MIT' },
  e: { name: 'AdamYoung71/mining-pool-domain-intel', licence: 'Apache-2.0' },
  p: { name: 'plumbline seed', licence: 'Apache-2.0' },
} as const;

let built: IntelligenceIndex | undefined;

/** The names of mining pools that ship with the project, so that it is useful with no feed and no network. Built when first asked for. */
export function seedIndex(): IntelligenceIndex {
  return (built ??= build());
}

function build(): IntelligenceIndex {
  const names = Object.entries(pools).flatMap(([letters, list]) =>
    list.split(/\s+/).map((name) => ({ name, letters })),
  );
  const indicators: Indicator[] = names
    .map(({ name, letters }) => ({
      value: name,
      kind: 'name' as const,
      category: 'mining-pool' as const,
      sources: letters.split('').map((letter) => sources[letter as keyof typeof sources].name),
    }))
    .toSorted((a, b) => (a.value < b.value ? -1 : 1));
  return {
    version: `seed-${builtAt.slice(0, 10)}-${digest(JSON.stringify(indicators)).slice(0, 10)}`,
    builtAt,
    sources: Object.entries(sources).map(([letter, source]) => ({
      ...source,
      retrievedAt: builtAt,
      entries: names.filter(({ letters }) => letters.includes(letter)).length,
    })),
    indicators,
  };
}
