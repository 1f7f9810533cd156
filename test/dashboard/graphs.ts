import type { Graph, GraphEdge, GraphNode } from '../../dashboard/graph/model.ts';

/** The same graph for the same numbers: who comes in, namespaces of very different size, a long tail outside. */
export function syntheticGraph(nodes: number, edges: number, namespaces: number): Graph {
  let state = 42;
  const random = () => (state = (state * 1_664_525 + 1_013_904_223) >>> 0) / 4_294_967_296;
  const pick = <Item>(items: readonly Item[], skew = 1) => items[Math.floor(random() ** skew * items.length)] as Item;
  const outside = Math.round(nodes * 0.17);
  const inside = nodes - outside - 5;
  const base = { detail: '', standing: 'known', isNew: false } as const;
  const into = Array.from({ length: 5 }, (_, i): GraphNode => ({ ...base, id: `in${i}`, lane: 0, group: 'Internet', label: `203.0.113.${i}` })); // prettier-ignore
  const workloads = Array.from({ length: inside }, (_, i): GraphNode => ({ ...base, id: `w${i}`, lane: 1, group: `ns${Math.floor(random() * random() * namespaces)}`, label: `service-${i}`, lineage: `w${i}` })); // prettier-ignore
  const out = Array.from({ length: outside }, (_, i): GraphNode => ({ ...base, id: `e${i}`, lane: 2, group: i % 7 === 0 ? 'Cloud services' : 'Names outside', label: `api${i}.example.com` })); // prettier-ignore
  const byGroup = Map.groupBy(workloads, ({ group }) => group);
  const seen = new Set<string>();
  const made: GraphEdge[] = [];
  for (let tries = 0; made.length < edges && tries < edges * 30; tries++) {
    const roll = random();
    const source = roll < 0.08 ? pick(into) : pick(workloads);
    const target = roll < 0.08 ? pick(workloads) : roll < 0.3 ? pick(out, 2) : roll < 0.85 ? pick(byGroup.get(source.group) ?? []) : pick(workloads); // prettier-ignore
    const key = `${source.id}>${target.id}`;
    if (source === target || seen.has(key)) continue;
    seen.add(key);
    const direction = source.lane === 0 ? 'north-south' : target.lane === 2 ? 'egress' : 'east-west';
    made.push({ id: `x${made.length}`, source: source.id, target: target.id, direction, standing: random() < 0.0005 ? 'violation' : 'known', port: 'tcp/443', said: 'http GET /api', firstSeen: 1_000 + made.length, lastSeen: 2_000, isNew: false }); // prettier-ignore
  }
  return { nodes: [...into, ...workloads, ...out], edges: made };
}
