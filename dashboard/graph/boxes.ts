import type { Lane } from './model.ts';

// Sizes of what is drawn, and where things stand.

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
export const cell = { w: 184, h: 38 } as const;
export const pad = { side: 14, top: 36, bottom: 12 } as const;
export const gap = { lane: 170, column: 36, group: 30 } as const;

export const boxHeight = ({ rows }: { readonly rows: number }) => pad.top + rows * cell.h + pad.bottom;
export const boxWidth = ({ across }: { readonly across: number }) => across * cell.w + pad.side * 2;

export function heightOf(column: readonly { readonly rows: number }[]): number {
  return column.reduce((sum, group) => sum + boxHeight(group) + gap.group, -gap.group);
}
