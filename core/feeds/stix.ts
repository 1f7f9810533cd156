import type { Gathering, Unreadable } from './gathering.ts';
import { own } from './json-path.ts';
import { jsonOf } from './json-text.ts';
import { isPast, timeOf } from './json.ts';
import { patternValues } from './stix-pattern.ts';

/**
 * The indicators of a STIX 2.1 bundle or a TAXII 2.1 envelope: of several versions of one the newest, none that was
 * revoked or does not hold at `at` (milliseconds since 1970).
 */
export function gatherStix(text: string, at: number, into: Gathering): Unreadable | undefined {
  const json = jsonOf(text);
  if ('unreadable' in json) return json.unreadable;
  const objects = own(json.value, 'objects');
  if (!Array.isArray(objects)) return isEmptyEnvelope(json.value) ? undefined : 'no-such-path';
  const newest = new Map<string, unknown>();
  for (const object of objects as unknown[]) {
    const id = own(object, 'id');
    if (own(object, 'type') !== 'indicator') into.pass('not-network');
    else if (typeof id !== 'string') into.flaw('bad-record');
    else {
      const other = newest.get(id);
      if (other !== undefined) into.pass('superseded');
      if (other === undefined || versionOf(object) > versionOf(other)) newest.set(id, object);
    }
  }
  for (const indicator of newest.values()) {
    if (into.full) break;
    gatherIndicator(indicator, at, into);
  }
  return undefined;
}

/** TAXII leaves `objects` out where there are none. */
function isEmptyEnvelope(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).every((key) => key === 'more' || key === 'next') || own(value, 'type') === 'bundle';
}

/** Milliseconds since 1970; what has no readable time is older than all that has one. */
function versionOf(object: unknown): number {
  const modified = timeOf(own(object, 'modified'));
  return Number.isNaN(modified) ? -1 : modified;
}

function gatherIndicator(indicator: unknown, at: number, into: Gathering): void {
  const pattern = own(indicator, 'pattern');
  const language = own(indicator, 'pattern_type') ?? 'stix';
  if (own(indicator, 'revoked') === true) into.pass('revoked');
  else if (isPast(own(indicator, 'valid_until'), at)) into.pass('expired');
  else if (timeOf(own(indicator, 'valid_from')) > at) into.pass('not-yet-valid');
  else if (language !== 'stix') into.pass('not-network');
  else if (typeof pattern !== 'string') into.flaw('bad-record');
  else {
    const found = patternValues(pattern);
    if ('flaw' in found) into.flaw(found.flaw);
    else if ('pass' in found) into.pass(found.pass);
    else
      for (const value of found.values) {
        if (typeof value === 'string') into.flaw(value);
        else into.take(value);
      }
  }
}
