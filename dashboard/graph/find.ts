import type { GraphEdge, GraphNode } from './model.ts';

// The words of the find box: `ns=shop`, `dir=egress`, `name=pool`, `port=443`, `is=violation`, `new`, plain text; `!` turns
// a word round. Words stand beside each other and all must hold; `or` between two lets either hold.

export interface Query {
  /** Undefined: everything is found. */
  readonly test: Test | undefined;
  /** Words that mean nothing, told to whoever typed them. */
  readonly unknown: readonly string[];
}

type Test = (edge: GraphEdge, source: GraphNode, target: GraphNode) => boolean;

const standings: Readonly<Record<string, string>> = { violation: 'violation', red: 'violation', drift: 'drift', unresolved: 'unresolved', known: 'known', learned: 'known' }; // prettier-ignore
const directions: Readonly<Record<string, string>> = { egress: 'egress', out: 'egress', 'east-west': 'east-west', inside: 'east-west', 'north-south': 'north-south', in: 'north-south' }; // prettier-ignore

export const findWords = ['ns=', 'name=', 'dir=', 'port=', 'is=', 'new', '!', 'or'] as const;

export function queryOf(text: string): Query {
  const unknown: string[] = [];
  const ors: Test[][] = [[]];
  for (const word of text.slice(0, 500).trim().split(/\s+/).filter(Boolean)) {
    if (word.toLowerCase() === 'or') {
      ors.push([]);
      continue;
    }
    if (word.toLowerCase() === 'and') continue;
    const turned = word.startsWith('!');
    const test = testOf(turned ? word.slice(1) : word);
    if (test === undefined) unknown.push(word);
    else ors.at(-1)?.push(turned ? (...given) => !test(...given) : test);
  }
  const sides = ors.filter((side) => side.length > 0);
  if (sides.length === 0) return { test: undefined, unknown };
  return { test: (...given) => sides.some((side) => side.every((test) => test(...given))), unknown };
}

function testOf(word: string): Test | undefined {
  const lower = word.toLowerCase();
  if (lower === 'new') return (edge) => edge.isNew;
  const [, key, value = ''] = /^([a-z]+)=(.*)$/.exec(lower) ?? [];
  if (key === undefined) return lower === '' ? undefined : (_, source, target) => has(source, lower) || has(target, lower);
  if (value === '') return undefined;
  switch (key) {
    case 'ns':
    case 'namespace':
      return (_, source, target) => inGroup(source, value) || inGroup(target, value);
    case 'name':
      return (_, source, target) => has(source, value) || has(target, value);
    case 'dir':
      return directions[value] === undefined ? undefined : ({ direction }) => direction === directions[value];
    case 'is':
      return standings[value] === undefined ? undefined : ({ standing }) => standing === standings[value];
    case 'port':
      return ({ port }) => port === value || port.endsWith(`/${value}`);
    default:
      return undefined;
  }
} // prettier-ignore

const has = ({ label, names = [] }: GraphNode, part: string) => [label, ...names].some((name) => name.toLowerCase().includes(part)); // prettier-ignore
const inGroup = ({ lane, group }: GraphNode, name: string) => lane === 1 && group.toLowerCase() === name;
