import type { Baseline } from './baseline.ts';
import { type DeviationKind, deviations, type Severity } from './deviation.ts';
import { directionOf, type Edge, type EdgeOperation, isLookupOnly } from './edge.ts';
import type { Familiarity } from './familiarity.ts';
import { type Finding, findingId, type IndicatorMatch } from './finding.ts';
import { digest } from './hash.ts';
import { type Intelligence, withParents } from './intelligence.ts';
import type { Lineage } from './ids.ts';
import { type Peer, peerKey, peerLabel } from './peer.ts';
import type { MiningEvidence } from './telemetry.ts';
import { lineageFrom, type Workload, workloadLabel } from './workload.ts';

/** What an edge is judged against. `known…`: whether the baseline of the source holds the fact. */
export interface JudgeContext {
  readonly baseline: Baseline;
  readonly intelligence: Intelligence;
  /** The source, where it is a workload of the cluster. */
  readonly workload: Workload | undefined;
  readonly knownWorkload: boolean;
  readonly knownEdge: boolean;
  /** What the baseline knows of both ends, beside that. */
  readonly familiarity: Familiarity;
}

type Subject = { readonly lineage: Lineage; readonly label: string };

/**
 * Every deviation of one edge. Pure; the same edge and context give the same findings, with the same ids.
 * Threats are judged in every mode; the rest only once learning has ended.
 */
export function judgeEdge(edge: Edge, context: JudgeContext): Finding[] {
  const subject = subjectOf(edge, context.workload);
  if (subject === undefined) return [];
  const report = reporter(edge, subject, context);
  const threats = [...threatContact(edge, context, report), ...miningProtocol(edge, report)];
  return context.baseline.mode === 'learning' ? threats : [...threats, ...novelty(edge, context, report, threats.length > 0)];
} // prettier-ignore

/**
 * Whose deviation it is: the source's; a node's where no pod can be named; an address's own as long as nobody could say whose
 * it is, so that an outage of Kubernetes hides no miner. Clients from outside have no lineage here.
 */
function subjectOf(edge: Edge, workload: Workload | undefined): Subject | undefined {
  const { source } = edge;
  if (source.kind === 'workload') {
    return { lineage: source.lineage, label: workload ? workloadLabel(workload) : peerLabel(source) };
  }
  // A node stands for everything that shares its network; each is a subject of its own.
  if (source.kind === 'node') return { lineage: lineageFrom(edge.cluster, `node/${source.name}`), label: `node ${source.name}` };
  if (source.kind === 'unresolved') return { lineage: lineageFrom(edge.cluster, `unresolved/${source.address}`), label: `${source.address} (owner unknown)` };
  return undefined;
} // prettier-ignore

type Report = (
  kind: DeviationKind,
  severity: Severity,
  reason: string,
  about: { object: string; label: string },
  extra?: Partial<Pick<Finding, 'match' | 'mining'>>,
) => Finding;

function reporter(edge: Edge, subject: Subject, { baseline, intelligence }: JudgeContext): Report {
  return (kind, severity, reason, about, extra = {}) => ({
    id: findingId(edge.cluster, kind, subject.lineage, about.object),
    cluster: edge.cluster,
    kind,
    lineage: subject.lineage,
    workload: subject.label,
    object: about.object,
    label: about.label.slice(0, 600).toWellFormed(),
    verdict: 'alert',
    severity,
    reason,
    edge: edge.id,
    ...extra,
    techniques: [...deviations[kind].techniques],
    firstSeen: edge.firstSeen,
    seenBy: edge.seenBy,
    judgedWith: { baseline: baseline.version, intelligence: intelligence.version, mode: baseline.mode },
  });
}

/** Each listed name once, whether asked for, aliased to, shown in SNI or named inside a mining message. */
function threatContact(edge: Edge, { intelligence }: JudgeContext, report: Report): Finding[] {
  const matches = new Map<string, IndicatorMatch>();
  const keep = (match: IndicatorMatch | undefined) => {
    if (match === undefined) return;
    // Not the indicator: a more specific one that is added later must not make another finding of the same contact (law 3).
    const object = match.how === 'address' ? match.matched : (withParents(match.matched).at(-1) ?? match.matched);
    if (!matches.has(object)) matches.set(object, match);
  };
  const { destination } = edge;
  if (destination.kind === 'name' || destination.kind === 'private') keep(intelligence.matchName(destination.name, 'name'));
  for (const name of edge.names) {
    keep(intelligence.matchName(name.value, 'name'));
    for (const alias of name.aliases ?? []) keep(intelligence.matchName(alias, 'alias'));
  }
  for (const address of edge.addresses) keep(intelligence.matchEndpoint(address, edge.port));
  const reached = edge.outcomes.includes('established');
  const asked = isLookupOnly(edge);
  return [...matches].map(([object, match]) => {
    const reason = reached ? `listed-${match.how}` : asked ? 'listed-lookup' : 'listed-attempt';
    const severity: Severity = reached ? 'critical' : asked ? 'low' : 'medium';
    const label = `${match.matched}, listed as ${match.category}`;
    return report('threat-contact', severity, reason, { object, label }, { match });
  });
} // prettier-ignore

/** What the answer said counts more than the wish, so that a probe that was refused stays one, whichever came first. */
const strength = { hint: 0, intent: 1, refused: 2, error: 3, session: 4 } as const;

function miningProtocol(edge: Edge, report: Report): Finding[] {
  let strongest: EdgeOperation | undefined;
  for (const operation of edge.operations) {
    if (operation.app !== 'mining') continue;
    if (strongest === undefined || strengthOf(operation) > strengthOf(strongest)) strongest = operation;
  }
  if (strongest === undefined || strengthOf(strongest) === 0) return [];
  const evidence = evidenceOf(strongest);
  const dialect = strongest.dialect ?? 'unknown';
  const severity: Severity = evidence === 'session' ? 'critical' : 'high';
  const object = objectOf(...peerKey(edge.destination), String(edge.port));
  const label = `${dialect} with ${peerLabel(edge.destination)} on port ${edge.port}`;
  return [
    report('mining-protocol', severity, `wire-${evidence}`, { object, label }, { mining: { dialect, evidence } }),
  ];
}

/** What ids are made from: readable where it fits, a digest where it would have to be cut. */
function objectOf(...parts: readonly string[]): string {
  const text = JSON.stringify(parts);
  return text.length <= 600 ? text : digest(...parts);
}

/** Who reports mining without saying how sure it is has seen it. */
function evidenceOf(operation: EdgeOperation): MiningEvidence {
  return operation.evidence ?? 'session';
}

function strengthOf(operation: EdgeOperation): number {
  return strength[evidenceOf(operation)];
}

function novelty(edge: Edge, context: JudgeContext, report: Report, suspicious: boolean): Finding[] {
  const findings: Finding[] = [];
  const newcomer = isNewcomer(context);
  if (newcomer && context.workload) {
    const label = `${workloadLabel(context.workload)}, running ${context.workload.images.join(', ') || 'an unknown image'}`;
    findings.push(report('new-workload', suspicious ? 'medium' : 'low', 'never-seen-before', { object: edge.source.kind === 'workload' ? edge.source.lineage : '', label }));
  }
  const kind = noveltyKind(edge);
  if (kind === undefined || context.knownEdge || isCandidate(edge, context.baseline)) return findings;
  const object = objectOf(...peerKey(edge.destination), edge.proto, String(edge.port));
  const label = `${peerLabel(edge.destination)} on ${edge.proto} port ${edge.port}`;
  const severity: Severity = kind === 'new-egress' || kind === 'nameless-egress' ? 'medium' : 'low';
  findings.push(report(kind, severity, newcomer ? 'newcomer' : 'edge-not-in-baseline', { object, label }));
  return findings;
} // prettier-ignore

/** Neither in the baseline nor older than its end: a pod that was there all along but silent is no newcomer. */
function isNewcomer({ baseline, workload, knownWorkload }: JudgeContext): boolean {
  if (workload === undefined || knownWorkload || baseline.learnedUntil === undefined) return false;
  return Date.parse(workload.createdAt) >= Date.parse(baseline.learnedUntil);
}

/** Seen before learning ended, without enough support to be learned: it waits for review and wakes nobody. */
function isCandidate(edge: Edge, baseline: Baseline): boolean {
  return baseline.learnedUntil !== undefined && Date.parse(edge.firstSeen) < Date.parse(baseline.learnedUntil);
}

/** Undefined where a new edge of this sort is nobody's deviation: probes, link-local services, what could not be resolved. */
function noveltyKind(edge: Edge): DeviationKind | undefined {
  if (edge.source.kind !== 'workload' || isLookupOnly(edge)) return undefined;
  const destination: Peer = edge.destination;
  if (destination.kind === 'infrastructure' || destination.kind === 'unresolved' || destination.kind === 'node') return undefined;
  if (directionOf(edge) !== 'egress') return 'new-connection';
  return destination.kind === 'address' ? 'nameless-egress' : 'new-egress';
} // prettier-ignore
