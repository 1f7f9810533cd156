import * as z from 'zod';
import type { Fact } from './baseline.ts';
import { textUpTo } from './fields.ts';
import { Instant } from './instant.ts';
import {
  type AuditCoverage,
  type AuditEvent,
  gapAt,
  isControlPlane,
  isEntry,
  succeeded,
} from './inventory/audit-event.ts';
import type { Exposure } from './inventory/exposure.ts';
import { exposureLabel } from './inventory/exposure-label.ts';
import { Usual, usualOf } from './usual.ts';
import type { Workload } from './workload.ts';

const who = textUpTo(512);

/** One thing that somebody did to a workload, as the audit log has it. `entered`: exec, attach and the like. */
export const ChainLink = z.object({
  at: Instant,
  what: z.enum(['created', 'changed', 'entered', 'exposed']),
  who,
  text: textUpTo(300),
});
export type ChainLink = z.infer<typeof ChainLink>;

/** Who made and changed a workload. What is not known is said, with the stretch in which the log was silent. */
export const Chain = z.object({
  creator: who.optional(),
  links: z.array(ChainLink).max(20),
  /** RFC 3339; without `to` the log is silent still. `why`: `silent`, `late`, `off`. */
  gap: z.object({ from: Instant, to: Instant.optional(), why: textUpTo(32) }).optional(),
  /** No audit log of this cluster ever reached us. */
  auditOff: z.boolean(),
  /** Whom the workload talks to by its baseline, when this was told. */
  usual: Usual.optional(),
});
export type Chain = z.infer<typeof Chain>;

/** How long before a deviation somebody's hand is looked for, and how long after it for records that come late. Milliseconds. */
export const chainWindow = { beforeMs: 3_600_000, afterMs: 3_600_000 } as const;

/** An incident of many deviations is looked around at its first and at its last ones. */
const mostWindows = 12;

export interface Span {
  /** RFC 3339. */
  readonly from: string;
  readonly to: string;
}

/** The stretches in which events are looked for: around each of these moments (RFC 3339), those that touch joined. */
export function chainSpans(moments: readonly string[]): Span[] {
  const times = [...new Set(moments.map((at) => Date.parse(at)))].toSorted((a, b) => a - b);
  const spans: { from: number; to: number }[] = [];
  for (const at of times) {
    const [from, to] = [at - chainWindow.beforeMs, at + chainWindow.afterMs];
    const last = spans.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else spans.push({ from, to });
  }
  const kept = spans.length <= mostWindows ? spans : [...spans.slice(0, mostWindows / 2), ...spans.slice(-mostWindows / 2)];
  return kept.map(({ from, to }) => ({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }));
} // prettier-ignore

export interface ChainSources {
  readonly workload: Workload | undefined;
  /** Of the namespaces of the workload and of what exposes, around the times of the deviations. */
  readonly events: readonly AuditEvent[];
  /** Ways in from outside that belong to the story; see `waysIn`. */
  readonly exposures?: readonly Exposure[];
  readonly coverage: AuditCoverage | undefined;
  /** Of the workload's baseline. */
  readonly facts?: readonly Fact[];
  /** RFC 3339: when the deviation was seen first. */
  readonly at: string;
}

const mostLinks = 20;

/** Where the limit cuts, what is rare stays: a hand that went in is not pushed out by a hundred rollouts. */
const weight: Readonly<Record<ChainLink['what'], number>> = { entered: 0, created: 1, exposed: 2, changed: 3 };

/** What is known of who did what to a workload around a moment. The same records give the same chain, in whatever order they came. */
export function chainOf({ workload, events, exposures = [], coverage, facts = [], at }: ChainSources): Chain {
  const done = events.filter(succeeded);
  const links = workload === undefined ? [] : done.flatMap((event) => linkOf(event, workload));
  const opened = exposures.map((exposure) => openedBy(exposure, done));
  const made = links.find(({ what }) => what === 'created');
  const creator = workload?.creator ?? made?.who;
  const born = workload?.createdAt;
  const usual = usualOf(facts);
  const gap = coverage && (gapAt(coverage.gaps, at) ?? (creator === undefined && born !== undefined ? gapAt(coverage.gaps, born) : undefined));
  const byTime = (one: ChainLink, other: ChainLink) => (one.at + one.text < other.at + other.text ? -1 : 1);
  const kept = [...links, ...opened].toSorted((one, other) => weight[one.what] - weight[other.what] || byTime(one, other)).slice(0, mostLinks);
  return {
    ...(creator !== undefined && { creator: creator.slice(0, 512) }),
    links: kept.toSorted(byTime),
    ...(gap && { gap: { from: gap.from, ...(gap.to && { to: gap.to }), why: gap.why } }),
    auditOff: coverage === undefined || coverage.state === 'off',
    ...(usual && { usual }),
  };
} // prettier-ignore

/** Known dashboards are told with every newcomer, for they are how newcomers come; so many at most. */
const mostWays = 4;

/** The open ways in that a story may have begun with: those to the workload itself, and where it is a newcomer, to known dashboards. */
export function waysIn(exposures: readonly Exposure[], lineage: string, newcomer: boolean): Exposure[] {
  const open = exposures.filter(({ goneAt, reach }) => goneAt === undefined && reach !== 'network');
  const own = open.filter(({ workload }) => workload?.lineage === lineage);
  const doors = newcomer ? open.filter(({ dashboard, reach }) => dashboard !== undefined && reach === 'internet') : [];
  return [...new Set([...own, ...doors])].toSorted((one, other) => (one.firstSeen + one.id < other.firstSeen + other.id ? -1 : 1)).slice(0, mostWays);
} // prettier-ignore

/** A look comes a minute or so after the deed. */
const deedMs = 10 * 60_000;

/** The last write to the object before it was seen open; who wrote nothing that reached us is not known. */
export function deedBehind(exposure: Exposure, events: readonly AuditEvent[]): AuditEvent | undefined {
  const { object, firstSeen } = exposure;
  const seen = Date.parse(firstSeen);
  const plural = object.kind.toLowerCase().replace(/s$/, '');
  return events
    .filter(({ verb, name, namespace, resource, actor, at }) => {
      const gap = seen - Date.parse(at);
      const writes = verb === 'create' || verb === 'update' || verb === 'patch';
      return writes && name === object.name && namespace === object.namespace && resource.startsWith(plural) && !isControlPlane(actor) && gap >= -60_000 && gap <= deedMs;
    })
    .toSorted((one, other) => (one.at + one.id < other.at + other.id ? -1 : 1))
    .at(-1);
} // prettier-ignore

function openedBy(exposure: Exposure, events: readonly AuditEvent[]): ChainLink {
  const deed = deedBehind(exposure, events);
  return { at: deed?.at ?? exposure.firstSeen, what: 'exposed', who: (deed?.actor ?? 'unknown').slice(0, 512), text: exposureLabel(exposure).slice(0, 300).toWellFormed() }; // prettier-ignore
}

/** Pods bear the name of what made them, with more behind it; whoever borrows the name proves nothing, and this is only evidence. */
export function concerns(event: Pick<AuditEvent, 'resource' | 'name'>, { name, kind }: Pick<Workload, 'name' | 'kind'>): boolean {
  if (event.resource !== 'pods') return event.name === name && event.resource.startsWith(kind.toLowerCase());
  return event.name === name || event.name.startsWith(`${name}-`);
} // prettier-ignore

function linkOf(event: AuditEvent, workload: Workload): ChainLink[] {
  const { at, verb, actor, subresource, resource, name, change } = event;
  if (!concerns(event, workload) || isControlPlane(actor)) return [];
  const link = (what: ChainLink['what'], text: string): ChainLink[] => [{ at, what, who: actor.slice(0, 512), text: text.slice(0, 300).toWellFormed() }]; // prettier-ignore
  if (isEntry(event)) return link('entered', `${subresource} into ${name}`);
  if (verb === 'create') return link('created', `created ${resource} ${name}`);
  if (verb === 'update' || verb === 'patch') {
    const added = change?.added?.map(({ image }) => image).join(', ');
    return link('changed', `changed ${resource} ${name}${added ? `, adding ${added}` : ''}`);
  }
  return [];
}
