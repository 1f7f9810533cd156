import { fieldOf, type KubernetesObject } from './object.ts';
import type { Resource } from './resources.ts';

export type Matches = (object: KubernetesObject) => boolean;

/** The objects that a field selector chooses, or the sentence with which kube-apiserver refuses it. */
export function fieldSelector(text: string, { plural, fields }: Resource): Matches | { readonly refused: string } {
  const terms = text.split(',').filter((term) => term !== '');
  const tests: Matches[] = [];
  for (const term of terms) {
    const at = term.indexOf('=');
    if (at < 0) return { refused: `invalid selector: '${text}'; can't understand '${term}'` };
    const negated = term[at - 1] === '!';
    const field = term.slice(0, negated ? at - 1 : at);
    const value = term.slice(term[at + 1] === '=' ? at + 2 : at + 1);
    if (!fields.includes(field)) {
      const isPod = plural === 'pods' || plural === 'nodes' || plural === 'namespaces';
      return { refused: isPod ? `field label not supported: ${field}` : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"` }; // prettier-ignore
    }
    tests.push((object) => (fieldOf(object, field) === value) !== negated);
  }
  return (object) => tests.every((test) => test(object));
}

/** The objects that a label selector chooses: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`. */
export function labelSelector(text: string): Matches | { readonly refused: string } {
  const tests: Matches[] = [];
  for (const raw of termsOf(text)) {
    const term = raw.trim();
    if (term === '') continue;
    const label = (object: KubernetesObject, key: string) => object.metadata.labels?.[key];
    const set = / (in|notin) /.exec(term);
    if (set !== null) {
      const key = term.slice(0, set.index).trim();
      const values = term.slice(set.index + set[0].length).trim();
      if (!values.startsWith('(') || !values.endsWith(')')) return { refused: `unable to parse requirement: found '${values.slice(0, 60)}', expected: '('` }; // prettier-ignore
      const wanted = new Set(values.slice(1, -1).split(',').map((value) => value.trim())); // prettier-ignore
      tests.push((object) => wanted.has(label(object, key) ?? '') === (set[1] === 'in'));
      continue;
    }
    const at = term.indexOf('=');
    if (at >= 0) {
      const negated = term[at - 1] === '!';
      const key = term.slice(0, negated ? at - 1 : at).trim();
      const value = term.slice(term[at + 1] === '=' ? at + 2 : at + 1).trim();
      tests.push((object) => (label(object, key) === value) !== negated);
    } else if (term.startsWith('!')) tests.push((object) => label(object, term.slice(1).trim()) === undefined);
    else tests.push((object) => label(object, term) !== undefined);
  }
  return (object) => tests.every((test) => test(object));
}

/** Commas separate terms, but not inside brackets. */
function termsOf(text: string): string[] {
  const terms: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (text[at] !== ',' || depth > 0) continue;
    terms.push(text.slice(from, at));
    from = at + 1;
  }
  return [...terms, text.slice(from)];
}
