import type { Severity } from './deviation.ts';
import { type Edge, type EdgeOperation, isLookupOnly, oddSinceOf } from './edge.ts';
import { dialectRank, type Finding, type IndicatorMatch } from './finding.ts';
import { withParents } from './intelligence.ts';
import type { JudgeContext } from './judge-context.ts';
import { objectOf, type Report } from './judge-report.ts';
import { poolLikeness } from './look-alike.ts';
import { isKnownEdge } from './judge-trust.ts';
import { peerKey, peerLabel } from './peer.ts';
import type { MiningEvidence } from './operation.ts';

/** What no baseline makes right, in every mode: listed names, mining on the wire, names made to look like a pool's. */
export function judgeThreats(edge: Edge, context: JudgeContext, report: Report): Finding[] {
  return [
    ...threatContact(edge, context, report),
    ...miningProtocol(edge, report),
    ...lookAlike(edge, context, report),
  ];
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
  const label = (match: IndicatorMatch) => `${match.matched}, listed as ${match.category}`;
  const [first] = matches.values();
  const findings: Finding[] = [];
  if (first !== undefined && wasAsked(edge)) {
    // Whoever only asks does one thing, however many names it asks for: a scanner is one line, not five hundred.
    const denied = edge.outcomes.some((outcome) => outcome === 'lookup-blocked' || outcome === 'lookup-nxdomain');
    const about = { object: objectOf('lookups'), label: label(first) };
    findings.push(report('threat-contact', denied ? 'medium' : 'low', denied ? 'listed-denied' : 'listed-lookup', about, { match: first }));
  }
  if (isLookupOnly(edge)) return findings;
  const reached = edge.outcomes.includes('established');
  for (const [object, match] of matches) {
    findings.push(report('threat-contact', reached ? 'critical' : 'medium', reached ? `listed-${match.how}` : 'listed-attempt', { object, label: label(match) }, { match }));
  }
  return findings;
} // prettier-ignore

/** A resolver was asked, whether anybody was talked to or not. */
const wasAsked = (edge: Edge) => edge.outcomes.some((outcome) => outcome.startsWith('lookup-'));

/** What the answer said counts more than the wish, so that a probe that was refused stays one, whichever came first. */
const strength = { hint: 0, intent: 1, refused: 2, error: 3, session: 4 } as const;

function miningProtocol(edge: Edge, report: Report): Finding[] {
  let strongest: EdgeOperation | undefined;
  for (const operation of edge.operations) {
    if (operation.app !== 'mining') continue;
    if (strongest === undefined || isStronger(operation, strongest)) strongest = operation;
  }
  if (strongest === undefined || strengthOf(strongest) === 0) return [];
  const evidence = evidenceOf(strongest);
  const dialect = strongest.dialect ?? 'unknown';
  const severity: Severity = evidence === 'session' ? 'critical' : 'high';
  const object = objectOf(...peerKey(edge.destination), String(edge.port));
  const label = `${dialect} with ${peerLabel(edge.destination)} on port ${edge.port}`;
  const found = report('mining-protocol', severity, `wire-${evidence}`, { object, label }, { mining: { dialect, evidence } }); // prettier-ignore
  return [{ ...found, firstSeen: oddSinceOf(edge) }];
}

/** Who reports mining without saying how sure it is has seen it. */
function evidenceOf(operation: EdgeOperation): MiningEvidence {
  return operation.evidence ?? 'session';
}

/** Of two that are as sure, the one whose finding is kept: whichever was seen first decides nothing. */
function isStronger(one: EdgeOperation, other: EdgeOperation): boolean {
  const more = strengthOf(one) - strengthOf(other);
  return more === 0 ? dialectRank(one.dialect) > dialectRank(other.dialect) : more > 0;
}

function strengthOf(operation: EdgeOperation): number {
  return strength[evidenceOf(operation)];
}

/** A name that is made to look like a pool's and is none of those that we know ourselves; whether a feed lists it is another matter (law 3). What the baseline holds or everybody visits is not asked. */
function lookAlike(edge: Edge, { familiarity }: JudgeContext, report: Report): Finding[] {
  if (isKnownEdge(familiarity) || familiarity.name?.popular === true) return [];
  const { destination } = edge;
  const names = new Set([...(destination.kind === 'name' ? [destination.name] : []), ...edge.names.flatMap(({ value, aliases = [] }) => [value, ...aliases])]);
  for (const name of [...names].toSorted()) {
    const likeness = poolLikeness(name);
    if (likeness === undefined) continue;
    const reached = edge.outcomes.includes('established');
    const because = likeness.how === 'words' ? `its name speaks of ${likeness.to}` : likeness.how === 'embeds' ? `the name of the pool ${likeness.to} stands inside it` : `it is written almost like the pool ${likeness.to}`;
    // A word alone is no more than a word, and nobody was reached by asking.
    const said = (severity: Severity, object: string) => report('imitation', severity, `name-${likeness.how}`, { object, label: name }, { because: [because] });
    return [
      ...(wasAsked(edge) ? [said('low', objectOf('lookups'))] : []),
      ...(isLookupOnly(edge) ? [] : [said(reached ? likeness.grade : 'medium', objectOf('name', withParents(name).at(-1) ?? name))]),
    ];
  }
  return [];
} // prettier-ignore
