import { assertNever } from '../assert-never.ts';
import { gatherCsv } from './csv.ts';
import type { Entry, Flaw } from './entry.ts';
import type { Feed } from './feed.ts';
import { type Counts, Gathering, type Pass, type Unreadable } from './gathering.ts';
import { gatherHosts } from './hosts.ts';
import { gatherJson } from './json.ts';
import { gatherMisp } from './misp.ts';
import { gatherPlain } from './plain.ts';
import { gatherStix } from './stix.ts';
import { isMarkup, textOf } from './text.ts';

/** What was read of a feed. `read`: texts taken or found flawed, repetitions included. */
export interface ParsedFeed {
  readonly kind: 'parsed';
  readonly entries: readonly Entry[];
  readonly read: number;
  readonly flaws: Counts<Flaw>;
  readonly passes: Counts<Pass>;
}

export type Parsed = ParsedFeed | { readonly kind: 'unreadable'; readonly reason: Unreadable };

/**
 * Entries of a feed, each once, in the order in which they stand there. Never throws, whatever the bytes are.
 * @param bytes inflated. @param at milliseconds since 1970, for feeds that say until when an entry holds.
 */
export function parseFeed(feed: Feed, bytes: Uint8Array, at: number): Parsed {
  if (bytes.length > feed.maxBytes) return { kind: 'unreadable', reason: 'too-large' };
  const text = textOf(bytes);
  if (text === undefined) return { kind: 'unreadable', reason: 'packed' };
  if (isMarkup(text)) return { kind: 'unreadable', reason: 'markup' };
  const gathering = new Gathering(feed.portLast);
  const reason = gather(feed, text, at, gathering);
  if (reason !== undefined) return { kind: 'unreadable', reason };
  if (gathering.full) return { kind: 'unreadable', reason: 'too-many-entries' };
  const { entries, read, flaws, passes } = gathering;
  return { kind: 'parsed', entries, read, flaws, passes };
}

function gather(feed: Feed, text: string, at: number, into: Gathering): Unreadable | undefined {
  switch (feed.format) {
    case 'plain':
      gatherPlain(text, into);
      return undefined;
    case 'hosts':
      gatherHosts(text, into);
      return undefined;
    case 'csv':
      return gatherCsv(text, feed, into);
    case 'json':
      return gatherJson(text, feed, at, into);
    case 'stix':
      return gatherStix(text, at, into);
    case 'misp':
      return gatherMisp(text, feed, into);
    default:
      return assertNever(feed);
  }
}
