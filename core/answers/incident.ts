import * as z from 'zod';
import { Integer } from '../fields.ts';
import { Incident } from '../incident.ts';
import { Instant } from '../instant.ts';

/** What became of one notice. */
export const NoticeFate = z.object({
  version: Integer,
  channel: z.string(),
  state: z.enum(['trying', 'done']),
  at: Instant,
  /** Why the channel did not take it and never will: a reason word, `not-configured` among them. */
  refused: z.string().optional(),
});
export type NoticeFate = z.infer<typeof NoticeFate>;

/** An incident with the fate of its notices. */
export const ToldIncident = z.object({ incident: Incident, notices: z.array(NoticeFate) });
export type ToldIncident = z.infer<typeof ToldIncident>;

/** What a decision came to. */
export const Decided = z.object({
  decided: Integer,
  verb: z.enum(['accept', 'reject']),
  baselineVersion: Integer,
});
export type Decided = z.infer<typeof Decided>;
