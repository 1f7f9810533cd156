import type { Camera, Size } from './camera.ts';
import { fitted } from './fitted.ts';
import { type Box, pad } from './boxes.ts';
import type { Palette } from './palette.ts';
import { overlaps, type Pen } from './pen.ts';
import type { Scene } from './scene.ts';

// Boxes of namespaces and of the outside, with their names.

export function drawBoxes(pen: Pen, { layout }: Scene, { k }: Camera, view: Box, palette: Palette): void {
  pen.lineWidth = 1 / k;
  for (const outside of [true, false]) {
    pen.beginPath();
    for (const group of layout.groups) {
      if (group.count === 0 || (group.lane !== 1) !== outside || !overlaps(group, view)) continue;
      pen.roundRect(group.x, group.y, group.w, group.h, Math.min(14, 12 / Math.sqrt(k)));
    }
    pen.fillStyle = outside ? palette.outside : palette.box;
    pen.fill();
    pen.strokeStyle = palette.boxLine;
    pen.stroke();
  }
}

/** Names of boxes at a size that can be read at every distance, cut to the width of the box. */
export function drawTitles(pen: Pen, { layout }: Scene, camera: Camera, size: Size, ratio: number, palette: Palette): void {
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = palette.title;
  pen.strokeStyle = palette.box;
  pen.lineWidth = 4;
  pen.lineJoin = 'round';
  pen.textBaseline = 'alphabetic';
  pen.textAlign = 'left';
  const px = camera.k < 0.42 ? 11 : 12;
  pen.font = `600 ${px}px ${palette.font}`;
  for (const group of layout.groups) {
    const [x, y, w, h] = [group.x * camera.k + camera.x, group.y * camera.k + camera.y, group.w * camera.k, group.h * camera.k];
    if (group.count === 0 || w < 30 || h < 12 || x > size.w || y > size.h || x + w < 0 || y + h < 0) continue;
    const inset = Math.min(14 * camera.k + 2, 14);
    const text = fitted(pen, group.name, { width: w - inset * 2, px, font: palette.font, weight: 600, end: ` · ${group.count}` });
    if (text === '') continue;
    const [left, line] = [x + inset, y + Math.min(h - 3, Math.max(px + 2, 23 * camera.k))];
    // Where the box is too small for a line above its nodes, the name stands out from them.
    if (pad.top * camera.k < px + 4) pen.strokeText(text, left, line);
    pen.fillText(text, left, line);
  }
} // prettier-ignore
