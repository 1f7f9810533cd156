import type { TrackedConversation } from '../sources/source.ts';
import type { Conversation } from './conversation.ts';
import { Findings } from './findings.ts';

/** Conversations that a source tells as a whole: the same object again is the same conversation, further on. */
export class TrackedConversations {
  readonly #known = new WeakMap<TrackedConversation, Conversation>();

  of(tracked: TrackedConversation): Conversation {
    const { client, clientPort, server, serverPort, bytesOut = 0, bytesIn = 0, ...rest } = tracked;
    const known = this.#known.get(tracked);
    if (known !== undefined) return Object.assign(known, { outcome: rest.outcome, lastSeen: rest.lastSeen, bytesOut, bytesIn }); // prettier-ignore
    const conversation: Conversation = {
      ...rest,
      client: { address: client, port: clientPort },
      server: { address: server, port: serverPort },
      alias: undefined,
      interfaceIndex: -1,
      packets: 0,
      bytesOut,
      bytesIn,
      begun: true,
      findings: new Findings(),
      counted: undefined,
      namedAt: -1,
    };
    this.#known.set(tracked, conversation);
    return conversation;
  }
}
