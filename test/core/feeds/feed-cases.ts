import * as fc from 'fast-check';
import type { Entry } from '../../../core/feeds/entry.ts';
import { Feed } from '../../../core/feeds/feed.ts';
import { guardListsOf, type GuardTexts } from '../../../core/feeds/guard-lists.ts';
import { type Parsed, parseFeed } from '../../../core/feeds/parse.ts';

export const at = Date.parse('2026-11-23T10:00:00.000Z');

export type Options = { readonly format: Feed['format'] } & Record<string, unknown>;

export function feedOf(options: Options): Feed {
  return Feed.parse({
    name: 'a feed',
    url: 'https://feeds.example.org/list',
    category: 'malware',
    licence: 'CC0-1.0',
    ...options,
  });
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function parsed(options: Options, text: string | Uint8Array): Parsed {
  return parseFeed(feedOf(options), typeof text === 'string' ? bytesOf(text) : text, at);
}

const counted = (counts: object) => Object.entries(counts).map(([reason, count]) => `${reason} ${String(count)}`);

/** Only the values, and what was counted, for tests that read like a list. */
export function said(result: Parsed): unknown {
  if (result.kind === 'unreadable') return result.reason;
  const { entries, flaws, passes } = result;
  return [...entries.map(({ kind, value }) => `${kind} ${value}`), ...counted(flaws), ...counted(passes)];
}

const texts: GuardTexts = {
  sharedSuffixes: ['.us.to', 'paste.cloudhost.net'],
  popular: ['www.google.com', 'api.github.com', 'registry.npmjs.org', 'nicehash.com', 'www.gov.uk', 'me.github.io'],
  pools: ['nicehash.com'],
  cloud: ['104.16.0.0/13', '51.144.0.0/16', '2606:4700::/32'],
  never: ['8.8.8.8', '8.8.4.4', '45.32.1.0/24', '2001:4860:4860::8888'],
  ownNames: ['shop-internal.com', '.prod.acme.net'],
};

export const lists = guardListsOf(texts);
export const laxLists = guardListsOf({ ...texts, documentation: 'allowed' });

const aLabel = fc.constantFrom('a', 'b', 'eu', 'x-1', 'pool', 'n_1');
const aDomain = fc.constantFrom('nanopool.org', 'shop.co.uk', 'me.github.io', 'xn--bcher-kva.com', 'b.net');
/** Few enough that names, parents and siblings meet. */
export const aName = fc.tuple(fc.array(aLabel, { maxLength: 3 }), aDomain).map(([labels, domain]) => [...labels, domain].join('.')); // prettier-ignore

const part = fc.constantFrom(0, 1, 2, 127, 128, 255);
export const aV4 = fc.tuple(fc.constantFrom(5, 45, 46), part, part, part).map((parts) => parts.join('.'));
const hextet = fc.constantFrom('0', '1', 'ff', 'ffff', '8000');
export const aV6 = fc
  .tuple(fc.constantFrom('2a02', '2a03'), ...Array.from({ length: 7 }, () => hextet))
  .map((parts) => parts.join(':'));
export const anAddress = fc.oneof({ weight: 3, arbitrary: aV4 }, aV6);
export const aPort = fc.constantFrom(80, 443, 3333);
export const aRange = fc.oneof(
  fc.tuple(aV4, fc.integer({ min: 0, max: 32 })).map(([address, bits]) => `${address}/${bits}`),
  fc.tuple(aV6, fc.integer({ min: 0, max: 128 })).map(([address, bits]) => `${address}/${bits}`),
);
export const aListed: fc.Arbitrary<string> = fc.oneof(aName, anAddress, aRange, fc.tuple(aV4, aPort).map(([address, port]) => `${address}:${port}`), fc.tuple(aV6, aPort).map(([address, port]) => `[${address}]:${port}`)); // prettier-ignore

export function isEntry(value: Entry | string): value is Entry {
  return typeof value !== 'string';
}
