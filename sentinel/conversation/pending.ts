/** A conversation of which something may not have been told yet. */
export interface Pended {
  /** -1 once it is over. */
  readonly slot: number;
  /** Its place in the list; -1: it is not there. */
  pendingAt: number;
}

const always = () => true;

/** Conversations that began or said something since somebody asked. */
export class Pending<Conversation extends Pended> {
  /** With holes where a conversation was told before anybody asked. */
  #list: (Conversation | undefined)[] = [];

  get isEmpty(): boolean {
    return this.#list.length === 0;
  }

  add(conversation: Conversation): void {
    if (conversation.pendingAt !== -1) return;
    conversation.pendingAt = this.#list.length;
    this.#list.push(conversation);
  }

  drop(conversation: Conversation): void {
    if (conversation.pendingAt !== -1) this.#list[conversation.pendingAt] = undefined;
    conversation.pendingAt = -1;
  }

  /** Those for which `settled` is not true yet stay. */
  take(settled: (conversation: Conversation) => boolean = always): Conversation[] {
    const ready: Conversation[] = [];
    const later: Conversation[] = [];
    for (const conversation of this.#list) {
      // What was joined with another conversation, or is over, has been told by it.
      if (conversation === undefined || conversation.slot === -1) continue;
      conversation.pendingAt = settled(conversation) ? -1 : later.length;
      (conversation.pendingAt === -1 ? ready : later).push(conversation);
    }
    this.#list = later;
    return ready;
  }
}
