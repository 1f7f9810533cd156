import type { Severity } from '../deviation.ts';
import type { ClusterId, Lineage } from '../ids.ts';
import { type Risk, riskId, type Tracker } from './risk.ts';

/** A risk as a tracker sees it now; its history is kept beside it. */
export interface Seen {
  readonly tracker: Tracker;
  readonly severity: Severity;
  readonly subject: string;
  readonly label: string;
  readonly lineage?: Lineage;
  readonly namespace?: string;
  readonly evidence: readonly string[];
  readonly why: string;
  readonly fix: string;
  readonly command?: string;
}

const cut = (text: string, length: number) => text.slice(0, length).toWellFormed();

/**
 * What is to be written after the trackers ran: what is new, what says something else, what came back, and what is mended.
 * `ran`: trackers that could look; of the others nothing is concluded. `at`: RFC 3339.
 */
export function riskChanges(cluster: ClusterId, before: readonly Risk[], seen: readonly Seen[], ran: ReadonlySet<Tracker>, at: string): Risk[] {
  const known = new Map(before.map((risk) => [risk.id, risk]));
  const changes: Risk[] = [];
  for (const one of new Map(seen.map((each) => [riskId(cluster, each.tracker, each.subject), each])).values()) {
    const id = riskId(cluster, one.tracker, one.subject);
    const old = known.get(id);
    known.delete(id);
    const open = old !== undefined && old.fixedAt === undefined;
    const next: Risk = {
      id,
      cluster,
      tracker: one.tracker,
      severity: one.severity,
      subject: cut(one.subject, 600),
      label: cut(one.label, 600),
      ...(one.lineage === undefined ? {} : { lineage: one.lineage }),
      ...(one.namespace === undefined ? {} : { namespace: cut(one.namespace, 253) }),
      evidence: one.evidence.slice(0, 20).map((line) => cut(line, 400)),
      why: cut(one.why, 600),
      fix: cut(one.fix, 600),
      ...(one.command === undefined ? {} : { command: cut(one.command, 600) }),
      openSince: open ? old.openSince : at,
      reopened: (old?.reopened ?? 0) + (old !== undefined && !open ? 1 : 0),
      asOf: at,
    };
    if (!open || !sameRisk(old, next)) changes.push(next);
  }
  const mended = [...known.values()].filter((risk) => risk.fixedAt === undefined && ran.has(risk.tracker));
  return [...changes, ...mended.map((risk) => ({ ...risk, fixedAt: at, asOf: at }))];
} // prettier-ignore

function sameRisk(one: Risk, other: Risk): boolean {
  const said = ({ severity, label, evidence, why, fix, command }: Risk) =>
    JSON.stringify([severity, label, evidence, why, fix, command]);
  return said(one) === said(other);
}
