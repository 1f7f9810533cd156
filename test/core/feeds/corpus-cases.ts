import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type GuardLists, guardListsOf } from '../../../core/feeds/guard-lists.ts';
import { seedIndex } from '../../../core/seed-intelligence.ts';
import type { Options } from './feed-cases.ts';

export const intel = path.join(
  process.env['PLUMBLINE_CORPUS'] ?? path.join(import.meta.dirname, '../../../../shared/corpus'),
  'intel',
);

/** Lists of the corpus as feeds: real ones, and samples of formats. */
export const corpusFeeds: Readonly<Record<string, Options>> = {
  'maltrail/crypto_mining.txt': { format: 'plain', category: 'mining-pool', licence: 'MIT' },
  'kubescape/r1007_domains.txt': { format: 'plain', category: 'mining-pool', licence: 'Apache-2.0' },
  'pool-endpoints/pool-endpoints-dev.jsonl': {
    format: 'json',
    lines: true,
    value: 'domain',
    category: 'mining-pool',
    licence: 'Apache-2.0',
  },
  'feed-format-samples/threatfox.ndjson': { format: 'json', lines: true, value: 'ioc' },
  'feed-format-samples/otx_indicators.ndjson': {
    format: 'json',
    lines: true,
    value: 'indicator',
    expires: 'expiration',
  },
  'feed-format-samples/urlhaus_csv_online.csv': { format: 'csv', column: 'url' },
  'feed-format-samples/feodo_ipblocklist.json': { format: 'json', value: 'ip_address' },
  'feed-format-samples/misp_attribute.json': { format: 'misp' },
  'feed-format-samples/taxii21_stix21.json': { format: 'stix' },
};

export function bytesOfCorpus(file: string): Uint8Array {
  return readFileSync(path.join(intel, file));
}

export function warninglist(name: string): string[] {
  return (JSON.parse(readFileSync(path.join(intel, `misp-warninglists/${name}.json`), 'utf8')) as { list: string[] }).list; // prettier-ignore
}

export const clouds = ['akamai', 'amazon-aws', 'cloudflare', 'fastly', 'github', 'google-gcp', 'microsoft-azure'];

/** The guards as an installation would fill them from the warninglists. */
export function corpusLists(): GuardLists {
  return guardListsOf({
    sharedSuffixes: warninglist('dynamic-dns'),
    popular: warninglist('cisco_top20k'),
    pools: seedIndex().indicators.map(({ value }) => value),
    cloud: clouds.flatMap(warninglist),
    never: warninglist('public-dns-v4'),
    ownNames: [],
  });
}
