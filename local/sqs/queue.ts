import { randomUUID } from 'node:crypto';
import type { Message, MessageAttributes } from './message.ts';

/** Timings in milliseconds, already divided by the scale of timers. */
export type QueueSpec = Readonly<{
  name: string;
  arn: string;
  visibilityTimeoutMs: number;
  delayMs: number;
  retentionMs: number;
  maxMessageBytes: number;
  redrive?: Readonly<{ deadLetterArn: string; maxReceiveCount: number }>;
}>;

/** What happened to a queue: the lines of its journal. */
export type QueueEvent =
  | Readonly<{ kind: 'sent'; queue: string; message: Message }>
  | Readonly<{
      kind: 'received';
      queue: string;
      id: string;
      receipt: string;
      at: number;
      availableAt: number;
      held: boolean;
    }>
  | Readonly<{ kind: 'delayed'; queue: string; id: string; availableAt: number }>
  | Readonly<{ kind: 'deleted'; queue: string; id: string }>;

export type Sent = Readonly<{
  body: string;
  attributes?: MessageAttributes;
  delayMs?: number;
  sender: string;
  sentAt: number;
}>;

/** One standard queue. Every change is handed to `record` before it is answered. */
export class Queue {
  readonly spec: QueueSpec;
  readonly #record: (...events: readonly QueueEvent[]) => void;
  readonly #deadLetters: () => Queue | undefined;
  readonly #messages = new Map<string, Message>();
  /** Ids of messages that a poller of this process works on: they stay hidden until it lets them go. */
  readonly #held = new Set<string>();
  readonly #listeners = new Set<() => void>();

  constructor(
    spec: QueueSpec,
    record: (...events: readonly QueueEvent[]) => void,
    deadLetters: () => Queue | undefined,
  ) {
    this.spec = spec;
    this.#record = record;
    this.#deadLetters = deadLetters;
  }

  /** Acts out an event of the journal, without recording it again. */
  replay(event: QueueEvent): void {
    switch (event.kind) {
      case 'sent':
        this.#messages.set(event.message.id, event.message);
        break;
      case 'deleted':
        this.#messages.delete(event.id);
        break;
      case 'delayed':
        this.#change(event.id, { availableAt: event.availableAt });
        break;
      case 'received': {
        const { id, receipt, at, availableAt, held } = event;
        const before = this.#messages.get(id);
        const firstReceivedAt = before?.firstReceivedAt ?? at;
        // The poller that held it died with its process; nobody else will give the message back.
        const again = held ? 0 : availableAt;
        this.#change(id, {
          receipt,
          firstReceivedAt,
          availableAt: again,
          receiveCount: (before?.receiveCount ?? 0) + 1,
        });
        break;
      }
      default:
        break;
    }
  }

  /** What a journal has to hold to describe the queue as it is. */
  snapshot(): readonly QueueEvent[] {
    return [...this.#messages.values()].map((message) => ({
      kind: 'sent',
      queue: this.spec.name,
      message: this.#held.has(message.id) ? { ...message, availableAt: 0 } : message,
    }));
  }

  send(...messages: readonly Sent[]): readonly Message[] {
    const now = Date.now();
    const made = messages.map(({ body, attributes = {}, delayMs = this.spec.delayMs, sender, sentAt }) => ({
      id: randomUUID(),
      body,
      attributes,
      sender,
      sentAt,
      storedAt: now,
      availableAt: now + delayMs,
      receiveCount: 0,
    }));
    this.take(made);
    return made;
  }

  /** Puts whole messages into the queue, such as those that fell out of another. */
  take(messages: readonly Message[]): void {
    this.#record(...messages.map((message) => ({ kind: 'sent', queue: this.spec.name, message }) as const));
    for (const message of messages) this.#messages.set(message.id, message);
    this.#wake();
  }

  /** @param held by a poller of this process, which will call `release` */
  receive(max: number, visibilityMs = this.spec.visibilityTimeoutMs, held = false): readonly Message[] {
    const now = Date.now();
    const received: Message[] = [];
    for (const message of this.#messages.values()) {
      if (received.length >= max) break;
      if (!this.#isAvailable(message, now) || this.#isOver(message, now) || this.#isDead(message)) continue;
      const event = {
        kind: 'received',
        queue: this.spec.name,
        id: message.id,
        receipt: randomUUID(),
        at: now,
        availableAt: now + visibilityMs,
        held,
      } as const;
      this.#record(event);
      this.replay({ ...event, held: false });
      if (held) this.#held.add(message.id);
      received.push(this.#messages.get(message.id) ?? message);
    }
    return received;
  }

  /** Deletes by receipt; one that is out of date or unknown deletes nothing, as in AWS. */
  delete(receipt: string): boolean {
    const message = this.#byReceipt(receipt);
    if (message === undefined) return false;
    this.#remove(message.id);
    return true;
  }

  /** The poller gives up on the message: it comes back when its visibility timeout is over. */
  release(id: string): void {
    this.#held.delete(id);
    this.#wake();
  }

  changeVisibility(receipt: string, visibilityMs: number): boolean {
    const message = this.#byReceipt(receipt);
    if (message === undefined) return false;
    const event = {
      kind: 'delayed',
      queue: this.spec.name,
      id: message.id,
      availableAt: Date.now() + visibilityMs,
    } as const;
    this.#record(event);
    this.replay(event);
    this.#wake();
    return true;
  }

  purge(): void {
    for (const id of this.#messages.keys()) this.#remove(id);
  }

  get depth(): Readonly<{ visible: number; inFlight: number; delayed: number }> {
    const now = Date.now();
    const all = [...this.#messages.values()];
    const hidden = all.filter((message) => !this.#isAvailable(message, now));
    const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length;
    return { visible: all.length - hidden.length, inFlight: hidden.length - delayed, delayed };
  }

  get size(): number {
    return this.#messages.size;
  }

  /** Milliseconds until something can be received; undefined when nothing will come by itself. */
  get nextInMs(): number | undefined {
    const now = Date.now();
    let next = Number.POSITIVE_INFINITY;
    for (const { id, availableAt } of this.#messages.values()) {
      if (!this.#held.has(id)) next = Math.min(next, availableAt - now);
    }
    return Number.isFinite(next) ? Math.max(0, next) : undefined;
  }

  /** Calls `listener` when something may have become receivable; the answer stops that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #isAvailable({ id, availableAt }: Message, now: number): boolean {
    return availableAt <= now && !this.#held.has(id);
  }

  #isOver({ id, storedAt }: Message, now: number): boolean {
    if (now - storedAt <= this.spec.retentionMs) return false;
    this.#remove(id);
    return true;
  }

  /** True when the message was received too often and went to the dead letters. */
  #isDead(message: Message): boolean {
    const { redrive } = this.spec;
    const target = this.#deadLetters();
    if (redrive === undefined || target === undefined || message.receiveCount < redrive.maxReceiveCount) return false;
    const { receipt: _, firstReceivedAt: __, ...rest } = message;
    // First into the other queue: a crash in between leaves it in both, never in none.
    target.take([{ ...rest, receiveCount: 0, availableAt: 0, deadLetterSource: this.spec.arn }]);
    this.#remove(message.id);
    return true;
  }

  #byReceipt(receipt: string): Message | undefined {
    for (const message of this.#messages.values()) if (message.receipt === receipt) return message;
    return undefined;
  }

  #remove(id: string): void {
    this.#record({ kind: 'deleted', queue: this.spec.name, id });
    this.#messages.delete(id);
    this.#held.delete(id);
  }

  #change(id: string, change: Partial<Message>): void {
    const message = this.#messages.get(id);
    if (message !== undefined) this.#messages.set(id, { ...message, ...change });
  }

  #wake(): void {
    for (const listener of this.#listeners) listener();
  }
}
