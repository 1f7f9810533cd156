import { getDomain, getPublicSuffix } from 'tldts';
import { wholeDomains } from './seed/decisions.ts';

/** How much a name looks like a mining pool's, and like which. */
export interface Likeness {
  readonly how: 'embeds' | 'resembles' | 'words';
  /** The pool, or the words that gave it away. */
  readonly to: string;
  readonly grade: 'high' | 'medium';
}

/** Words that hardly stand in names of anything else, and those that say something only beside one. */
const strong = ['xmr', 'xmrig', 'monero', 'moneroocean', 'stratum', 'cryptonight', 'randomx', 'nicehash', 'hashvault', 'minexmr', 'kawpow', 'ethash', 'cryptopool', 'xmrpool', 'minergate', 'nanopool', 'supportxmr', 'hashrate'] as const; // prettier-ignore
const weak: ReadonlySet<string> = new Set(['pool', 'pools', 'mine', 'miner', 'miners', 'mining', 'hash', 'coin', 'coins', 'crypto', 'btc', 'eth', 'etc', 'rvn', 'ltc', 'zec', 'kas', 'proxy', 'rig', 'worker', 'gpu', 'cpu']); // prettier-ignore

const options = { allowPrivateDomains: true, validateHostname: false } as const;

/** `supportxmr.com` → its own label, which is what people imitate. */
const pools: ReadonlyMap<string, string> = new Map(
  wholeDomains.map((domain) => [domain.slice(0, domain.indexOf('.')), domain]),
);
const domains: ReadonlySet<string> = new Set(wholeDomains);
/** Shorter labels stand inside too many honest ones. */
const embeddable = [...pools].filter(([label]) => label.length >= 8);

/**
 * Whether a name is made to look like a pool's, or speaks of mining in its words. The pools that we know ourselves
 * are no look-alikes; a name that everybody uses, or that the baseline holds, is nobody's look-alike.
 */
export function poolLikeness(name: string): Likeness | undefined {
  const registrable = getDomain(name, options) ?? name;
  if (domains.has(registrable)) return undefined;
  const inside = `.${name}.`;
  for (const domain of pools.values()) {
    if (inside.includes(`.${domain}.`)) return { how: 'embeds', to: domain, grade: 'high' };
  }
  const suffix = getPublicSuffix(name, options) ?? '';
  const own = registrable.slice(0, Math.max(0, registrable.length - suffix.length - 1)) || registrable;
  if (!pools.has(own)) {
    for (const [label, domain] of embeddable) if (own.includes(label)) return { how: 'resembles', to: domain, grade: 'high' }; // prettier-ignore
    for (const [label, domain] of pools) {
      const allowed = label.length >= 10 ? 2 : label.length >= 7 ? 1 : 0;
      if (allowed > 0 && Math.abs(label.length - own.length) <= allowed && distance(own, label, allowed) <= allowed) return { how: 'resembles', to: domain, grade: 'high' }; // prettier-ignore
    }
  }
  return wordsOf(name.slice(0, Math.max(0, name.length - suffix.length)));
}

function wordsOf(text: string): Likeness | undefined {
  const words = text.split(/[.\-_0-9]+/).filter((word) => word !== '');
  const telling = words.filter((word) => strong.some((one) => word === one || (one.length >= 6 && word.includes(one))));
  if (telling.length === 0) return undefined;
  const beside = words.filter((word) => weak.has(word));
  const all = [...new Set([...telling, ...beside])].slice(0, 4);
  return { how: 'words', to: all.join(', '), grade: all.length > 1 ? 'high' : 'medium' };
}

/** Edits (insert, delete, replace, swap of neighbours) between two texts, or more than `limit`. Texts are labels: at most 63 characters. */
export function distance(one: string, other: string, limit: number): number {
  if (one === other) return 0;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) least = Math.min(least, before[j - 2]! + 1); // prettier-ignore
      row.push(least);
    }
    if (Math.min(...row) > limit) return limit + 1;
    [before, last] = [last, row];
  }
  return last[other.length]!;
}
