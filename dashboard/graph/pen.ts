import type { Box } from './boxes.ts';

export type Pen = CanvasRenderingContext2D;

/** Near enough to the screen to be drawn. */
export const isIn = ({ x, y }: { x: number; y: number }, view: Box, margin = 110) => x > view.x - margin && x < view.x + view.w + margin && y > view.y - margin && y < view.y + view.h + margin; // prettier-ignore
export const overlaps = (box: Box, view: Box) => box.x < view.x + view.w && box.x + box.w > view.x && box.y < view.y + view.h && box.y + box.h > view.y; // prettier-ignore
