import fc from 'fast-check';
import { nodeSize, type Place } from '../../dashboard/graph/boxes.ts';
import { layout } from '../../dashboard/graph/layout.ts';
import type { Graph, GraphNode } from '../../dashboard/graph/model.ts';
import { syntheticGraph } from './graphs.ts';

const graph = syntheticGraph(300, 900, 12);

function overlapping(places: readonly Place[]): number {
  const taken = new Set<string>();
  for (const { x, y } of places) taken.add(`${Math.round(x)} ${Math.round(y)}`);
  return places.length - taken.size;
}

test('who comes in stands left of the cluster, and where it goes out right of it', () => {
  const { groups } = layout(graph);
  const lane = (wanted: number) => groups.filter((group) => group.lane === wanted);
  const right = (of: typeof groups) => Math.max(...of.map(({ x, w }) => x + w));
  const left = (of: typeof groups) => Math.min(...of.map(({ x }) => x));
  expect(right(lane(0))).toBeLessThan(left(lane(1)));
  expect(right(lane(1))).toBeLessThan(left(lane(2)));
});

test('every node has a place of its own inside its box, and boxes do not overlap', () => {
  const { places, groups } = layout(graph);
  expect(places.size).toBe(graph.nodes.length);
  expect(overlapping([...places.values()])).toBe(0);
  for (const { id, lane } of graph.nodes) {
    const place = places.get(id) as Place;
    const box = groups.find((group) => group.name === place.group && group.lane === lane);
    expect(box && place.x - nodeSize.w / 2 >= box.x && place.x + nodeSize.w / 2 <= box.x + box.w && place.y >= box.y && place.y <= box.y + box.h).toBe(true); // prettier-ignore
  }
  const crossings = groups.flatMap((a, index) => groups.slice(index + 1).filter((b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h)); // prettier-ignore
  expect(crossings).toEqual([]);
});

test('the picture does not depend on the order in which nodes and edges come', () => {
  const turned: Graph = { nodes: graph.nodes.toReversed(), edges: graph.edges.toReversed() };
  const sorted = ({ places }: ReturnType<typeof layout>) => [...places].toSorted(([a], [b]) => (a < b ? -1 : 1));
  expect(sorted(layout(turned))).toEqual(sorted(layout(graph)));
});

test('who stood somewhere stays there when others come and go', () => {
  const before = layout(graph);
  const gone = graph.nodes.filter((_, index) => index % 9 !== 0);
  const newcomer: GraphNode = { ...(graph.nodes.find(({ lane }) => lane === 1) as GraphNode), id: 'newcomer', label: 'aaa-first-by-name' }; // prettier-ignore
  const after = layout({ nodes: [...gone, newcomer], edges: graph.edges }, before);
  const moved = gone.filter(({ id, lane }) => lane === 1 && after.places.get(id)?.slot !== before.places.get(id)?.slot);
  expect(moved).toEqual([]);
  // One of those that went left its place to the newcomer, so that no box had to grow.
  const still = gone.filter(({ id }) => JSON.stringify(after.places.get(id)) === JSON.stringify(before.places.get(id)));
  expect(still.length).toBe(gone.length);
  expect(after.places.has('newcomer')).toBe(true);
});

test('nothing, one node, and only an outside are graphs too', () => {
  expect(layout({ nodes: [], edges: [] }).bounds).toEqual({ x: 0, y: 0, w: 1, h: 1 });
  for (const lane of [0, 1, 2] as const) {
    const node: GraphNode = { id: 'a', lane, group: 'g', label: 'a', detail: '', standing: 'known', isNew: false };
    expect(layout({ nodes: [node], edges: [] }).places.size).toBe(1);
  }
});

test('whatever groups are called and however many there are, all are placed apart', () => {
  const node = fc.record({ lane: fc.constantFrom(0, 1, 2), group: fc.string({ maxLength: 4 }) });
  fc.assert(
    fc.property(fc.array(node, { maxLength: 60 }), (given) => {
      const nodes = given.map(({ lane, group }, index): GraphNode => ({ id: `n${index}`, lane: lane as 0, group, label: `n${index}`, detail: '', standing: 'known', isNew: false })); // prettier-ignore
      const { places } = layout({ nodes, edges: [] });
      expect(places.size).toBe(nodes.length);
      expect(overlapping([...places.values()])).toBe(0);
    }),
    { numRuns: 40 },
  );
});

test('who is in violation with the outside stands where its line leaves the box, so that it crosses no name beside it', () => {
  const nodes: GraphNode[] = Array.from({ length: 24 }, (_, index) => ({ id: `w${index}`, lane: 1, group: 'shop', label: `w${index}`, detail: '', standing: 'known', isNew: false }));
  const pool: GraphNode = { id: 'pool', lane: 2, group: 'Names outside', label: 'pool', detail: '', standing: 'known', isNew: false };
  const edge = { id: 'e', source: 'w7', target: 'pool', direction: 'egress', standing: 'violation', port: 'tcp/1', said: '', firstSeen: 0, lastSeen: 0, isNew: false } as const;
  const { places } = layout({ nodes: [...nodes, pool], edges: [edge] });
  const right = Math.max(...nodes.map(({ id }) => places.get(id)?.x ?? 0));
  expect(places.get('w7')?.x).toBe(right);
}); // prettier-ignore
