import { BoundedMap } from '../bounded-map.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { Question } from './lookup-table.ts';

const MOST_NAMES = 4096;
const MOST_OF_A_NAME = 16;

/** Questions of DNS that were asked lately: who asks the same again is given the same object, with where it is counted. */
export class Questions {
  readonly #byName = new BoundedMap<string, Question[]>(MOST_NAMES);

  of(conversation: Conversation, name: string): Question {
    let asked = this.#byName.get(name);
    if (asked === undefined) this.#byName.set(name, (asked = []));
    for (const question of asked) if (isOf(question, conversation)) return question;
    const { client, server, proto, interfaceIndex } = conversation;
    const question: Question = { client: client.address, resolver: server.address, port: server.port, proto: proto === 'tcp' ? 'tcp' : 'udp', interfaceIndex, name }; // prettier-ignore
    asked.push(question);
    if (asked.length > MOST_OF_A_NAME) asked.shift();
    return question;
  }
}

const isOf = (question: Question, { client, server, proto, interfaceIndex }: Conversation): boolean =>
  question.client === client.address && question.resolver === server.address && question.port === server.port && question.interfaceIndex === interfaceIndex && (question.proto === 'tcp') === (proto === 'tcp'); // prettier-ignore
