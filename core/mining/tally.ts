import type { MiningEvidence } from '../operation.ts';
import type { Answer } from './answer.ts';
import type { Clue } from './clue.ts';
import { spelledMethod } from './methods.ts';
import { reasons, type Reason } from './reasons.ts';

/** How the caller saw a connection end. */
export type Ending = 'reset' | 'fin' | 'timeout';

/** What was seen of one dialect in one session: intent, answers and work, counted apart. */
export class Tally {
  readonly #methods = new Map<string, number>();
  readonly #reasons = new Set<Reason>();
  #asked = 0;
  #claimed = 0;
  #latent = false;
  #hinted = false;
  #submitted = 0;
  #work = 0;
  #accepted = 0;
  #errors = 0;

  note(clue: Clue): void {
    if (clue.method !== undefined) this.#methods.set(clue.method, (this.#methods.get(clue.method) ?? 0) + 1);
    if (clue.reason !== undefined) this.#reasons.add(clue.reason);
    if (clue.weight === 'latent') this.#latent = true;
    else if (clue.weight === 'claim') this.#claimed += 1;
    else if (clue.weight === 'hint') this.#hinted = true;
    else if (clue.act === 'ask') this.#asked += 1;
    else if (clue.act === 'submit') this.#submitted += 1;
    else if (clue.act === 'work') this.#work += 1;
  }

  answer(answer: Answer, toSubmission: boolean, unsure: boolean): void {
    switch (answer) {
      case 'error':
        if (unsure && this.#claimed === 0) return;
        this.#errors += 1;
        this.#reasons.add('errorAnswered');
        return;
      case 'contrary':
        this.#claimed = 0;
        return;
      case 'accepted':
        // That an unknown application accepted a login says nothing about mining.
        if (unsure && this.#claimed === 0) return;
        this.#accepted += 1;
        this.#reasons.add(toSubmission ? 'submitAccepted' : 'accepted');
        return;
      case 'work':
      case 'subscription':
        this.#work += 1;
        this.#reasons.add(answer === 'subscription' ? 'subscriptionGiven' : 'workGiven');
    }
  }

  /** Whether the miner's side said anything that counts. */
  get wished(): boolean {
    return this.#asked + this.#claimed + this.#submitted > 0;
  }

  get answered(): boolean {
    return this.#work + this.#accepted + this.#errors > 0;
  }

  /** The evidence, given how the connection ended and whether the server refused in HTTP; undefined: there is none. */
  evidence(ending: Ending | undefined, httpRefused: boolean): MiningEvidence | undefined {
    if (this.#work + this.#accepted > 0) return 'session';
    if (this.#errors > 0) return 'error';
    if (httpRefused && this.wished) return 'refused';
    if (this.#submitted > 0 && this.#asked + this.#claimed === 0) return 'session';
    if (this.#asked + this.#claimed > 0) return ending === undefined ? 'intent' : 'refused';
    return this.#hinted ? 'hint' : undefined;
  }

  reasons(ending: Ending | undefined, httpRefused: boolean): string[] {
    const told = new Set(this.#reasons);
    if (told.has('notified') && !this.wished && !this.#latent) {
      told.delete('notified');
      told.add('notifiedUnasked');
    }
    if (!this.answered && this.wished) {
      if (httpRefused) told.add('httpRefused');
      else if (this.#asked + this.#claimed === 0) told.add('submitOnly');
      else if (ending !== undefined)
        told.add(({ reset: 'reset', fin: 'unanswered', timeout: 'timedOut' } as const)[ending]);
    }
    return (Object.keys(reasons) as Reason[]).filter((reason) => told.has(reason)).map((reason) => reasons[reason]);
  }

  methods(): { method: string; count: number }[] {
    return [...this.#methods].map(([method, count]) => ({ method: spelledMethod(method), count }));
  }
}
