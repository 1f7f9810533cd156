import type { Attention } from './attention.ts';
import type { Camera } from './camera.ts';
import { fitted } from './fitted.ts';
import { trace } from './draw-lines.ts';
import { type Box, nodeSize } from './boxes.ts';
import type { Palette } from './palette.ts';
import { isIn, type Pen } from './pen.ts';
import { pointOn, type Scene, type Spot } from './scene.ts';

// What somebody looks at: its lines, a ring, and what is said on them.

export function drawChosen(pen: Pen, scene: Scene, { k }: Camera, palette: Palette, attention: Attention): void {
  const ids = [attention.node, attention.hovered].filter((id) => id !== undefined);
  const curves = ids.flatMap((id) => scene.curvesOf.get(id) ?? []).filter(({ edge }) => edge.standing !== 'violation');
  const chosen = attention.edge === undefined ? undefined : scene.curves.find(({ edge }) => edge.id === attention.edge);
  pen.strokeStyle = palette.chosen;
  pen.lineWidth = 1.6 / Math.min(1, k);
  pen.beginPath();
  for (const curve of curves.slice(0, 1_000)) trace(pen, curve);
  pen.stroke();
  if (chosen === undefined) return;
  const isRed = chosen.edge.standing === 'violation';
  // Beside the red, not beneath its dashes: red and blue would be seen as violet.
  pen.globalAlpha = isRed ? 0.22 : 1;
  pen.lineWidth = (isRed ? 16 : 4.5) / Math.min(1, k);
  pen.beginPath();
  trace(pen, chosen);
  pen.stroke();
  pen.globalAlpha = 1;
}

export function ring(pen: Pen, { place }: Spot, { k }: Camera, palette: Palette, focused: boolean): void {
  const grow = (focused ? 4 : 2) / Math.min(1, k);
  const { w, h } = nodeSize;
  pen.beginPath();
  pen.roundRect(place.x - w / 2 - grow, place.y - h / 2 - grow, w + grow * 2, h + grow * 2, 7 + grow);
  pen.strokeStyle = palette.chosen;
  pen.lineWidth = (focused ? 3 : 2) / Math.min(1, k);
  pen.stroke();
}

/** Ports and operations, on the lines of what is chosen and on violations. */
export function drawSaid(pen: Pen, scene: Scene, view: Box, palette: Palette, attention: Attention): void {
  const curves = new Set([...scene.loud, ...[attention.node, attention.hovered].flatMap((id) => (id === undefined ? [] : (scene.curvesOf.get(id) ?? [])))]);
  if (curves.size === 0 && scene.curves.length <= 60) for (const curve of scene.curves) curves.add(curve);
  pen.font = `9px ${palette.font}`;
  pen.textBaseline = 'middle';
  for (const curve of [...curves].slice(0, 80)) {
    const { x, y } = pointOn(curve, 0.5);
    if (!isIn({ x, y }, view, 0)) continue;
    const isRed = curve.edge.standing === 'violation';
    const { port, said } = curve.edge;
    const text = fitted(pen, said === '' ? port : `${port}  ${said}`, { width: 220, px: 9, font: palette.font });
    const w = pen.measureText(text).width + 10;
    // Beside the mark of what is red, on the side that its line leaves free.
    const isUpright = Math.abs(curve.y2 - curve.y1) > Math.abs(curve.x2 - curve.x1);
    const [left, top] = isRed ? [x + 10, curve.y2 >= curve.y1 ? y - 20 : y + 6] : [isUpright ? x + 5 : x - w / 2, y - 7];
    pen.beginPath();
    pen.roundRect(left, top, w, 14, 4);
    pen.fillStyle = palette.ground;
    pen.fill();
    if (isRed) {
      pen.strokeStyle = palette.violation;
      pen.lineWidth = 0.75;
      pen.stroke();
    }
    pen.fillStyle = isRed ? palette.violation : palette.faint;
    pen.fillText(text, left + 5, top + 7.5);
  }
} // prettier-ignore
