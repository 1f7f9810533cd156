import type { Delivery, PlayedScenario, SentinelEvent } from '../../core/scenario.ts';
import type { Batch } from '../../core/telemetry.ts';
import type { Agenda } from './agenda.ts';
import { chance } from './chance.ts';
import { SentinelModel } from './sentinel-model.ts';
import { type Cadence, type Happening, ranks, type Timed } from './step.ts';
import type { Glimpse } from './traffic.ts';
import type { World, WorldNode } from './world.ts';

export interface Surroundings {
  readonly scenario: PlayedScenario;
  /** Milliseconds since 1970. */
  readonly start: number;
  /** Milliseconds from the start, like every `at` here. */
  readonly end: number;
  readonly seed: number;
  readonly cadence: (at: number) => Cadence;
  readonly agenda: Agenda<Happening>;
  readonly everywhere: (holder: { readonly cluster?: string | undefined }) => readonly World[];
}

interface Stretch {
  readonly node?: string | undefined;
  readonly from: number;
  readonly until?: number | undefined;
}

interface Post {
  readonly number: number;
  readonly node: WorldNode;
  readonly model: SentinelModel;
  newsDue: boolean;
  /** Events so far: what chance is drawn from. */
  events: number;
}

/** The sentinels of one cluster, a model on each node, with everything that befalls them and their batches. */
export class Sentinels {
  readonly #world: World;
  readonly #around: Surroundings;
  readonly #posts: ReadonlyMap<string, Post>;
  readonly #events: readonly SentinelEvent[];
  readonly #deliveries: readonly Delivery[];

  constructor(world: World, around: Surroundings) {
    this.#world = world;
    this.#around = around;
    const here = (item: { readonly cluster?: string | undefined }) => around.everywhere(item).includes(world);
    this.#events = around.scenario.sentinels.events.filter(here);
    this.#deliveries = around.scenario.delivery.filter(here);
    this.#posts = new Map(
      world.nodes.map((node, number) => {
        const from = Math.max(0, node.from);
        const model = new SentinelModel(node.name, around.start + from);
        const post: Post = { number, node, model, newsDue: false, events: 0 };
        this.#putHeartbeat(post, from);
        return [node.name, post];
      }),
    );
    for (const event of this.#events) this.#putEvent(event);
  }

  /** One event that the sentinel of the glimpse's node may see. */
  see(glimpse: Glimpse, at: number): void {
    const post = this.#posts.get(glimpse.node);
    if (post === undefined || at < post.node.from || at >= post.node.until || this.#isSilent(post, at)) return;
    const draw = chance(this.#around.seed, post.number, post.events++);
    const loss = this.#of('loss', post, at);
    if (loss !== undefined && draw < loss.share) {
      post.model.lose(1);
      return;
    }
    const news = post.model.see(glimpse, this.#clock(post, at));
    const { newsMs } = this.#around.cadence(at);
    if (news && !post.newsDue && newsMs !== undefined) {
      post.newsDue = true;
      this.#around.agenda.put(at + newsMs, ranks.flush, (now) => {
        post.newsDue = false;
        return this.#isSilent(post, now) || !post.model.hasNews ? [] : this.#send(post, post.model.news(this.#clock(post, now)), now);
      });
    }
  } // prettier-ignore

  /** A conversation that goes on for `lasts`: its bytes come with the heartbeats, and the rest at its end. */
  seeFor(glimpses: readonly Glimpse[], at: number, lasts: number): void {
    const { agenda, cadence } = this.#around;
    const parts = 1 + Math.min(10_000, Math.ceil(lasts / cadence(at).heartbeatMs));
    const share = (bytes: number, part: number) => Math.floor((bytes * (part + 1)) / parts) - Math.floor((bytes * part) / parts);
    const tell = (part: number, now: number) => {
      for (const glimpse of glimpses) {
        const bytes = { bytesOut: share(glimpse.bytesOut, part), bytesIn: share(glimpse.bytesIn, part) };
        const what = part === 0 || glimpse.what.kind === 'lookup' ? glimpse.what : { ...glimpse.what, ops: [] };
        this.see({ ...glimpse, what, ...bytes, connections: part === 0 ? glimpse.connections : 0 }, now);
      }
    };
    tell(0, at);
    for (let part = 1; part < parts; part++) {
      const next = at + Math.round((lasts * part) / (parts - 1));
      agenda.put(next, ranks.traffic, (now) => tell(part, now));
    }
  } // prettier-ignore

  #putHeartbeat(post: Post, after: number): void {
    const { agenda, cadence, end } = this.#around;
    const last = Math.min(end, post.node.until);
    const next = Math.min(after + cadence(after).heartbeatMs, last);
    if (next <= after) return;
    agenda.put(next, ranks.flush, (now) => {
      this.#putHeartbeat(post, now);
      return this.#isSilent(post, now) ? [] : this.#send(post, post.model.heartbeat(this.#clock(post, now)), now);
    });
  }

  #putEvent(event: SentinelEvent): void {
    const { agenda } = this.#around;
    const posts = [...this.#posts.values()].filter(({ node }) => event.node === undefined || event.node === node.name);
    for (const post of posts) {
      if (event.event === 'restart') {
        agenda.put(event.at, ranks.sentinel, (now) => {
          const rest = this.#isSilent(post, now) ? [] : this.#send(post, post.model.heartbeat(this.#clock(post, now)), now);
          post.model.restart(this.#clock(post, now));
          return rest;
        });
      }
      // It was gone: what it knew is gone with it.
      if (event.event === 'silent' && event.until !== undefined) {
        agenda.put(event.until, ranks.sentinel, (now) => post.model.restart(this.#clock(post, now)));
      }
    }
  } // prettier-ignore

  #send(post: Post, batches: readonly Batch[], at: number): Timed[] {
    const cluster = this.#world.cluster;
    const loss = this.#of('loss', post, at) ?? this.#of('loss', post, at - 1);
    return batches.flatMap((original) => {
      let batch = original;
      if (loss !== undefined) {
        // A stretch with loss has loss in each of its windows, however few events a scenario puts into it.
        const { seen, dropped, folded } = batch.coverage;
        batch = { ...batch, coverage: { ...batch.coverage, dropped: loss.share > 0 ? Math.max(1, dropped) : dropped, folded: folded + loss.folded, seen } };
      }
      let [lateMs, queuedMs, times] = [0, 0, 1];
      for (const [turn, delivery] of this.#deliveries.entries()) {
        if (!covers(delivery, post, at)) continue;
        if (delivery.share < 1 && chance(this.#around.seed, post.number, batch.seq, at, 1 + turn) >= delivery.share) continue;
        if (delivery.how === 'late') lateMs += delivery.by;
        if (delivery.how === 'queued') queuedMs += delivery.by;
        if (delivery.how === 'duplicated') times *= delivery.times;
        if (delivery.how === 'reordered') queuedMs += Math.floor(chance(this.#around.seed, post.number, batch.seq, at) * delivery.within);
      }
      if (lateMs === 0) return [{ at, step: { kind: 'batch', cluster, batch, times, queuedMs } } as const];
      // A spooled batch says when it is sent, not when it was made.
      const late = { ...batch, sentAt: new Date(this.#clock(post, at + lateMs)).toISOString() };
      this.#around.agenda.put(at + lateMs, ranks.delivery, (now) => [{ at: now, step: { kind: 'batch', cluster, batch: late, times, queuedMs } }]);
      return [];
    });
  } // prettier-ignore

  /** Milliseconds since 1970 on the clock of the node. */
  #clock(post: Post, at: number): number {
    return this.#around.start + at + (this.#of('skew', post, at)?.ahead ?? 0);
  }

  #isSilent(post: Post, at: number): boolean {
    return this.#of('silent', post, at) !== undefined;
  }

  #of<Kind extends Exclude<SentinelEvent['event'], 'restart'>>(kind: Kind, post: Post, at: number): Extract<SentinelEvent, { event: Kind }> | undefined {
    return this.#events.find((event): event is Extract<SentinelEvent, { event: Kind }> => event.event === kind && covers(event as Stretch, post, at));
  } // prettier-ignore
}

function covers({ node, from, until }: Stretch, post: Post, at: number): boolean {
  return (node === undefined || node === post.node.name) && from <= at && (until === undefined || at < until);
}
