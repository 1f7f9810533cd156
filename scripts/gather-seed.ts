// Writes core/seed/pools.ts from the public lists in the corpus: `node scripts/gather-seed.ts`. Deterministic.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getDomain } from 'tldts';
import { withParents } from '../core/intelligence.ts';
import { added, notPools, wholeDomains } from '../core/seed/decisions.ts';
import { folded, type GuardLists, namesMining, refusalOf } from '../core/seed/guards.ts';

const root = join(import.meta.dirname, '..');
const intel = join(process.env['PLUMBLINE_CORPUS'] ?? join(root, '../shared/corpus'), 'intel');
const read = (path: string) => readFileSync(join(intel, path), 'utf8');
const lines = (path: string) => read(path).split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#')); // prettier-ignore
const warninglist = (name: string) => (JSON.parse(read(`misp-warninglists/${name}.json`)) as { list: string[] }).list;

const endpoints = lines('pool-endpoints/pool-endpoints-dev.jsonl').map((line) => (JSON.parse(line) as { domain: string }).domain); // prettier-ignore
/** Source letter (core/seed-intelligence.ts) → the names that it lists. */
const listed: Readonly<Record<string, readonly string[]>> = {
  f: [...read('falco/falco-sandbox-miner-excerpt.yaml').matchAll(/"([A-Za-z0-9.-]+)"/g)].map((match) => match[1] ?? ''),
  k: lines('kubescape/r1007_domains.txt'),
  m: lines('maltrail/crypto_mining.txt'),
  e: endpoints,
  p: added,
};

const lists: GuardLists = {
  dynamicDns: new Set(warninglist('dynamic-dns').map((suffix) => suffix.replace(/^\./, ''))),
  popular: new Set(warninglist('cisco_top20k').map((name) => getDomain(name, { allowPrivateDomains: true }) ?? name)),
  notPools: new Set(Object.values(notPools).flat()),
};
const whole = new Set(wholeDomains);

const names = new Map<string, Set<string>>();
const refused = new Map<string, Set<string>>();
const refuse = (reason: string, name: string) => refused.set(reason, (refused.get(reason) ?? new Set()).add(name));
for (const [source, list] of Object.entries(listed)) {
  for (const name of list.map((one) => one.toLowerCase())) {
    // What was added by hand was looked at by hand: only what no name may be stands against it.
    const reason = source === 'p' ? refusalOf(name, { ...lists, popular: new Set(), notPools: new Set() }) : refusalOf(name, lists); // prettier-ignore
    const domain = withParents(name).find((parent) => whole.has(parent));
    if (reason !== undefined && !added.includes(name)) refuse(reason, name);
    else if (source === 'm' && domain === undefined && !namesMining(name) && !added.includes(name))
      refuse('unproven', name); // prettier-ignore
    else names.set(domain ?? name, (names.get(domain ?? name) ?? new Set()).add(source));
  }
}

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]) => (one < other ? -1 : 1);
const groups = new Map<string, string[]>();
for (const [name, sources] of folded(names)) {
  const letters = [...sources].toSorted().join('');
  groups.set(letters, [...(groups.get(letters) ?? []), name]);
}
const blocks = [...groups].toSorted(byName).map(([letters, group]) => `  ${letters}: \`${filled(group.toSorted())}\`,`); // prettier-ignore
const head = `// Written by scripts/gather-seed.ts: see core/seed/README.md. Facts: names under which mining pools are reached.

/** Letters of the sources that name them (core/seed-intelligence.ts) → names, separated by white space. */
export const pools: Readonly<Record<string, string>> = {`;
writeFileSync(join(root, 'core/seed/pools.ts'), `${head}\n${blocks.join('\n')}\n};\n`);

const all = new Set(Object.values(listed).flat().map((one) => one.toLowerCase())); // prettier-ignore
const kept = new Set(folded(names).keys());
const matched = (name: string) => withParents(name).some((parent) => kept.has(parent));
const hosts = new Set(endpoints);
console.error(`${all.size} different names in, ${kept.size} kept, covering ${[...all].filter(matched).length}`);
for (const [reason, group] of [...refused].toSorted(byName)) console.error(`refused, ${reason}: ${group.size}`);
console.error(`pool-endpoints: ${[...hosts].filter(matched).length} of ${hosts.size} hosts matched`);

/** Words in lines of at most 118 columns. */
function filled(words: readonly string[]): string {
  const rows = [''];
  for (const word of words) {
    const row = rows.at(-1) ?? '';
    if (row.length + word.length > 112) rows.push(word);
    else rows[rows.length - 1] = row === '' ? word : `${row} ${word}`;
  }
  return rows.join('\n    ');
}
