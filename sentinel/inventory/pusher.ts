import { lookAt, ownerMemory } from '../../adapters/kubernetes/view.ts';
import type { Api } from '../../adapters/kubernetes/api.ts';
import { Counters } from '../counters.ts';
import { type Door, failureWord } from '../delivery/door.ts';
import { dispositionOf, retryDelayMs } from '../output/answer.ts';
import { timestamp } from '../timestamp.ts';
import { packedLook, unseenIn } from './packed.ts';

export interface PusherOptions {
  readonly api: Api;
  readonly door: Pick<Door, 'inventory'>;
  /** Between looks. */
  readonly everyMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Talk for people; never holds a token or anything of the cluster. */
  readonly say: (text: string) => void;
}

/** How long one look may take: what discover gives a cluster. */
const lookMs = 40_000;
const firstRetryMs = 5_000;

/** Looks at the cluster it runs in and pushes what it saw. Each look is a new one: what was not delivered is old by then. */
export class Pusher {
  readonly counters = new Counters();
  readonly #options: PusherOptions;
  readonly #memory: ReturnType<typeof ownerMemory>;
  #failures = 0;
  #unseen = '';
  #lookedAt: number;
  #acceptedAt: number | undefined;

  constructor(options: PusherOptions) {
    this.#options = options;
    this.#memory = ownerMemory(options.now);
    this.#lookedAt = options.now();
  }

  /** When a look ended last, and when one was taken last. */
  get lookedAt(): number {
    return this.#lookedAt;
  }

  get acceptedAt(): number | undefined {
    return this.#acceptedAt;
  }

  /** One look, pushed. @returns milliseconds until the next one is due */
  async round(): Promise<number> {
    const { api, now, say, everyMs } = this.#options;
    const began = now();
    const snapshot = await lookAt(api, this.#memory, timestamp(began), AbortSignal.timeout(lookMs));
    this.#lookedAt = now();
    this.counters.add('looks');
    this.counters.add('lists not seen', Object.keys(snapshot.missing).length);
    const unseen = unseenIn(snapshot);
    if (unseen !== this.#unseen) say(unseen === '' ? 'the cluster is seen whole again' : unseen);
    this.#unseen = unseen;
    const packed = packedLook(snapshot, timestamp(now()));
    if (packed === 'too-large') return this.#failed('the inventory is larger than the door takes: docs/deploy.md#a-cluster-that-pushes', undefined); // prettier-ignore
    if (packed.leftOut.length > 0) this.counters.add('lists that had no room', packed.leftOut.length);
    const wait = await this.#push(packed.body);
    return wait ?? Math.max(0, began + everyMs - now());
  }

  /** @returns undefined once it was taken, else how long to wait */
  async #push(body: Buffer): Promise<number | undefined> {
    const { door, now, say } = this.#options;
    this.counters.add('requests');
    this.counters.add('bytes sent', body.length);
    let answer;
    try {
      answer = await door.inventory(body);
    } catch (error) {
      return this.#failed(failureWord(error), undefined);
    }
    if (dispositionOf(answer.status) !== 'accepted') return this.#failed(`the door answered ${answer.status}${meaning(answer.status)}`, answer.retryAfter); // prettier-ignore
    if (this.#failures > 0) say(`the door takes the inventory again after ${this.#failures} failures`);
    this.#failures = 0;
    this.#acceptedAt = now();
    this.counters.add('inventories accepted');
    return undefined;
  }

  /** Waits longer each time, up to a look's interval; as long as the door asks for, if that is longer. */
  #failed(words: string, retryAfter: string | undefined): number {
    const { now, say, everyMs } = this.#options;
    this.counters.add('tries failed');
    if (this.#failures === 0) say(`${words}; looked and tried again until it is taken`);
    this.#failures += 1;
    const own = Math.min(everyMs, firstRetryMs * 2 ** Math.min(this.#failures - 1, 10));
    return retryAfter === undefined ? own : Math.max(own, retryDelayMs(0, retryAfter, now(), 1));
  }
}

function meaning(status: number): string {
  if (status === 401) return ' (the token is none of an enrolled cluster, or has ended)';
  if (status === 403) return ' (the account of this token may not push: docs/deploy.md#a-cluster-that-pushes)';
  return status === 413 ? ' (larger than it takes)' : '';
}
