import {
  type Box,
  boxHeight,
  boxWidth,
  cell,
  gap,
  type Group,
  heightOf,
  type Layout,
  pad,
  type Place,
} from './boxes.ts';
import { columnsOf, sideColumns } from './columns.ts';
import { groupsIn, orderBy, type Wanted } from './groups.ts';
import type { Graph, Lane } from './model.ts';

// Lanes from left to right: who comes in | namespaces | where it goes out. A pure function: the same graph gives the same
// picture, and who stood somewhere stays there when the data is refreshed.

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

function boundsOf(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, w: 1, h: 1 };
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const right = Math.max(...boxes.map((box) => box.x + box.w));
  const bottom = Math.max(...boxes.map((box) => box.y + box.h));
  return { x, y, w: right - x, h: bottom - y };
}
