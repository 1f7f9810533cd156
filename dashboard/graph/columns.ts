import { boxHeight, cell, gap, heightOf, type Layout, pad } from './boxes.ts';
import { largest, type Wanted } from './groups.ts';

// Boxes in columns.

/** Wide rather than high: what a screen is. */
const wantedRatio = 1.75;

/** The namespaces in that number of columns that gives a picture of the wanted shape. */
export function columnsOf(groups: readonly Wanted[], before: Layout | undefined): Wanted[][] {
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
export function sideColumns(groups: readonly Wanted[], height: number): Wanted[][] {
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
