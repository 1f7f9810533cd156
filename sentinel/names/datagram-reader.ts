import type { Conversation, Side } from '../conversation/conversation.ts';
import type { DatagramConversation } from '../conversation/datagram-conversation.ts';
import { parseDns } from '../protocols/dns-message.ts';
import { looksLikeQuicInitial } from '../protocols/quic.ts';
import type { DnsWatch } from './dns-watch.ts';
import type { Naming } from './naming.ts';

/** What datagrams say: questions and answers of DNS, and that QUIC is spoken. */
export class DatagramReader {
  readonly #dns: DnsWatch;
  readonly #names: Naming;
  readonly #absorb: (answer: DatagramConversation, into: DatagramConversation) => void;

  /** @param absorb takes back a conversation that turned out to be the answer to another one */
  constructor(
    dns: DnsWatch,
    names: Naming,
    absorb: (answer: DatagramConversation, into: DatagramConversation) => void,
  ) {
    this.#dns = dns;
    this.#names = names;
    this.#absorb = absorb;
  }

  datagram(conversation: DatagramConversation, side: Side, payload: Buffer, wholeLength: number, at: number): void {
    if (conversation.packets === 1) this.#names.pin(conversation);
    const message = parseDns(payload);
    if (message !== undefined && message.questions.length > 0 && !isMulticastDns(conversation)) {
      const joined = this.#dns.message(conversation, side, message, at) as DatagramConversation | undefined;
      if (side === 'client') conversation.waiting += 1;
      else if (message.response) conversation.answeredOnce();
      if (joined === undefined) return;
      joined.datagram('server', wholeLength, at, conversation.interfaceIndex);
      joined.answeredOnce();
      this.#absorb(conversation, joined);
      return;
    }
    if (side === 'client' && looksLikeQuicInitial(payload)) {
      conversation.findings.operation({ app: 'quic' });
      conversation.findings.because('quic: Initial packet of the client');
    }
  }
}

const isMulticastDns = ({ server, client }: Conversation): boolean => server.port === 5353 || client.port === 5353 || server.port === 5355; // prettier-ignore
