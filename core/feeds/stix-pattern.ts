import { type Entry, entryOf, type Flaw } from './entry.ts';
import type { Pass } from './gathering.ts';
import { type Token, tokensOf } from './stix-tokens.ts';

/** What a pattern lists: entries, with flaws of single values between them, or why it lists nothing. */
export type PatternValues =
  { readonly values: readonly (Entry | Flaw)[] } | { readonly flaw: Flaw } | { readonly pass: Pass };

const longestPattern = 16_384;
const listable = new Set(['domain-name:value', 'ipv4-addr:value', 'ipv6-addr:value', 'url:value']);
const narrowing = new Set(['AND', 'NOT', 'FOLLOWEDBY', 'WITHIN', 'REPEATS', 'START', 'STOP', 'EXISTS']);

/**
 * The names and addresses of a STIX 2.1 pattern: `[domain-name:value = 'x']`, `IN (…)`, `ISSUBSET`, joined by OR.
 * Any other condition narrows what is meant; without it we would list more than the feed says, so a pattern with AND,
 * NOT, FOLLOWEDBY, LIKE or a qualifier is left out as `conditional`.
 */
export function patternValues(pattern: string): PatternValues {
  if (pattern.length > longestPattern) return { flaw: 'too-long' };
  const tokens = tokensOf(pattern);
  if (tokens === undefined) return { flaw: 'bad-pattern' };
  if (tokens.some((token) => token.kind === 'word' && narrowing.has(token.text.toUpperCase())))
    return { pass: 'conditional' };
  const comparisons = comparisonsOf(tokens);
  if (comparisons === undefined) return { flaw: 'bad-pattern' };
  const wanted = comparisons.filter(({ path }) => listable.has(path.toLowerCase()));
  if (wanted.length === 0) return { pass: 'not-network' };
  if (wanted.some(({ operator }) => !['=', '==', 'IN', 'ISSUBSET'].includes(operator))) return { pass: 'conditional' };
  return { values: wanted.flatMap(({ texts }) => texts.map((text) => entryOf(text))) };
}

interface Comparison {
  readonly path: string;
  /** In capitals. */
  readonly operator: string;
  /** The literals that are texts. */
  readonly texts: readonly string[];
}

/** All comparisons of a pattern that has only OR between them; undefined where it is no such pattern. */
function comparisonsOf(tokens: readonly Token[]): readonly Comparison[] | undefined {
  const comparisons: Comparison[] = [];
  let open = false;
  for (let at = 0; ; at++) {
    for (; isSign(tokens[at], '[') || isSign(tokens[at], '('); at++) open ||= isSign(tokens[at], '[');
    const read = comparisonAt(tokens, at);
    if (!open || read === undefined) return undefined;
    comparisons.push(read.comparison);
    for (at = read.next; isSign(tokens[at], ']') || isSign(tokens[at], ')'); at++) open &&= !isSign(tokens[at], ']');
    if (at >= tokens.length) return open ? undefined : comparisons;
    if (tokens[at]?.kind !== 'word' || tokens[at]?.text.toUpperCase() !== 'OR') return undefined;
  }
}

function comparisonAt(tokens: readonly Token[], at: number): { readonly comparison: Comparison; readonly next: number } | undefined {
  const path = tokens[at];
  const operator = tokens[at + 1]?.text.toUpperCase();
  if (path?.kind !== 'word' || operator === undefined) return undefined;
  if (operator !== 'IN') {
    const literal = tokens[at + 2];
    if (literal === undefined || literal.kind === 'sign') return undefined;
    const texts = literal.kind === 'text' ? [literal.text] : [];
    return { comparison: { path: path.text, operator, texts }, next: at + 3 };
  }
  const texts: string[] = [];
  for (let place = at + 2, before = '('; ; place += 2, before = ',') {
    const literal = tokens[place + 1];
    if (!isSign(tokens[place], before) || literal === undefined || literal.kind === 'sign') return undefined;
    if (literal.kind === 'text') texts.push(literal.text);
    if (isSign(tokens[place + 2], ')')) return { comparison: { path: path.text, operator, texts }, next: place + 3 };
  }
} // prettier-ignore

function isSign(token: Token | undefined, text: string): boolean {
  return token?.kind === 'sign' && token.text === text;
}
