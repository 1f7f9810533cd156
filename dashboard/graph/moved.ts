import type { Camera, Size } from './camera.ts';

/** How a picture drawn for one camera is laid over the screen for another, in CSS pixels from its upper left corner. */
export interface Shift {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  /** Where the picture then really is: what is drawn over it goes by this one. */
  readonly camera: Camera;
}

/** `margin`: by how much the picture is larger than the screen on each side. Moved by whole pixels of the device only, for anything else is a blur. */
export function moved(drawn: Camera, camera: Camera, margin: number, ratio: number): Shift {
  const scale = camera.k / drawn.k;
  const along = (from: number, to: number) => to + margin - scale * (from + margin);
  const [x, y] = [along(drawn.x, camera.x), along(drawn.y, camera.y)];
  if (scale !== 1) return { x, y, scale, camera };
  const whole = (value: number) => Math.round(value * ratio) / ratio;
  return { x: whole(x), y: whole(y), scale, camera: { k: camera.k, x: drawn.x + whole(x), y: drawn.y + whole(y) } };
}

/** Whether the picture still covers all of the screen, and is not stretched beyond recognition. */
export function reaches({ x, y, scale }: Shift, { w, h }: Size, margin: number): boolean {
  if (scale > 1.6 || scale < 0.6) return false;
  const covers = (at: number, length: number) => at - margin <= 0 && at - margin + (length + margin * 2) * scale >= length; // prettier-ignore
  return covers(x, w) && covers(y, h);
}
