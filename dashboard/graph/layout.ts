import type { Graph, GraphNode, Lane } from './model.ts';

// Lanes from left to right: who comes in | namespaces | where it goes out. A pure function: the same graph gives the same
// picture, and who stood somewhere stays there when the data is refreshed.

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Group extends Box {
  readonly name: string;
  readonly lane: Lane;
  /** Column within the lane, and columns of nodes inside. */
  readonly column: number;
  readonly across: number;
  /** Rows that it has room for. */
  readonly rows: number;
  readonly count: number;
}

export interface Place {
  /** The middle of the node. */
  readonly x: number;
  readonly y: number;
  readonly group: string;
  readonly slot: number;
}

export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  readonly groups: readonly Group[];
  readonly bounds: Box;
}

export const nodeSize = { w: 168, h: 26 } as const;
const cell = { w: 184, h: 38 } as const;
const pad = { side: 14, top: 36, bottom: 12 } as const;
const gap = { lane: 170, column: 36, group: 30 } as const;

/** Wide rather than high: what a screen is. */
const wantedRatio = 1.75;

interface Wanted {
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

export function layout(graph: Graph, before?: Layout): Layout {
  const places = new Map<string, Place>();
  const middle = columnsOf(
    groupsIn(graph, 1, () => 0, before),
    before,
  );
  const height = Math.max(...middle.map(heightOf), 240);
  const inner = stacked(middle, 1, 0, () => 0, places);
  const order = orderBy(graph, places);
  const sides = ([0, 2] as const).map((lane) => sideColumns(groupsIn(graph, lane, order, before), height));
  const centred = (column: readonly Wanted[]) => Math.max(0, (height - heightOf(column)) / 2);
  const [left = [], right = []] = sides;
  // Far enough apart for lines to be told from each other, and no farther: a small picture has to fit a phone.
  const apart = Math.min(gap.lane, 56 + height * 0.12);
  const from = widthOf(left) + apart;
  const groups = [
    ...stacked(left, 0, -from, centred, places),
    ...inner,
    ...stacked(right, 2, widthOf(middle) + (middle.length === 0 ? 0 : apart), centred, places),
  ];
  return { places, groups, bounds: boundsOf(groups) };
}

const widthOf = (columns: readonly (readonly Wanted[])[]) =>
  columns.reduce((sum, column) => sum + columnWidth(column) + gap.column, -gap.column);
const columnWidth = (column: readonly Wanted[]) => Math.max(...column.map(boxWidth));
const boxWidth = ({ across }: Pick<Wanted, 'across'>) => across * cell.w + pad.side * 2;

/** Columns beside each other from `x` on, in each the groups below each other. */
function stacked(columns: readonly (readonly Wanted[])[], lane: Lane, x: number, topOf: (column: readonly Wanted[]) => number, places: Map<string, Place>): Group[] {
  const groups: Group[] = [];
  for (const [index, column] of columns.entries()) {
    let y = topOf(column);
    for (const group of column) {
      const box = { x, y, w: boxWidth(group), h: boxHeight(group) };
      groups.push({ ...box, name: group.name, lane, column: index, across: group.across, rows: group.rows, count: group.members.length });
      settle(group, box, places);
      y += box.h + gap.group;
    }
    x += columnWidth(column) + gap.column;
  }
  return groups;
} // prettier-ignore

function settle(group: Wanted, { x, y }: Box, places: Map<string, Place>): void {
  for (const { id } of group.members) {
    const slot = group.slots.get(id) ?? 0;
    places.set(id, {
      x: x + pad.side + (slot % group.across) * cell.w + cell.w / 2,
      y: y + pad.top + Math.floor(slot / group.across) * cell.h + cell.h / 2,
      group: group.name,
      slot,
    });
  }
}

function groupsIn(graph: Graph, lane: Lane, order: (node: GraphNode) => number, before: Layout | undefined): Wanted[] {
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
  const first = (node: GraphNode) => (node.standing === 'violation' ? 0 : 1);
  return [...members].map(([name, list]) => {
    const known = old.get(name);
    const across = known?.across ?? acrossOf(list.length, lane);
    const sorted = list.toSorted((a, b) => first(a) - first(b) || order(a) - order(b) || (a.label < b.label ? -1 : a.label > b.label ? 1 : a.id < b.id ? -1 : 1));
    const slots = slotsOf(sorted, name, before);
    const needed = slots.size === 0 ? 0 : Math.ceil((largest(slots.values()) + 1) / across);
    return { name, lane, members: sorted, across, rows: Math.max(needed, known?.rows ?? 0), lean: leans.get(name) ?? 0, slots, ...(known && { column: known.column }) };
  });
} // prettier-ignore

/** Not by spreading: a group may have more members than a call may have arguments. */
function largest(numbers: Iterable<number>): number {
  let most = 0;
  for (const number of numbers) if (number > most) most = number;
  return most;
}

/** Who had a place keeps it; newcomers take the first that nobody has. */
function slotsOf(members: readonly GraphNode[], group: string, before: Layout | undefined): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  for (const { id } of members) {
    const place = before?.places.get(id);
    if (place?.group !== group) continue;
    slots.set(id, place.slot);
    taken.add(place.slot);
  }
  let next = 0;
  for (const { id } of members) {
    if (slots.has(id)) continue;
    while (taken.has(next)) next++;
    taken.add(next);
    slots.set(id, next);
  }
  return slots;
} // prettier-ignore

/** Outside the cluster: by where those sit who talk to it, so that lines cross little. */
function orderBy(graph: Graph, places: ReadonlyMap<string, Place>): (node: GraphNode) => number {
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

const boxHeight = ({ rows }: Pick<Wanted, 'rows'>) => pad.top + rows * cell.h + pad.bottom;

function heightOf(column: readonly Wanted[]): number {
  return column.reduce((sum, group) => sum + boxHeight(group) + gap.group, -gap.group);
}

/** The namespaces in that number of columns that gives a picture of the wanted shape. */
function columnsOf(groups: readonly Wanted[], before: Layout | undefined): Wanted[][] {
  if (groups.length === 0) return [];
  if (before?.groups.some(({ lane }) => lane === 1) === true) return keptColumns(groups, before);
  let best: Wanted[][] = [];
  let bestMiss = Infinity;
  for (let count = 1; count <= Math.min(groups.length, 14); count++) {
    const columns = inColumns(groups, count);
    const width = columns.reduce((sum, column) => sum + Math.max(...column.map(({ across }) => across)) * cell.w + 64, 700);
    const miss = Math.abs(Math.log(width / Math.max(...columns.map(heightOf)) / wantedRatio));
    if (miss < bestMiss) [best, bestMiss] = [columns, miss];
  }
  return best;
} // prettier-ignore

/** From left to right by lean, each column about as high as the others; the tallest box first, so that edges align. */
function inColumns(groups: readonly Wanted[], count: number): Wanted[][] {
  const sorted = groups.toSorted((a, b) => a.lean - b.lean || b.members.length - a.members.length || (a.name < b.name ? -1 : 1));
  const share = groups.reduce((sum, group) => sum + boxHeight(group) + gap.group, 0) / count;
  const columns: Wanted[][] = [[]];
  let height = 0;
  for (const group of sorted) {
    const own = boxHeight(group) + gap.group;
    if (height > 0 && columns.length < count && height + own / 2 > share) {
      columns.push([]);
      height = 0;
    }
    columns.at(-1)?.push(group);
    height += own;
  }
  return columns;
} // prettier-ignore

function keptColumns(groups: readonly Wanted[], before: Layout): Wanted[][] {
  const order = new Map(before.groups.filter(({ lane }) => lane === 1).map(({ name }, index) => [name, index]));
  const columns: Wanted[][] = [];
  const newcomers = groups.filter(({ name }) => !order.has(name));
  for (const group of groups.filter(({ name }) => order.has(name)).toSorted((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0))) {
    (columns[group.column ?? 0] ??= []).push(group);
  }
  const filled = columns.filter((column) => column !== undefined);
  if (filled.length === 0) filled.push([]);
  for (const group of newcomers) filled.reduce((low, column) => (heightOf(column) < heightOf(low) ? column : low)).push(group);
  return filled;
} // prettier-ignore

/** The outside: one group below the other, a group that is too long in several columns. */
function sideColumns(groups: readonly Wanted[], height: number): Wanted[][] {
  const order = groups.toSorted((a, b) => worst(b) - worst(a) || (a.name < b.name ? -1 : 1));
  const most = Math.max(6, Math.floor((height - pad.top - pad.bottom) / cell.h));
  const shaped = order.map((group) => {
    const used = largest(group.slots.values()) + 1;
    const across = Math.max(group.across, Math.ceil(used / most));
    return { ...group, across, rows: Math.max(Math.ceil(used / across), across === group.across ? group.rows : 0) };
  });
  return shaped.length === 0 ? [] : [shaped];
}

const worst = ({ members }: Wanted) => (members.some(({ standing }) => standing === 'violation') ? 1 : 0);

function boundsOf(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, w: 1, h: 1 };
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const right = Math.max(...boxes.map((box) => box.x + box.w));
  const bottom = Math.max(...boxes.map((box) => box.y + box.h));
  return { x, y, w: right - x, h: bottom - y };
}
