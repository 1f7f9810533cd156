import type { ClusterId } from '../../core/ids.ts';
import type { Interval } from '../../core/interval.ts';
import type { EksFacts } from '../../core/inventory/cluster-facts.ts';
import { supportUntil } from '../../core/inventory/kubernetes-support.ts';
import type { PlayedScenario } from '../../core/scenario.ts';
import { eachConversation } from '../../core/scenario-traffic.ts';
import { Agenda } from './agenda.ts';
import { auditLog, creatorKnownAt } from './audit-log.ts';
import { ownerChanges } from './intervals.ts';
import { endOf, occurrences } from './occurrences.ts';
import { Sentinels } from './sentinels.ts';
import { outsideNames, Traffic } from './traffic.ts';
import { worldsOf } from './worlds.ts';
import { type Cadence, type Happening, ranks, type Timed } from './step.ts';
import type { World } from './world.ts';

export interface StepOptions {
  readonly seed?: number | undefined;
  /** Absent: the scenario's heartbeat, novelty after a second. */
  readonly cadence?: ((at: number) => Cadence) | undefined;
}

export interface Plan {
  readonly worlds: readonly World[];
  /** Milliseconds since 1970. */
  readonly start: number;
  /** Milliseconds from the start. */
  readonly end: number;
  readonly steps: Generator<Timed, void>;
}

/** Everything that a scenario makes happen, as steps. The same scenario and seed give the same steps. */
export function planOf(scenario: PlayedScenario, options: StepOptions = {}): Plan {
  const start = Date.parse(scenario.start);
  const moments = [
    ...scenario.acts.map(({ at }) => at),
    ...scenario.feeds.map(({ at }) => at),
    ...[...scenario.sentinels.events, ...scenario.delivery, ...scenario.kubernetes].flatMap((event) => ('at' in event ? [event.at] : [event.from, event.until ?? 0])),
    ...scenario.workloads.flatMap(({ from = 0, until = 0, changes, runs }) => [from, until, ...changes.map(({ at }) => at), runs?.until ?? 0]),
    ...scenario.services.flatMap(({ from = 0, until = 0, changes }) => [from, until, ...changes.map(({ at }) => at)]),
    ...[...scenario.ingresses, ...scenario.gateways, ...scenario.virtualServices, ...scenario.networkPolicies].flatMap(({ from = 0, until = 0 }) => [from, until]),
    ...scenario.audit.events.map(({ at }) => at),
    ...scenario.eks.map(({ at }) => at),
  ];
  const end = endOf(scenario, [...scenario.conversations, ...scenario.lookups], moments);
  const worlds = worldsOf(scenario, end);
  return { worlds, start, end, steps: stepsOf(scenario, worlds, start, end, options) };
} // prettier-ignore

function* stepsOf(scenario: PlayedScenario, worlds: readonly World[], start: number, end: number, options: StepOptions): Generator<Timed, void> {
  const seed = options.seed ?? scenario.seed;
  const cadence = options.cadence ?? (() => ({ heartbeatMs: scenario.sentinels.heartbeat, newsMs: 1_000 }));
  const agenda = new Agenda<Happening>();
  const [first] = scenario.clusters;
  const conversations = scenario.conversations.flatMap(eachConversation);
  const outside = outsideNames(conversations);
  const inWorld = (holder: { readonly cluster?: string | undefined }, world: World) => (holder.cluster ?? first?.name) === world.cluster;
  const everywhere = (holder: { readonly cluster?: string | undefined }) => (holder.cluster === undefined ? worlds : worlds.filter((world) => world.cluster === holder.cluster));

  for (const feed of scenario.feeds) agenda.put(feed.at, ranks.feed, (at) => [{ at, step: { kind: 'feed', feed } }]);
  for (const act of scenario.acts) for (const { cluster } of everywhere(act)) agenda.put(act.at, ranks.act, (at) => [{ at, step: { kind: 'act', cluster, act } }]);
  for (const outage of scenario.kubernetes) {
    for (const { cluster } of everywhere(outage)) {
      agenda.put(outage.from, ranks.outage, (at) => [{ at, step: { kind: 'kubernetes', cluster, answer: outage.answer } }]);
      if (outage.until !== undefined) agenda.put(outage.until, ranks.outage, (at) => [{ at, step: { kind: 'kubernetes', cluster, answer: undefined } }]);
    }
  }
  for (const world of worlds) {
    putInventory(agenda, world, start, end, scenario.audit);
    putClock(agenda, world, scenario, start, end);
    const sentinels = new Sentinels(world, { scenario, start, end, seed, cadence, agenda, everywhere });
    const traffic = new Traffic(world, outside);
    conversations.forEach((conversation, turn) => {
      if (!inWorld(conversation, world)) return;
      putTraffic(agenda, occurrences(conversation, end, seed, turn), (at, count) => {
        const glimpses = traffic.ofConversation(conversation, turn, at, count);
        if (conversation.lasts === 0) for (const glimpse of glimpses) sentinels.see(glimpse, at);
        else sentinels.seeFor(glimpses, at, conversation.lasts);
      });
    });
    scenario.lookups.forEach((lookup, turn) => {
      if (!inWorld(lookup, world)) return;
      putTraffic(agenda, occurrences(lookup, end, seed, 100_000 + turn), (at, count) => {
        for (const glimpse of traffic.ofLookup(lookup, at, count)) sentinels.see(glimpse, at);
      });
    });
  }
  for (let next = agenda.take(); next !== undefined; next = agenda.take()) yield* next.item(next.at) ?? [];
} // prettier-ignore

function putInventory(agenda: Agenda<Happening>, world: World, start: number, end: number, audit: PlayedScenario['audit']): void {
  const byMoment = new Map<number, Interval[]>();
  for (const { at, interval } of ownerChanges(world, start, (made) => creatorKnownAt(world.cluster, made, audit) <= made)) {
    if (at > end) continue;
    const moment = Math.max(0, at);
    const there = byMoment.get(moment);
    if (there === undefined) byMoment.set(moment, [interval]);
    else there.push(interval);
  }
  for (const [at, changes] of byMoment) agenda.put(at, ranks.inventory, () => [{ at, step: { kind: 'inventory', cluster: world.cluster, changes } }]);
} // prettier-ignore

const minuteMs = 60_000;

/**
 * What the control plane does by the clock. A look without a change finds nothing, so a play looks in the minute after each
 * change, and where an outage begins or ends.
 */
function putClock(agenda: Agenda<Happening>, world: World, scenario: PlayedScenario, start: number, end: number): void {
  const { cluster } = world;
  const isHere = (item: { readonly cluster?: string | undefined }) => (item.cluster ?? scenario.clusters[0]?.name) === cluster;
  const stretches = [...world.nodes, ...world.workloads, ...world.pods, ...world.services, ...world.objects];
  const outages = scenario.kubernetes.filter((outage) => outage.cluster === undefined || outage.cluster === cluster);
  const moments = [...stretches.flatMap(({ from, until }) => [from, until]), ...outages.flatMap(({ from, until = end }) => [from, until])];
  const looks = new Set(moments.filter((at) => at > 0 && at < end).map((at) => (Math.floor(at / minuteMs) + 1) * minuteMs));
  for (const at of [0, ...looks]) if (at <= end) agenda.put(at, ranks.clock, () => [{ at, step: { kind: 'look', cluster } }]);
  for (const { at, event } of auditLog(world, scenario.audit, start)) {
    if (at <= end) agenda.put(at, ranks.clock, () => [{ at, step: { kind: 'audit', cluster, event } }]);
  }
  const text = (at: number) => new Date(start + at).toISOString();
  for (const why of ['off', 'late'] as const) {
    for (const stretch of scenario.audit[why]) {
      if (stretch.cluster !== undefined && stretch.cluster !== cluster) continue;
      const { from, until } = stretch;
      const tell = (at: number, to: number | undefined) => agenda.put(at, ranks.clock, () => [{ at, step: { kind: 'gap', cluster, gap: { from: text(from), ...(to === undefined ? {} : { to: text(to) }), why } } }]);
      tell(from, undefined);
      if (until !== undefined && until <= end) tell(until, until);
    }
  }
  for (const spec of scenario.eks.filter(isHere)) agenda.put(spec.at, ranks.clock, (at) => [{ at, step: { kind: 'eks', cluster, facts: eksFacts(cluster, spec, start + at) } }]);
  const sweepNext = (at: number): void => {
    if (at > end) return;
    agenda.put(at, ranks.clock, (now) => {
      sweepNext(now + minuteMs);
      return [{ at: now, step: { kind: 'sweep', cluster } }];
    });
  };
  sweepNext(minuteMs);
} // prettier-ignore

function eksFacts(cluster: ClusterId, { version, publicEndpoint, publicRanges, logging }: PlayedScenario['eks'][number], at: number): EksFacts {
  const until = supportUntil(version);
  return {
    cluster, eksName: cluster, version, ...(until === undefined ? {} : { supportUntil: until }), publicEndpoint, privateEndpoint: true,
    publicRanges, logging, secretsEncrypted: true, status: 'ACTIVE', asOf: new Date(at).toISOString(),
  };
} // prettier-ignore

/** One entry at a time: what comes after it is put in when it is there. */
function putTraffic(agenda: Agenda<Happening>, moments: Generator<number, void>, happen: (at: number, count: number) => void): void {
  const putNext = (count: number) => {
    const next = moments.next();
    if (next.done === true) return;
    agenda.put(next.value, ranks.traffic, (at) => {
      happen(at, count);
      putNext(count + 1);
    });
  };
  putNext(0);
} // prettier-ignore
