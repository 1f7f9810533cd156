import type { Edge } from '../edge.ts';
import type { IndicatorMatch } from '../finding.ts';
import type { Indicator, Intelligence, IntelligenceIndex } from '../intelligence.ts';
import { compileIndex } from './compile.ts';
import { reversed } from './dictionary.ts';
import { type OpenedIndex, openIndex } from './open-index.ts';

/** Everything of an edge that is listed, each indicator once: names, aliases, pools named in messages, addresses. */
export function matchesOfEdge(edge: Edge, intelligence: Pick<Intelligence, 'matchName' | 'matchEndpoint'>): IndicatorMatch[] {
  const matches = new Map<string, IndicatorMatch>();
  const keep = (match: IndicatorMatch | undefined) => {
    if (match !== undefined && !matches.has(match.indicator)) matches.set(match.indicator, match);
  };
  const { destination } = edge;
  if (destination.kind === 'name' || destination.kind === 'private') keep(intelligence.matchName(destination.name, 'name'));
  for (const name of edge.names) {
    keep(intelligence.matchName(name.value, 'name'));
    for (const alias of name.aliases ?? []) keep(intelligence.matchName(alias, 'alias'));
  }
  for (const address of edge.addresses) keep(intelligence.matchEndpoint(address, edge.port));
  return [...matches.values()];
} // prettier-ignore

/** The indicators of `after` that `before` lacks. Both are walked once, side by side. */
export function* addedIndicators(before: OpenedIndex, after: OpenedIndex): Generator<Indicator, void, undefined> {
  const old = before.indicators();
  let known = old.next();
  for (const indicator of after.indicators()) {
    const key = reversed(indicator.value);
    while (!known.done && reversed(known.value.value) < key) known = old.next();
    if (known.done || known.value.value !== indicator.value) yield indicator;
  }
}

/** An index of only these, under the version of the index that they are part of, so that a hunt over stored edges finds what is new and not what was told long ago. */
export function indexOfAdded(added: Iterable<Indicator>, after: OpenedIndex): OpenedIndex {
  const { version, builtAt, sources } = after;
  const seed: IntelligenceIndex = { version, builtAt, sources: [...sources], indicators: [...added] };
  return { ...openIndex(compileIndex([], [seed], builtAt)), version };
}

/** The stored edges that the added indicators list, with what lists them. `added`: from `indexOfAdded`. */
export function* retroHunt(
  added: OpenedIndex,
  edges: Iterable<Edge>,
): Generator<{ readonly edge: Edge; readonly matches: readonly IndicatorMatch[] }, void, undefined> {
  for (const edge of edges) {
    const matches = matchesOfEdge(edge, added);
    if (matches.length > 0) yield { edge, matches };
  }
}
