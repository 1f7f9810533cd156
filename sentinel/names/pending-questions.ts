import { BoundedMap } from '../bounded-map.ts';
import type { Conversation } from '../conversation/conversation.ts';

/** A question of DNS that was not answered yet. */
export interface Asked {
  readonly id: number;
  readonly conversation: Conversation;
}

const MOST_PENDING = 16_384;

/**
 * Questions by protocol, client, port and id: the answer may come from another address than the one that was asked.
 * Port and id alone find nearly all of them; only where two clients chose the same, the second one's key is written out.
 */
export class PendingQuestions<Question extends Asked> {
  readonly #byNumber = new BoundedMap<number, Question>(MOST_PENDING);
  readonly #others = new BoundedMap<string, Question>(MOST_PENDING);

  add(asked: Question): void {
    const number = numberOf(asked.conversation, asked.id);
    const known = this.#byNumber.get(number);
    if (known === undefined || isOf(known, asked.conversation)) this.#byNumber.set(number, asked);
    else this.#others.set(keyOf(asked.conversation, asked.id), asked);
  }

  find(answering: Conversation, id: number): Question | undefined {
    const known = this.#byNumber.get(numberOf(answering, id));
    if (known !== undefined && isOf(known, answering)) return known;
    return this.#others.size === 0 ? undefined : this.#others.get(keyOf(answering, id));
  }

  delete(asked: Question): void {
    const number = numberOf(asked.conversation, asked.id);
    if (this.#byNumber.get(number) === asked) this.#byNumber.delete(number);
    else this.#others.delete(keyOf(asked.conversation, asked.id));
  }
}

const numberOf = ({ client }: Conversation, id: number): number => (client.port << 16) | id;
const keyOf = ({ proto, client }: Conversation, id: number): string =>
  `${proto} ${client.address} ${client.port} ${id}`;
const isOf = ({ conversation }: Asked, other: Conversation): boolean =>
  conversation.client.address === other.client.address && conversation.proto === other.proto;
