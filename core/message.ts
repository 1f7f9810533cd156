import * as z from 'zod';
import { Integer, textUpTo } from './fields.ts';
import { ClusterId, IncidentId } from './ids.ts';
import { Instant } from './instant.ts';

/** What ingest puts on the queue: the batch as it came (gzip, base64), with what only the door knows. */
export const QueuedBatch = z.object({
  v: z.literal(1),
  cluster: ClusterId,
  node: z.string(),
  /** The pod that the credential was given to, on this node; absent where the credential is bound to none. */
  bound: z.object({ podUid: z.string(), nodeUid: z.string() }).optional(),
  /** RFC 3339, the server's clock: event time = lastSeen + (receivedAt - sentAt). */
  receivedAt: Instant,
  /** gzip of the validated batch, base64. */
  batch: z.string(),
});
export type QueuedBatch = z.infer<typeof QueuedBatch>;

/** Who a message is for: subscriptions of the topic filter on it. */
export const Audience = z.enum(['email', 'chat', 'machines']);
export type Audience = z.infer<typeof Audience>;

/** Alert low: chat only, for nobody reads a mailbox that fills with it. From medium on: e-mail as well (DESIGN 3). */
export function audienceOf(severity: Notice['severity']): Audience[] {
  return severity === 'low' ? ['chat', 'machines'] : ['email', 'chat', 'machines'];
}

/** What announce publishes for queues: the notice itself is read from the incident's version. */
export const NoticeMessage = z.object({
  v: z.literal(1),
  cluster: ClusterId,
  incident: IncidentId,
  version: Integer,
  notice: z.lazy(() => Notice),
  /** @default by the severity of the notice */
  audience: z.array(Audience).min(1).optional(),
});
export type NoticeMessage = z.infer<typeof NoticeMessage>;

/** The notice that comes once a day and is of no incident. */
export const digestClassification = 'daily-digest';

/** A threat list that nobody can read any more, of which no incident is made either. */
export const feedClassification = 'feed-stale';

/** What the link of a notice says that it does. */
export function linkWordsOf({ classification }: Pick<Notice, 'classification'>): string {
  if (classification === digestClassification) return 'Open the cluster';
  if (classification === feedClassification) return 'Open the threat lists';
  return classification === 'storm' ? 'Open the list' : 'Open the incident';
}

/** One notice as data, before any channel gives it a shape. Texts are plain; renderers escape and defang. */
export const Notice = z.object({
  incident: IncidentId,
  cluster: ClusterId,
  version: Integer,
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  classification: z.string(),
  /** What happened and where, in the first sixty characters. */
  headline: textUpTo(300),
  sections: z.array(z.object({ title: textUpTo(60), lines: z.array(textUpTo(700)).max(20) })).max(8),
  /** One command to copy. */
  command: textUpTo(500).optional(),
  link: textUpTo(500),
  techniques: z.array(z.string()).max(20),
  resent: z.boolean(),
});
export type Notice = z.infer<typeof Notice>;
