import { rangeOf } from '../../core/address.ts';
import type { ObservedName } from '../../core/observed-name.ts';
import type { Conversation, End, Side } from '../conversation/conversation.ts';
import type { Counters } from '../counters.ts';
import { dnsTypeName, type DnsMessage } from '../protocols/dns-message.ts';
import type { Answered, LookupTable, Question } from './lookup-table.ts';
import { Questions } from './questions.ts';
import type { NameCache } from './name-cache.ts';
import { type Asked, PendingQuestions } from './pending-questions.ts';

/** A conversation in which DNS is spoken; over UDP an answer may come from the backend of the service that was asked. */
export type DnsConversation = Conversation & { answeredBy?(server: End): void };

interface Pending extends Asked {
  readonly name: string;
  readonly type: number;
  readonly question: Question;
  readonly conversation: DnsConversation;
}

const NXDOMAIN = 3;

/** Follows questions and answers per client: what was asked, what came back, which names an address then has. */
export class DnsWatch {
  readonly #pending = new PendingQuestions<Pending>();
  readonly #questions = new Questions();
  readonly #cache: NameCache;
  readonly #lookups: LookupTable;
  readonly #counters: Counters;
  #learned = 0;

  constructor(cache: NameCache, lookups: LookupTable, counters: Counters) {
    this.#cache = cache;
    this.#lookups = lookups;
    this.#counters = counters;
  }

  /** @returns the conversation that this message belongs to, where that is another one (a service's backend answered) */
  message(conversation: DnsConversation, side: Side, message: DnsMessage, at: number): DnsConversation | undefined {
    const first = message.questions[0];
    // Notifications, updates and the like name no peer.
    if (message.opcode !== 0 || first === undefined) return undefined;
    if (!message.response) {
      if (side === 'client') this.#asked(conversation, message, at);
      return undefined;
    }
    if (side !== 'server') return undefined;
    const pending = this.#pending.find(conversation, message.id);
    const asked = pending !== undefined && pending.name === first.name && pending.type === first.type;
    // The question was seen and this does not answer it: a late copy, or somebody guessing.
    if (conversation.begun && !asked) {
      this.#counters.add('dns: answer to no question');
      return undefined;
    }
    const joined = asked && pending.conversation !== conversation ? pending.conversation : undefined;
    if (asked) this.#pending.delete(pending);
    if (joined !== undefined) this.#join(joined, conversation.server);
    const speaking = joined ?? conversation;
    if (!asked) speaking.findings.operation({ app: 'dns', method: dnsTypeName(first.type) });
    const question = asked ? pending.question : this.#questions.of(speaking, first.name);
    this.#answered(question, message, at, asked);
    if (speaking.findings.explains)
      speaking.findings.because(`dns: ${answerOf(message)} to a question of type ${dnsTypeName(first.type)}`);
    return joined;
  }

  /** Rises with each answer: nobody's names have changed while it stands. */
  get learned(): number {
    return this.#learned;
  }

  /** The names under which `client` may have dialled `server`; the questions for them are then no mere lookups. */
  namesFor(client: string, server: string, at: number): readonly ObservedName[] {
    const names = this.#cache.names(client, server, at);
    for (const name of names) this.#lookups.used(client, name.value);
    return names;
  }

  #asked(conversation: DnsConversation, message: DnsMessage, at: number): void {
    for (const { name, type } of message.questions) {
      const question = this.#questions.of(conversation, name);
      this.#pending.add({ id: message.id, name, type, question, conversation });
      this.#lookups.asked(question, at);
      conversation.findings.operation({ app: 'dns', method: dnsTypeName(type) });
    }
  }

  #answered(question: Question, message: DnsMessage, at: number, asked: boolean): void {
    this.#lookups.answered(question, answerOf(message), message.aliases, at, asked);
    this.#learned += 1;
    this.#cache.learn(question.client, message.addresses, question.name, message.aliases, message.ttlS, at);
  }

  #join(asked: DnsConversation, backend: End): void {
    if (rangeOf(asked.server.address) !== 'public') asked.answeredBy?.(backend);
  }
}

function answerOf(message: DnsMessage): Answered {
  if (message.filtered) return 'blocked';
  if (message.code === NXDOMAIN) return 'nxdomain';
  if (message.code !== 0) return 'refused';
  if (message.addresses.length === 0) return message.aliases.length > 0 ? 'answered' : 'empty';
  // A policy that sinks a name answers with the unspecified address.
  return message.addresses.every((address) => address === '0.0.0.0' || address === '::') ? 'blocked' : 'answered';
}
