import type { TcpConversation } from './tcp-conversation.ts';

/** More than are open at the same time on most nodes, and less than a megabyte. */
const MOST = 1024;

/**
 * Conversations that are over, of which nobody knows any longer: what is made for one alone costs the collector of garbage
 * more than reading it did.
 */
export class SpareConversations {
  readonly #made: () => TcpConversation;
  readonly #spare: TcpConversation[] = [];

  constructor(made: () => TcpConversation) {
    this.#made = made;
  }

  /** One that knows nothing. */
  take(): TcpConversation {
    return this.#spare.pop() ?? this.#made();
  }

  /** One that is over and told. What has read its streams may know it still: then it is left to them. */
  give(conversation: TcpConversation): void {
    if (!conversation.isUnread || this.#spare.length >= MOST) return;
    conversation.forget();
    this.#spare.push(conversation);
  }
}
