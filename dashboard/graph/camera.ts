import { type Box, nodeSize } from './boxes.ts';

/** Screen = world * k + (x, y), in CSS pixels. */
export interface Camera {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly w: number;
  readonly h: number;
}

export const zoomLimits = { least: 0.02, most: 3 } as const;

/** Below `near` names of namespaces and bundles; from it on workloads and their names; from `close` on ports and what is said. */
export const levels = { near: 0.42, close: 1.3 } as const;
export type Level = 'far' | 'near' | 'close';

export function levelOf({ k }: Camera): Level {
  return k < levels.near ? 'far' : k < levels.close ? 'near' : 'close';
}

/** All of the box within the screen, in its middle; never much larger than life. */
export function fitting(box: Box, { w, h }: Size, margin = 36): Camera {
  const k = Math.min(1.5, Math.max(zoomLimits.least, Math.min((w - margin * 2) / box.w, (h - margin * 2) / box.h)));
  return { k, x: w / 2 - (box.x + box.w / 2) * k, y: h / 2 - (box.y + box.h / 2) * k };
}

/** Larger by a factor, the point of the screen staying where it is. */
export function zoomed({ k, x, y }: Camera, factor: number, at: { readonly x: number; readonly y: number }): Camera {
  const next = Math.min(zoomLimits.most, Math.max(zoomLimits.least, k * factor));
  const by = next / k;
  return { k: next, x: at.x - (at.x - x) * by, y: at.y - (at.y - y) * by };
}

/** Moved as little as needed so that the point of the world is well inside the screen. */
export function showing(camera: Camera, point: { readonly x: number; readonly y: number }, { w, h }: Size): Camera {
  const margin = { x: Math.min(140, w / 3), y: Math.min(70, h / 3) };
  const sx = point.x * camera.k + camera.x;
  const sy = point.y * camera.k + camera.y;
  const dx = sx < margin.x ? margin.x - sx : sx > w - margin.x ? w - margin.x - sx : 0;
  const dy = sy < margin.y ? margin.y - sy : sy > h - margin.y ? h - margin.y - sy : 0;
  return dx === 0 && dy === 0 ? camera : { ...camera, x: camera.x + dx, y: camera.y + dy };
}

/** The part of the world that the screen shows. */
export function seen({ k, x, y }: Camera, { w, h }: Size): Box {
  return { x: -x / k, y: -y / k, w: w / k, h: h / k };
}

/** Of a line, both ends with the boxes that they lead to. */
export function boxAround({ x1, x2, y1, y2 }: Ends): Box {
  const [x, y] = [Math.min(x1, x2) - nodeSize.w, Math.min(y1, y2) - 60];
  return { x, y, w: Math.max(x1, x2) + nodeSize.w - x, h: Math.max(y1, y2) + 60 - y };
}

/** Whether all of a line is on the screen. */
export function isWithin(line: Ends, { k, x, y }: Camera, { w, h }: Size): boolean {
  const box = boxAround(line);
  return box.x * k + x >= 0 && box.y * k + y >= 0 && (box.x + box.w) * k + x <= w && (box.y + box.h) * k + y <= h;
}

interface Ends {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}
