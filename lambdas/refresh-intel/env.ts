import * as z from 'zod';
import { DevelopmentFeeds, Feeds } from '../../core/feeds/feed.ts';

export const RefreshIntelEnv = z.object({
  TABLE_NAME: z.string().min(1),
  BUCKET_NAME: z.string().min(1),
  /** Name of the parameter that holds the configured feeds as JSON. */
  FEEDS_PARAMETER: z.string().startsWith('/'),
  /** Names of the installation's own, with commas between: no feed decides about them. */
  OWN_NAMES: z.string(),
  /** Feeds may also come from files and from this machine: for development, never in an account. */
  DEVELOPMENT_FEEDS: z.enum(['true', 'false']),
  PLUMBLINE_VERSION: z.string().min(1),
});
export type RefreshIntelEnv = z.infer<typeof RefreshIntelEnv>;

/** The feeds are not configured as docs/feeds.md says; the message names the field. */
export class BadFeeds extends Error {
  override readonly name = 'BadFeeds';
}

/** Feeds as the parameter holds them, or as a setting gives them. @throws BadFeeds with the path of what is wrong. */
export function feedsIn(text: string | undefined, development: boolean): Feeds {
  if (text === undefined || text.trim() === '') return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadFeeds('feeds: is no JSON');
  }
  const feeds = (development ? DevelopmentFeeds : Feeds).safeParse(value);
  if (feeds.success) return feeds.data;
  const [issue] = feeds.error.issues;
  const path = (issue?.path ?? []).map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  throw new BadFeeds(`feeds${path}: ${issue?.message}`);
} // prettier-ignore
