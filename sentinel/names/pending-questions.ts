import { BoundedMap } from '../bounded-map.ts';
import type { Conversation } from '../conversation/conversation.ts';

/** A question of DNS that was not answered yet. */
export interface Asked {
  readonly id: number;
  readonly conversation: Conversation;
}

/** A power of two. */
const PLACES = 16_384;
const MOST_OTHERS = 16_384;

/**
 * Questions by protocol, client, port and id: the answer may come from another address than the one that was asked.
 * Port and id alone find nearly all of them; only where two want one place, the one before moves to where keys are written
 * out.
 */
export class PendingQuestions<Question extends Asked> {
  readonly #places: (Question | undefined)[] = Array.from({ length: PLACES });
  readonly #others = new BoundedMap<string, Question>(MOST_OTHERS);

  add(asked: Question): void {
    const place = placeOf(asked.conversation, asked.id);
    const before = this.#places[place];
    if (before !== undefined && !isOf(before, asked.conversation, asked.id)) this.#others.set(keyOf(before.conversation, before.id), before); // prettier-ignore
    this.#places[place] = asked;
  }

  find(answering: Conversation, id: number): Question | undefined {
    const known = this.#places[placeOf(answering, id)];
    if (known !== undefined && isOf(known, answering, id)) return known;
    return this.#others.size === 0 ? undefined : this.#others.get(keyOf(answering, id));
  }

  delete(asked: Question): void {
    const place = placeOf(asked.conversation, asked.id);
    if (this.#places[place] === asked) this.#places[place] = undefined;
    else this.#others.delete(keyOf(asked.conversation, asked.id));
  }
}

const placeOf = ({ client }: Conversation, id: number): number => {
  const mixed = Math.imul((client.port << 16) | id, 0x9e37_79b1);
  return (mixed ^ (mixed >>> 15)) & (PLACES - 1);
};
const keyOf = ({ proto, client }: Conversation, id: number): string =>
  `${proto} ${client.address} ${client.port} ${id}`;
const isOf = (asked: Asked, other: Conversation, id: number): boolean =>
  asked.id === id &&
  asked.conversation.client.port === other.client.port &&
  asked.conversation.client.address === other.client.address &&
  asked.conversation.proto === other.proto;
