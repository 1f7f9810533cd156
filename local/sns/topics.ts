import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import type { Seam } from '../seam.ts';
import { Journal } from '../state/journal.ts';
import type { Publication } from './publish-request.ts';
import type { Subscription } from './subscription.ts';

/** A published message; `at` is the installation's time in milliseconds. */
export type Published = Publication & Readonly<{ id: string; at: number }>;

type TopicEvent =
  | Readonly<{ kind: 'published'; message: Published; to: readonly string[] }>
  | Readonly<{ kind: 'settled'; id: string; subscription: string }>;

type Pending = Readonly<{ message: Published; to: Set<string> }>;

export type Deliver = (message: Published, subscription: Subscription) => Promise<void>;
export type GiveUp = (message: Published, subscription: Subscription, error: unknown) => void;

export type TopicsOptions = Readonly<{
  file: string;
  topics: readonly string[];
  /** Those of the template, and those whom people asked for, as they are now. */
  subscriptions: () => readonly Subscription[];
  deliver: Deliver;
  /** After the last try. */
  giveUp: GiveUp;
  timerScale: number;
  now: () => number;
  seam: Seam;
  log: Log;
}>;

const tries = 4;
const firstPauseMs = 500;

/** The topics, what was published to them, and what is still to be delivered to whom. */
export class Topics {
  readonly #options: TopicsOptions;
  readonly #journal: Journal<TopicEvent>;
  readonly #pending = new Map<string, Pending>();
  #delivering = 0;
  #stopped = false;

  constructor(options: TopicsOptions) {
    this.#options = options;
    const { journal, entries } = Journal.open<TopicEvent>(options.file);
    this.#journal = journal;
    for (const event of entries) this.#replay(event);
  }

  has(topicArn: string): boolean {
    return this.#options.topics.includes(topicArn);
  }

  subscriptionsOf(topicArn: string): readonly Subscription[] {
    return this.#options.subscriptions().filter((one) => one.topicArn === topicArn);
  }

  get isIdle(): boolean {
    return this.#delivering === 0 && this.#pending.size === 0;
  }

  get pending(): number {
    return this.#pending.size;
  }

  /** Delivers what an earlier process had published and not delivered. */
  start(): void {
    for (const { message, to } of this.#pending.values()) this.#deliverTo(message, [...to]);
  }

  stop(): void {
    this.#stopped = true;
    this.#journal.close();
  }

  /** The message is safe once this returns; deliveries follow. Gives its id. */
  publish(publication: Publication): string {
    const message = { ...publication, id: randomUUID(), at: this.#options.now() };
    const to = this.subscriptionsOf(publication.topicArn)
      .filter((one) => one.accepts(textFor(message, one), publication.attributes))
      .map(({ id }) => id);
    if (this.#journal.isLong) this.#journal.rewrite(this.#snapshot());
    if (to.length > 0) {
      this.#append({ kind: 'published', message, to });
      this.#options.seam('sns-published');
      this.#deliverTo(message, to);
    }
    return message.id;
  }

  #deliverTo(message: Published, to: readonly string[]): void {
    for (const id of to) {
      const subscription = this.#options.subscriptions().find((one) => one.id === id);
      // A subscription that the template no longer has gets nothing any more.
      if (subscription === undefined) this.#append({ kind: 'settled', id: message.id, subscription: id });
      else void this.#deliver(message, subscription);
    }
  }

  async #deliver(message: Published, subscription: Subscription): Promise<void> {
    this.#delivering += 1;
    try {
      await this.#tried(message, subscription);
    } finally {
      this.#delivering -= 1;
      if (!this.#stopped) this.#append({ kind: 'settled', id: message.id, subscription: subscription.id });
    }
  }

  async #tried(message: Published, subscription: Subscription): Promise<void> {
    const { deliver, giveUp, timerScale, log } = this.#options;
    for (let attempt = 1; !this.#stopped; attempt += 1) {
      try {
        return await deliver(message, subscription);
      } catch (error) {
        log(subscription.id, `delivery ${attempt} of ${tries} failed: ${(error as Error).message}`);
        if (attempt >= tries) return giveUp(message, subscription, error);
        await new Promise((resolve) => setTimeout(resolve, (firstPauseMs * 2 ** attempt) / timerScale));
      }
    }
  }

  #append(event: TopicEvent): void {
    this.#journal.append(event);
    this.#replay(event);
  }

  #replay(event: TopicEvent): void {
    if (event.kind === 'published') {
      this.#pending.set(event.message.id, { message: event.message, to: new Set(event.to) });
      return;
    }
    const pending = this.#pending.get(event.id);
    pending?.to.delete(event.subscription);
    if (pending?.to.size === 0) this.#pending.delete(event.id);
  }

  #snapshot(): readonly TopicEvent[] {
    return [...this.#pending.values()].map(({ message, to }) => ({ kind: 'published', message, to: [...to] }));
  }
}

/** What a subscriber gets to read: its protocol's own text, or the common one. */
export function textFor({ texts }: Publication, { protocol }: Subscription): string {
  return texts[protocol] ?? texts.default;
}
