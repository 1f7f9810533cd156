import * as z from 'zod';
import { textUpTo } from '../fields.ts';
import { Indicator } from '../intelligence.ts';
import { safeUrl, urlFaultText } from '../safe-url.ts';
import { JsonPath } from './json-path.ts';

/** A column by its name in the header, or by its number from 0. */
export const Column = z.union([z.string().min(1).max(100), z.int().min(0).max(255)]);
export type Column = z.infer<typeof Column>;

const wanted = z.array(textUpTo(100)).min(1).max(50);

const https = z.string({ error: 'takes an https URL' }).superRefine((text, context) => {
  const found = safeUrl(text, { to: 'public', query: true });
  if ('fault' in found) context.addIssue({ code: 'custom', message: urlFaultText(found.fault) });
});

/** Files and this machine: for development alone. */
const nearby = z
  .url()
  .max(2_000)
  .regex(
    /^(?:file:\/\/\/|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/])/,
    'takes an https URL, or for development file:/// and http://127.0.0.1',
  );

const common = {
  /** Stands in every finding that cites the feed. */
  name: z.string().regex(/^[a-z0-9][a-z0-9 ._/-]{0,99}$/i, 'takes letters, digits, space and . _ / -, at most 100'),
  category: Indicator.shape.category,
  /** As its publisher states it, an SPDX name where there is one; shown with each entry. */
  licence: z.string().min(1).max(100),
  /** Bytes of the feed, inflated. */
  maxBytes: z.int().min(1_024).max(134_217_728).default(67_108_864),
  /** Part of the texts read that may be flawed before the whole feed is refused. */
  flawedShare: z.number().min(0).max(0.5).default(0.1),
  /** Values are address:port with IPv6 unbracketed: the last colon parts them. */
  portLast: z.boolean().default(false),
  /** Until then a fetch may be half as long as the last one, or ten times: a person has looked at why. */
  acceptChangeUntil: z.iso.datetime({ error: 'takes a moment such as 2026-11-25T12:00:00Z' }).optional(),
};

/** What each format asks for beside the address. */
const plain = { ...common, format: z.literal('plain') };
const hosts = { ...common, format: z.literal('hosts') };
const stix = { ...common, format: z.literal('stix') };
const misp = { ...common, format: z.literal('misp'), lines: z.boolean().default(false) };
const csv = {
  ...common,
  format: z.literal('csv'),
  column: Column,
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  /** The first row is a header. A column by name needs one, or a last comment line that is one (abuse.ch). */
  header: z.boolean().default(false),
  /** Only rows in which this column holds one of these. */
  where: z.strictObject({ column: Column, in: wanted }).optional(),
};
const json = {
  ...common,
  format: z.literal('json'),
  /** Where the records are: `data.items`, `*` for each element or value, nothing for the root. */
  list: JsonPath.default([]),
  /** Where the value is in a record; nothing where the record is the value. */
  value: JsonPath.default([]),
  /** One JSON text a line. */
  lines: z.boolean().default(false),
  where: z.strictObject({ path: JsonPath, in: wanted }).optional(),
  /** Where the record says until when it holds. */
  expires: JsonPath.optional(),
};

const feedFrom = (url: z.ZodType<string, string>) =>
  z.discriminatedUnion('format', [
    z.strictObject({ ...plain, url }),
    z.strictObject({ ...hosts, url }),
    z.strictObject({ ...csv, url }),
    z.strictObject({ ...json, url }),
    z.strictObject({ ...stix, url }),
    z.strictObject({ ...misp, url }),
  ]);

/** One feed as configured. Unknown keys are refused, so that a misspelt option is not silently without effect. */
export const Feed = feedFrom(https);
export type Feed = z.infer<typeof Feed>;
export type FeedOf<Format extends Feed['format']> = Extract<Feed, { format: Format }>;

/** The feeds of an installation. A name stands for one feed: findings cite it. */
export const Feeds = severally(Feed);
export type Feeds = z.infer<typeof Feeds>;

/** The same, which may also come from files and from this machine. */
export const DevelopmentFeeds = severally(feedFrom(z.union([https, nearby], { error: 'takes an https URL, or for development file:/// and http://127.0.0.1' }))); // prettier-ignore

function severally(feed: z.ZodType<Feed>) {
  const distinct = (feeds: readonly Feed[]) => new Set(feeds.map(({ name }) => name)).size === feeds.length;
  return z.array(feed).max(64).refine(distinct, 'names must differ');
}
