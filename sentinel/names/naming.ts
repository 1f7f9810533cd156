import type { Conversation } from '../conversation/conversation.ts';
import type { DnsWatch } from './dns-watch.ts';

/** Which names conversations have: those that their client was told for their server. */
export class Naming {
  readonly #dns: DnsWatch;

  constructor(dns: DnsWatch) {
    this.#dns = dns;
  }

  /** A conversation keeps the name that its client had for its server when it began. */
  pin(conversation: Conversation): void {
    const { client, server, via, firstSeen, findings } = conversation;
    conversation.namedAt = this.#dns.learned;
    if (via !== undefined) for (const name of this.#dns.namesFor(client.address, via.address, firstSeen)) findings.name(name); // prettier-ignore
    for (const name of this.#dns.namesFor(client.address, server.address, firstSeen)) findings.name(name);
  }

  /** The answer may have been seen after the conversation that it led to. */
  again(conversation: Conversation): void {
    if (conversation.namedAt !== this.#dns.learned && !conversation.findings.hasName('dns')) this.pin(conversation);
  }
}
