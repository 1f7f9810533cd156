import { findWords, queryOf } from '../../dashboard/graph/find.ts';
import type { GraphEdge, GraphNode } from '../../dashboard/graph/model.ts';

const node = (label: string, group = 'shop', lane: 0 | 1 | 2 = 1): GraphNode => ({ id: label, lane, group, label, detail: '', standing: 'known', isNew: false }); // prettier-ignore
const edge: GraphEdge = { id: 'e', source: 'checkout', target: 'pool', direction: 'egress', standing: 'violation', port: 'tcp/443', said: '', firstSeen: 0, lastSeen: 0, isNew: true }; // prettier-ignore
const finds = (text: string) =>
  queryOf(text).test?.(edge, node('checkout'), node('pool.example.org', 'Names outside', 2)) ?? true;

it.each(['', 'ns=shop', 'NS=SHOP', 'name=pool', 'pool', 'dir=egress', 'dir=out', 'port=443', 'port=tcp/443', 'is=violation', 'is=red', 'new', '!ns=data', 'ns=data or name=pool', 'ns=shop and new'])('%j finds it', (text) => {
  expect(finds(text)).toBe(true);
}); // prettier-ignore

it.each(['ns=data', '!new', 'name=bank', 'dir=east-west', 'port=80', 'is=drift', 'ns=shop name=bank', 'ns=Names'])('%j does not', (text) => {
  expect(finds(text)).toBe(false);
}); // prettier-ignore

test('words that mean nothing are told, and hide nothing', () => {
  expect(queryOf('dir=up colour=red ns= !is=x').unknown).toEqual(['dir=up', 'colour=red', 'ns=', '!is=x']);
  expect(finds('dir=up')).toBe(true);
  expect(finds('or or')).toBe(true);
});

test('a very long search is cut, not refused', () => {
  expect(queryOf('x '.repeat(10_000)).unknown).toEqual([]);
  expect(findWords).toContain('new');
});
