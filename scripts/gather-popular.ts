// Writes core/popular/domains.ts from a list of the names that are asked for most: `node scripts/gather-popular.ts`. Deterministic.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'tldts';
import { withParents } from '../core/intelligence.ts';
import { addedDomains, forAnyone } from '../core/popular/decisions.ts';
import { pools } from '../core/seed/pools.ts';

const root = join(import.meta.dirname, '..');
const lists = join(process.env['PLUMBLINE_CORPUS'] ?? join(root, '../shared/corpus'), 'intel/misp-warninglists');
const warninglist = (name: string) => (JSON.parse(readFileSync(join(lists, `${name}.json`), 'utf8')) as { list: string[] }).list; // prettier-ignore

const dynamicDns = new Set(warninglist('dynamic-dns').map((suffix) => suffix.replace(/^\./, '')));
const mining = new Set(
  Object.values(pools)
    .flatMap((names) => names.split(/\s+/))
    .flatMap(withParents),
);
const refused = (domain: string) =>
  dynamicDns.has(domain) || mining.has(domain) || forAnyone.some((pattern) => pattern.test(domain));

const domains = new Set<string>();
for (const name of [...warninglist('cisco_top20k'), ...addedDomains]) {
  const { domain, isIp, isIcann, isPrivate } = parse(name, { allowPrivateDomains: true });
  if (domain !== null && isIp !== true && (isIcann === true || isPrivate === true) && !refused(domain))
    domains.add(domain);
}

// By their last label, so that it stands once for all of its names.
const byTop = new Map<string, string[]>();
for (const domain of [...domains].toSorted()) {
  const dot = domain.lastIndexOf('.');
  byTop.set(domain.slice(dot + 1), [...(byTop.get(domain.slice(dot + 1)) ?? []), domain.slice(0, dot)]);
}
const rows = [...byTop].toSorted(([one], [other]) => (one < other ? -1 : 1));
const head = `// Written by scripts/gather-popular.ts: see core/popular/README.md. Facts: registrable domains that everyone visits.

/** Top-level domain → what stands before it, separated by white space. */
export const domains: Readonly<Record<string, string>> = {`;
writeFileSync(
  join(root, 'core/popular/domains.ts'),
  `${head}\n${rows.map(([top, names]) => `  '${top}': \`${filled(names)}\`,`).join('\n')}\n};\n`,
);
console.error(`${domains.size} domains kept`);

/** Words in lines of at most 118 columns. */
function filled(words: readonly string[]): string {
  const lines = [''];
  for (const word of words) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length > 112) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n    ');
}
