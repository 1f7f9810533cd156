import { nextRun } from './cron.ts';
import { type Edge, isLookupOnly } from './edge.ts';
import type { Lineage } from './ids.ts';

/** When a baseline is good enough: hours, and new edges a day. Three days, for what comes about once a day is a matter of luck before (ADR 12). */
export const readiness = { hours: 72, quietHours: 12, newPerDay: 0.5, settledHours: 7 * 24, runs: 2 } as const;

/** A CronJob, with how often it was seen to run. */
export interface Schedule {
  readonly lineage: Lineage;
  readonly label: string;
  readonly cron: string;
  readonly timeZone?: string | undefined;
  readonly suspended: boolean;
  /** RFC 3339: when its controller last started it. */
  readonly lastRun?: string | undefined;
}

export interface AwaitedRun {
  readonly label: string;
  readonly runs: number;
  /** RFC 3339; absent where its schedule is in a time zone that is not UTC, or is not understood. */
  readonly next?: string;
}

export interface Convergence {
  readonly edges: number;
  /** Whole hours that were watched. */
  readonly hours: number;
  /** Edges seen in exactly one hour, and in exactly two. */
  readonly once: number;
  readonly twice: number;
  /** Share of what is said that is known, 0 to 1; from below, for beyond three hours nobody counts. */
  readonly coverage: number;
  readonly newPerDay: number;
  /** Since the last edge that was new. */
  readonly quietHours: number;
  readonly state: 'learning' | 'ready' | 'settled';
  /** What is still missing to be ready, in order; empty where it is. */
  readonly missing: readonly ('hours' | 'quiet' | 'novelty')[];
  /** Schedules that have not run twice. */
  readonly awaited: readonly AwaitedRun[];
}

export interface Watch {
  /** Milliseconds since 1970: since when learning goes on, and now. */
  readonly since: number;
  readonly now: number;
  readonly schedules: readonly Schedule[];
}

/**
 * How much of the truth a baseline has seen, from how many edges were seen in exactly one hour and in two (Chao & Jost 2012;
 * Good and Turing for what comes). Conservative while the longest cycle has not come round once; and blind to a schedule
 * that has not fired, which is why those are named.
 */
export function convergenceOf(edges: readonly Edge[], { since, now, schedules }: Watch): Convergence {
  const said = edges.filter((edge) => edge.source.kind === 'workload' && !isLookupOnly(edge));
  const hours = Math.max(0, Math.floor((now - since) / 3_600_000));
  const seenIn = said.map(({ support }) => support.hours.length).filter((count) => count > 0);
  const once = seenIn.filter((count) => count === 1).length;
  const twice = seenIn.filter((count) => count === 2).length;
  const incidences = seenIn.reduce((sum, count) => sum + count, 0);
  const newest = said.reduce((latest, { firstSeen }) => Math.max(latest, Date.parse(firstSeen)), since);
  const quietHours = Math.max(0, (now - newest) / 3_600_000);
  const newPerDay = hours === 0 ? Number.POSITIVE_INFINITY : (once / hours) * 24;
  const missing = [
    ...(hours < readiness.hours ? (['hours'] as const) : []),
    ...(quietHours < readiness.quietHours ? (['quiet'] as const) : []),
    ...(newPerDay > readiness.newPerDay ? (['novelty'] as const) : []),
  ];
  const awaited = awaitedRuns(said, schedules, now);
  const cycled = hours >= readiness.settledHours || (schedules.length > 0 && awaited.length === 0);
  const state = missing.length > 0 ? 'learning' : cycled ? 'settled' : 'ready';
  return { edges: said.length, hours, once, twice, coverage: coverageOf(once, twice, incidences, hours), newPerDay, quietHours, state, missing, awaited };
} // prettier-ignore

/** Chao & Jost: one less what those that were seen once say about those that were not seen. */
function coverageOf(once: number, twice: number, incidences: number, hours: number): number {
  if (incidences === 0) return 0;
  if (once === 0) return 1;
  const rest = (hours - 1) * once + 2 * twice;
  const share = rest <= 0 ? 1 : ((hours - 1) * once) / rest;
  return Math.max(0, 1 - (once / incidences) * share);
}

function awaitedRuns(edges: readonly Edge[], schedules: readonly Schedule[], now: number): AwaitedRun[] {
  const hoursOf = new Map<string, Set<string>>();
  for (const { source, support } of edges) {
    if (source.kind !== 'workload') continue;
    const hours = hoursOf.get(source.lineage) ?? new Set();
    hoursOf.set(source.lineage, hours);
    for (const hour of support.hours) hours.add(hour);
  }
  return schedules.flatMap(({ lineage, label, cron, timeZone, suspended }) => {
    const runs = hoursOf.get(lineage)?.size ?? 0;
    if (suspended || runs >= readiness.runs) return [];
    const next = nextRun(cron, timeZone, now);
    return [{ label, runs, ...(next === undefined ? {} : { next: new Date(next).toISOString() }) }];
  });
}

/** The same for each workload by itself, in the order of lineages. */
export function convergenceByWorkload(edges: readonly Edge[], watch: Watch): ReadonlyMap<Lineage, Convergence> {
  const groups = new Map<Lineage, Edge[]>();
  for (const edge of edges) {
    if (edge.source.kind !== 'workload') continue;
    const group = groups.get(edge.source.lineage);
    if (group === undefined) groups.set(edge.source.lineage, [edge]);
    else group.push(edge);
  }
  const ordered = [...groups].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return new Map(
    ordered.map(([lineage, group]) => {
      const schedules = watch.schedules.filter((schedule) => schedule.lineage === lineage);
      return [lineage, convergenceOf(group, { ...watch, schedules })];
    }),
  );
}

/** `97.8 % covered, expect 0.2 new edges a day; CronJob report has not run yet (next 2026-11-29 02:00 UTC)`. */
export function convergenceText({ coverage, newPerDay, hours, awaited }: Convergence): string {
  if (hours === 0) return 'nothing to say before the first hour is over';
  const [first, ...others] = awaited;
  const waits = first && `; CronJob ${first.label} has ${first.runs === 0 ? 'not run yet' : 'run once'}${first.next === undefined ? '' : ` (next ${first.next.slice(0, 16).replace('T', ' ')} UTC)`}`;
  const more = others.length === 0 ? '' : `, nor twice ${others.length} more`;
  return `${(Math.floor(coverage * 1_000) / 10).toFixed(1)} % covered, expect ${newPerDay.toFixed(1)} new edges a day${waits ?? ''}${more}`;
} // prettier-ignore
