import type { Layout } from './boxes.ts';
import type { Graph, GraphNode, Lane } from './model.ts';

// Who stands in which box, and at which place in it.

/** A box as it will be: who is in it, and how large it has to be. */
export interface Wanted {
  readonly name: string;
  readonly lane: Lane;
  readonly members: readonly GraphNode[];
  readonly across: number;
  readonly rows: number;
  /** Below 0: more comes in from outside than goes out. */
  readonly lean: number;
  readonly column?: number;
  readonly slots: ReadonlyMap<string, number>;
}

export function groupsIn(graph: Graph, lane: Lane, order: (node: GraphNode) => number, before: Layout | undefined): Wanted[] {
  const members = new Map<string, GraphNode[]>();
  for (const node of graph.nodes) {
    if (node.lane !== lane) continue;
    const list = members.get(node.group);
    if (list === undefined) members.set(node.group, [node]);
    else list.push(node);
  }
  // Whose last member went leaves its room, so that nobody below moves up.
  for (const { name } of before?.groups.filter((group) => group.lane === lane) ?? []) if (!members.has(name)) members.set(name, []);
  const leans = lane === 1 ? leansOf(graph) : new Map<string, number>();
  const old = new Map(before?.groups.filter((group) => group.lane === lane).map((group) => [group.name, group]));
  const outside = new Set(graph.nodes.filter(({ lane: other }) => other === 2).map(({ id }) => id));
  const leaving = new Set(lane !== 1 ? [] : graph.edges.filter(({ standing, target }) => standing === 'violation' && outside.has(target)).map(({ source }) => source));
  const first = (node: GraphNode) => (node.standing === 'violation' ? 0 : 1);
  return [...members].map(([name, list]) => {
    const known = old.get(name);
    const across = known?.across ?? acrossOf(list.length, lane);
    const sorted = list.toSorted((a, b) => first(a) - first(b) || order(a) - order(b) || (a.label < b.label ? -1 : a.label > b.label ? 1 : a.id < b.id ? -1 : 1));
    const slots = slotsOf(sorted, { name, across, leaving }, before);
    const needed = slots.size === 0 ? 0 : Math.ceil((largest(slots.values()) + 1) / across);
    return { name, lane, members: sorted, across, rows: Math.max(needed, known?.rows ?? 0), lean: leans.get(name) ?? 0, slots, ...(known && { column: known.column }) };
  });
} // prettier-ignore

/** Not by spreading: a group may have more members than a call may have arguments. */
export function largest(numbers: Iterable<number>): number {
  let most = 0;
  for (const number of numbers) if (number > most) most = number;
  return most;
}

interface Room {
  readonly name: string;
  readonly across: number;
  /** Whose red line leaves the cluster on the right. */
  readonly leaving: ReadonlySet<string>;
}

/** Who had a place keeps it; newcomers take the first that nobody has, but for those whose red line would cross the others: they stand at the end of a row. */
function slotsOf(members: readonly GraphNode[], { name, across, leaving }: Room, before: Layout | undefined): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  const put = (id: string, slot: number) => {
    slots.set(id, slot);
    taken.add(slot);
  };
  for (const { id } of members) {
    const place = before?.places.get(id);
    if (place?.group === name) put(id, place.slot);
  }
  const rows = Math.ceil(members.length / across);
  let row = 0;
  for (const { id } of members) {
    if (slots.has(id) || !leaving.has(id)) continue;
    while (row < rows && taken.has(row * across + across - 1)) row++;
    if (row < rows) put(id, row * across + across - 1);
  }
  let next = 0;
  for (const { id } of members) {
    if (slots.has(id)) continue;
    while (taken.has(next)) next++;
    put(id, next);
  }
  return slots;
} // prettier-ignore

/** Outside the cluster: by where those sit who talk to it, so that lines cross little. */
export function orderBy(graph: Graph, places: Layout['places']): (node: GraphNode) => number {
  const sums = new Map<string, { sum: number; count: number }>();
  const add = (id: string, other: string) => {
    const y = places.get(other)?.y;
    if (y === undefined) return;
    const entry = sums.get(id);
    if (entry === undefined) sums.set(id, { sum: y, count: 1 });
    else {
      entry.sum += y;
      entry.count++;
    }
  };
  for (const { source, target } of graph.edges) {
    add(source, target);
    add(target, source);
  }
  return ({ id }) => {
    const { sum, count } = sums.get(id) ?? { sum: 0, count: 1 };
    return sum / count;
  };
}

/** How far to the right a namespace belongs: what is talked to from outside stands left, what talks to the outside right. */
function leansOf(graph: Graph): ReadonlyMap<string, number> {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const sums = new Map<string, number>();
  for (const { source, target } of graph.edges) {
    const [from, to] = [byId.get(source), byId.get(target)];
    if (from === undefined || to === undefined || from.group === to.group) continue;
    // Who opens conversations stands left of who answers them.
    const weight = from.lane === 1 && to.lane === 1 ? 0.25 : 1;
    if (to.lane === 1) sums.set(to.group, (sums.get(to.group) ?? 0) + (from.lane === 0 ? -weight : weight));
    if (from.lane === 1) sums.set(from.group, (sums.get(from.group) ?? 0) + (to.lane === 2 ? weight : -weight));
  }
  return sums;
}

function acrossOf(count: number, lane: Lane): number {
  if (lane !== 1) return 1;
  return Math.min(8, Math.max(1, Math.round(Math.sqrt(count / 3.2))));
}
