import { entryOf } from './entry.ts';
import type { FeedOf } from './feed.ts';
import type { Gathering, Unreadable } from './gathering.ts';
import { own } from './json-path.ts';
import { jsonOf, recordsOf } from './json-text.ts';

/** Which part of an attribute's value is listed; `|` parts composite values. The address beside a name is only where it pointed that day. */
const listed: Readonly<Record<string, (value: string) => string>> = {
  domain: itself,
  hostname: itself,
  url: itself,
  uri: itself,
  'ip-dst': itself,
  'ip-src': itself,
  'domain|ip': beforeBar,
  'hostname|port': beforeBar,
  'ip-src|port': beforeBar,
  'ip-dst|port': endpoint,
};

/** MISP events and attributes, alone, in a list or in an answer of its API; or a warninglist. */
export function gatherMisp(text: string, feed: FeedOf<'misp'>, into: Gathering): Unreadable | undefined {
  if (feed.lines) {
    for (const record of recordsOf(text)) {
      if (into.full) return undefined;
      if (record === undefined || !gatherFrom(record, into)) into.flaw('bad-record');
    }
    return undefined;
  }
  const json = jsonOf(text);
  if ('unreadable' in json) return json.unreadable;
  return gatherFrom(json.value, into) ? undefined : 'no-such-path';
}

/** @returns whether this is anything of MISP's. The depth of the text is bounded, so this cannot recurse far. */
function gatherFrom(value: unknown, into: Gathering): boolean {
  if (Array.isArray(value)) {
    let known = value.length === 0;
    for (const one of value as unknown[]) known = gatherFrom(one, into) || known;
    return known;
  }
  const list = own(value, 'list');
  if (Array.isArray(list)) {
    for (const one of list as unknown[]) {
      if (typeof one === 'string') into.add(one);
      else into.flaw('missing-value');
    }
    return true;
  }
  if (typeof own(value, 'type') === 'string' && own(value, 'value') !== undefined) {
    gatherAttribute(value, into);
    return true;
  }
  let known = false;
  for (const key of ['response', 'Event', 'Object', 'Attribute']) {
    const inside = own(value, key);
    if (inside !== undefined) known = gatherFrom(inside, into) || known;
  }
  return known;
}

function gatherAttribute(attribute: unknown, into: Gathering): void {
  const type = own(attribute, 'type');
  const value = own(attribute, 'value');
  const part = typeof type === 'string' && Object.hasOwn(listed, type) ? listed[type] : undefined;
  if (isYes(own(attribute, 'deleted'))) into.pass('revoked');
  else if (part === undefined) into.pass('not-network');
  // Without `to_ids` it is context for analysts, not something to alert on.
  else if (!isYes(own(attribute, 'to_ids'))) into.pass('context-only');
  else if (typeof value !== 'string' || value.length > 4_096) into.flaw('missing-value');
  else {
    const entry = entryOf(part(value), type === 'ip-dst|port');
    if (typeof entry === 'string') into.flaw(entry);
    else into.take(entry);
  }
}

/** MISP writes booleans in several ways. */
function isYes(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
}

function itself(value: string): string {
  return value;
}

function beforeBar(value: string): string {
  return value.split('|', 1)[0] ?? '';
}

function endpoint(value: string): string {
  return value.replace('|', ':');
}
