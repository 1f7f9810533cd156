import type { FeedOf } from './feed.ts';
import type { Gathering, Unreadable } from './gathering.ts';
import { valuesAt } from './json-path.ts';
import { jsonOf, recordsOf } from './json-text.ts';

/** @param at milliseconds since 1970, for what has expired. @returns a reason where the whole feed cannot be read. */
export function gatherJson(text: string, feed: FeedOf<'json'>, at: number, into: Gathering): Unreadable | undefined {
  if (feed.lines) {
    for (const line of recordsOf(text)) {
      if (into.full) return undefined;
      if (line === undefined) into.flaw('bad-record');
      else for (const record of listIn(line, feed)) gatherRecord(record, feed, at, into);
    }
    return undefined;
  }
  const json = jsonOf(text);
  if ('unreadable' in json) return json.unreadable;
  let found = false;
  for (const record of listIn(json.value, feed)) {
    found = true;
    if (into.full) return undefined;
    gatherRecord(record, feed, at, into);
  }
  return found || [...valuesAt(json.value, feed.list)].length > 0 ? undefined : 'no-such-path';
}

/** What the path leads to; the elements of it where that is an array. */
function* listIn(value: unknown, feed: FeedOf<'json'>): Generator<unknown, void, undefined> {
  for (const found of valuesAt(value, feed.list)) {
    if (Array.isArray(found)) yield* found as unknown[];
    else yield found;
  }
}

function gatherRecord(record: unknown, feed: FeedOf<'json'>, at: number, into: Gathering): void {
  const { where, expires } = feed;
  if (where !== undefined && ![...valuesAt(record, where.path)].some((value) => where.in.includes(String(value)))) {
    into.pass('filtered');
  } else if (expires !== undefined && [...valuesAt(record, expires)].some((until) => isPast(until, at))) {
    into.pass('expired');
  } else {
    let found = false;
    for (const value of valuesAt(record, feed.value)) {
      for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (typeof one !== 'string') continue;
        found = true;
        into.add(one);
      }
    }
    if (!found) into.flaw('missing-value');
  }
}

/** A time that we cannot read is not taken for past: what was listed stays listed. Without a zone it is UTC. */
export function isPast(until: unknown, at: number): boolean {
  return timeOf(until) <= at;
}

/** Milliseconds since 1970, NaN where it is no time. */
export function timeOf(text: unknown): number {
  if (typeof text !== 'string' || text.length > 40) return Number.NaN;
  const iso = text.trim().replace(' UTC', 'Z').replace(' ', 'T');
  const zoned = /T.*(?:Z|[+-]\d{2}:?\d{2})$/i.test(iso) || !iso.includes('T');
  return Date.parse(zoned ? iso : `${iso}Z`);
}
