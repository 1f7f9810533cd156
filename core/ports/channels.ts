import * as z from 'zod';
import { Integer, textUpTo } from '../fields.ts';
import { type ClusterId, IncidentId } from '../ids.ts';
import { Instant } from '../instant.ts';
import type { Notice, NoticeMessage } from '../message.ts';
import type { Stored, WriteResult } from './stored.ts';

/** 'fallback': by e-mail in place of a channel that refuses; 'outage': that it does. */
export const channels = ['topic', 'slack', 'webhook', 'events', 'fallback', 'outage'] as const;

export type Channel = (typeof channels)[number];

export interface NoticeStore {
  /**
   * Says that a notice is about to be handed over. 'first': nobody tried before. 'again': someone tried and the outcome is
   * not known, so what goes out is marked as re-sent. 'done': it was handed over, do nothing.
   */
  begin(incident: IncidentId, version: number, channel: Channel, at: string): Promise<'first' | 'again' | 'done'>;
  /** @param refused why the channel will never take it, where it said so: there is nothing left to try */
  finish(incident: IncidentId, version: number, channel: Channel, at: string, refused?: string): Promise<void>;
  /** The try certainly came to nothing (the channel said so), so that the next one is a first again. */
  release(incident: IncidentId, version: number, channel: Channel): Promise<void>;
  /** The fate of an incident's notices. */
  ofIncident(incident: IncidentId): Promise<readonly NoticeFate[]>;
}

export interface NoticeFate {
  readonly version: number;
  readonly channel: Channel;
  readonly state: 'trying' | 'done';
  readonly at: string;
  /** Done, for the channel will never take it: why. */
  readonly refused?: string | undefined;
}

/** One published message, with a body for each protocol. */
export interface Topic {
  publish(message: NoticeMessage, bodies: { readonly subject: string; readonly email: string }): Promise<void>;
}

/** A message of a channel that can be updated and answered to. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/**
 * What a channel answered. 'refused': it will never take this one; 'busyMs': it took nothing, and may after so many
 * milliseconds. Where the answer is not known (a timeout, a 5xx), it is an exception.
 */
export type PostResult =
  'posted' | { readonly ref: MessageRef } | { readonly refused: string } | { readonly busyMs: number };

export interface Chat {
  /** `over`: the incident's message from before; a channel that cannot update posts another one. */
  post(notice: Notice, over?: MessageRef): Promise<PostResult>;
  /** Puts the evidence of a notice under its message; a channel that has no threads says 'posted'. */
  reply(notice: Notice, under: MessageRef): Promise<PostResult>;
}

/** What machines are told: a webhook, an event bus. */
export interface Outlet {
  send(message: NoticeMessage): Promise<PostResult>;
}

/** The one message of an incident in a channel. 'posting': somebody is at it, or was cut short; 'none': nothing came of it. */
export const Thread = z.object({
  incident: IncidentId,
  version: Integer,
  state: z.enum(['posting', 'told', 'none']),
  ref: z.object({ channel: textUpTo(100), ts: textUpTo(100) }).optional(),
  at: Instant,
});

export type Thread = z.infer<typeof Thread>;

export interface ThreadStore {
  /** Strongly consistent. */
  find(incident: IncidentId): Promise<Stored<Thread> | undefined>;
  put(thread: Thread, expected: number | undefined): Promise<WriteResult>;
}

/** What a storm is counted by: notices of critical incidents, of others, and those that were grouped because there were too many. */
export type StormCount = 'critical' | 'other' | 'grouped';

export interface StormStore {
  /** One more of a cluster; counting begins anew `windowMs` after it began. Gives how many there were, this one included, and since when. */
  add(
    cluster: ClusterId,
    count: StormCount,
    at: string,
    windowMs: number,
  ): Promise<{ readonly count: number; readonly since: string }>;
}
