// Writes lambdas/refresh-intel/guards.json.gz from the warninglists in the corpus: `node scripts/gather-guards.ts`. Deterministic.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const intel = join(process.env['PLUMBLINE_CORPUS'] ?? join(root, '../shared/corpus'), 'intel');
const list = (name: string) => (JSON.parse(readFileSync(join(intel, `misp-warninglists/${name}.json`), 'utf8')) as { list: string[] }).list; // prettier-ignore
const unique = (texts: readonly string[]) => [...new Set(texts)].toSorted();

const clouds = ['akamai', 'amazon-aws', 'cloudflare', 'fastly', 'github', 'google-gcp', 'microsoft-azure'];
const guards = {
  source: { name: 'MISP/misp-warninglists 84f0610a', licence: 'CC0-1.0', gatheredAt: '2026-11-23T00:00:00.000Z' },
  sharedSuffixes: unique(list('dynamic-dns')),
  popular: unique(list('cisco_top20k')),
  cloud: unique(clouds.flatMap(list)),
};
const bytes = gzipSync(JSON.stringify(guards), { level: 9 });
// The byte that names the operating system (RFC 1952) is all that differs from machine to machine.
bytes[9] = 255;
writeFileSync(join(root, 'lambdas/refresh-intel/guards.json.gz'), bytes);
console.log(`${guards.sharedSuffixes.length} shared suffixes, ${guards.popular.length} popular names, ${guards.cloud.length} ranges of clouds: ${bytes.length} bytes`); // prettier-ignore
