import { openIndex } from '../core/feeds/open-index.ts';
import { intelligenceKeys } from '../core/feeds/status.ts';
import { type Intelligence, intelligenceOf } from '../core/intelligence.ts';
import type { ObjectStore } from '../core/ports/outside.ts';
import type { Clock, Log, Meter } from '../core/ports/runtime.ts';
import { seedIndex } from '../core/seed-intelligence.ts';

export interface PublishedIntelligenceDeps {
  readonly objects: ObjectStore;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/** How long an index is used before it is asked whether there is a newer one: a request without a body. */
const askedAgainMs = 30_000;

/**
 * The index as it is published now; the seed where none is. What cannot be reached or read changes nothing: the last one
 * that could be counts, for a judge without any list would be worse than one with yesterday's.
 */
export function publishedIntelligence({ objects, now, log, meter }: PublishedIntelligenceDeps): () => Promise<Intelligence> {
  let opened: Intelligence | undefined;
  const seed = () => (opened ??= intelligenceOf(seedIndex()));
  let kept: { readonly intelligence: Intelligence; readonly tag: string } | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (now() - askedAt < askedAgainMs) return kept?.intelligence ?? seed();
    try {
      const got = await objects.get(intelligenceKeys.index, kept?.tag);
      if (got.kind === 'found') kept = { intelligence: openIndex(got.body), tag: got.tag };
    } catch (error) {
      log.error('the published intelligence cannot be used', { version: kept?.intelligence.version ?? seed().version, error: error as Error });
      meter.count('intelligence.unusable', 1);
    }
    askedAt = now();
    return kept?.intelligence ?? seed();
  };
} // prettier-ignore
