import * as z from 'zod';
import type { ClusterId } from '../core/ids.ts';
import type { ObjectStore } from '../core/ports/outside.ts';
import type { Clock, Log } from '../core/ports/runtime.ts';

const Closed = z.object({ v: z.literal(1), closed: z.record(z.string(), z.number()) });
type Closed = z.infer<typeof Closed>;

/** The one object: lib/storage-bucket.ts has the same, and a test holds them equal. */
export const floodgateKey = 'gates/closed.json';

/** How old what a door knows may be: so long a node may still post after it was shut out. */
const youngMs = 15_000;
const attempts = 5;
const mostNodes = 2_000;

/**
 * Which nodes are shut out for a while because they flood. enrich, who knows what is new, closes; the doors look at one
 * small object every quarter of a minute, so that nothing is written or read for a request. Where it cannot be read the
 * doors stay open: enrich holds the node back in any case.
 */
export class Floodgate {
  readonly #objects: ObjectStore;
  readonly #now: Clock;
  readonly #log: Log;
  #known: { readonly closed: Closed['closed']; readonly tag: string | undefined; readonly at: number } | undefined;

  constructor(objects: ObjectStore, now: Clock, log: Log) {
    this.#objects = objects;
    this.#now = now;
    this.#log = log;
  }

  /** Until when (milliseconds since 1970), or undefined where the node may post. */
  async closedUntil(cluster: ClusterId, node: string): Promise<number | undefined> {
    if (this.#known === undefined || Math.abs(this.#now() - this.#known.at) >= youngMs) await this.#look();
    const until = this.#known?.closed[keyOf(cluster, node)];
    return until !== undefined && until > this.#now() ? until : undefined;
  }

  async close(cluster: ClusterId, node: string, until: number): Promise<void> {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const got = await this.#objects.get(floodgateKey);
      const before = got.kind === 'found' ? closedIn(got.body) : {};
      const still = Object.entries(before)
        .filter(([, end]) => end > this.#now())
        .slice(-mostNodes);
      const body: Closed = { v: 1, closed: Object.fromEntries([...still, [keyOf(cluster, node), until]]) };
      const expected = got.kind === 'found' ? { tag: got.tag } : 'absent';
      if ((await this.#objects.put(floodgateKey, Buffer.from(JSON.stringify(body)), expected)) !== 'stale') return;
    }
    // Somebody else closes for somebody else all the time; the next batch of this node tries again.
    this.#log.warn('a flooding node could not be shut out', { cluster, node });
  }

  async #look(): Promise<void> {
    const at = this.#now();
    try {
      const got = await this.#objects.get(floodgateKey, this.#known?.tag);
      if (got.kind === 'found') this.#known = { closed: closedIn(got.body), tag: got.tag, at };
      else if (got.kind === 'absent' || this.#known === undefined) this.#known = { closed: {}, tag: undefined, at };
      else this.#known = { ...this.#known, at };
    } catch (error) {
      this.#log.warn('who is shut out could not be read', { error: error as Error });
      this.#known = { closed: this.#known?.closed ?? {}, tag: this.#known?.tag, at };
    }
  }
}

// A node's name may be anything; JSON keeps the two apart.
const keyOf = (cluster: ClusterId, node: string) => JSON.stringify([cluster, node]);

function closedIn(body: Uint8Array): Closed['closed'] {
  try {
    return Closed.safeParse(JSON.parse(Buffer.from(body).toString('utf8'))).data?.closed ?? {};
  } catch {
    return {};
  }
}
