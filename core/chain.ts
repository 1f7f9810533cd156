import * as z from 'zod';
import {
  type AuditCoverage,
  type AuditEvent,
  gapAt,
  isControlPlane,
  isEntry,
  succeeded,
} from './inventory/audit-event.ts';
import type { Workload } from './workload.ts';

const who = z.string().max(512);

/** One thing that somebody did to a workload, as the audit log has it. `entered`: exec, attach and the like. */
export const ChainLink = z.object({
  at: z.iso.datetime(),
  what: z.enum(['created', 'changed', 'entered', 'exposed']),
  who,
  text: z.string().max(300),
});
export type ChainLink = z.infer<typeof ChainLink>;

/** Who made and changed a workload. What is not known is said, with the stretch in which the log was silent. */
export const Chain = z.object({
  creator: who.optional(),
  links: z.array(ChainLink).max(20),
  /** RFC 3339; without `to` the log is silent still. `why`: `silent`, `late`, `off`. */
  gap: z.object({ from: z.iso.datetime(), to: z.iso.datetime().optional(), why: z.string().max(32) }).optional(),
  /** No audit log of this cluster ever reached us. */
  auditOff: z.boolean(),
});
export type Chain = z.infer<typeof Chain>;

/** How long before a deviation somebody's hand is looked for, and how long after it for records that come late. Milliseconds. */
export const chainWindow = { beforeMs: 3_600_000, afterMs: 3_600_000 } as const;

export interface ChainSources {
  readonly workload: Workload | undefined;
  /** Of the workload's namespace, around the time of the deviation. */
  readonly events: readonly AuditEvent[];
  readonly coverage: AuditCoverage | undefined;
  /** RFC 3339: when the deviation was seen first. */
  readonly at: string;
}

/** What is known of who did what to a workload around a moment. The same records give the same chain, in whatever order they came. */
export function chainOf({ workload, events, coverage, at }: ChainSources): Chain {
  const links = workload === undefined ? [] : events.filter(succeeded).flatMap((event) => linkOf(event, workload));
  const [made] = links.filter(({ what }) => what === 'created');
  const creator = workload?.creator ?? made?.who;
  const born = workload?.createdAt;
  const gap = coverage && (gapAt(coverage.gaps, at) ?? (creator === undefined && born !== undefined ? gapAt(coverage.gaps, born) : undefined));
  return {
    ...(creator !== undefined && { creator: creator.slice(0, 512) }),
    links: links.toSorted((a, b) => (a.at + a.text < b.at + b.text ? -1 : 1)).slice(0, 20),
    ...(gap && { gap: { from: gap.from, ...(gap.to && { to: gap.to }), why: gap.why } }),
    auditOff: coverage === undefined || coverage.state === 'off',
  };
} // prettier-ignore

/** Pods bear the name of what made them, with more behind it; whoever borrows the name proves nothing, and this is only evidence. */
function concerns(event: AuditEvent, { name, kind }: Workload): boolean {
  if (event.resource !== 'pods') return event.name === name && event.resource.startsWith(kind.toLowerCase());
  return event.name === name || event.name.startsWith(`${name}-`);
}

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
