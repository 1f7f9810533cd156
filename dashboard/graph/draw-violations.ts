import type { Attention } from './attention.ts';
import { type Camera, levelOf, type Size } from './camera.ts';
import { trace } from './draw-lines.ts';
import { drawNode, isCut } from './draw-nodes.ts';
import { type Box, nodeSize } from './boxes.ts';
import type { Palette } from './palette.ts';
import { overlaps, type Pen } from './pen.ts';
import { type Curve, pointOn, type Scene } from './scene.ts';

// What must be seen: thicker, dashed, marked, and named from any distance.

export function drawViolations(pen: Pen, scene: Scene, { k }: Camera, palette: Palette, near: boolean): void {
  const scale = 1 / Math.min(1, k);
  pen.lineCap = 'round';
  for (const halo of [true, false]) {
    pen.beginPath();
    for (const curve of scene.loud) trace(pen, curve);
    pen.strokeStyle = palette.violation;
    pen.globalAlpha = halo ? 0.16 : 1;
    pen.lineWidth = (halo ? 9 : 2.6) * scale;
    pen.setLineDash(halo ? [] : [9 * scale, 6 * scale]);
    pen.stroke();
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
  pen.lineCap = 'butt';
  for (const curve of scene.loud) arrow(pen, curve, scale, palette);
  for (const spot of scene.marked) {
    if (near) drawNode(pen, spot, scene, palette, k);
    mark(pen, spot.place.x - nodeSize.w / 2, spot.place.y - nodeSize.h / 2, near ? 1 : Math.min(9, scale), palette);
  }
  for (const curve of scene.loud) {
    const { x, y } = pointOn(curve, 0.5);
    mark(pen, x, y, scale, palette);
  }
}

function arrow(pen: Pen, { x2, y2, c2 }: Curve, scale: number, palette: Palette): void {
  const towards = x2 >= c2 ? -1 : 1;
  pen.beginPath();
  pen.moveTo(x2, y2);
  pen.lineTo(x2 + towards * 10 * scale, y2 - 5 * scale);
  pen.lineTo(x2 + towards * 10 * scale, y2 + 5 * scale);
  pen.closePath();
  pen.fillStyle = palette.violation;
  pen.fill();
}

/** The second sign beside the colour. */
function mark(pen: Pen, x: number, y: number, scale: number, palette: Palette): void {
  pen.beginPath();
  pen.arc(x, y, 8 * scale, 0, Math.PI * 2);
  pen.fillStyle = palette.violation;
  pen.fill();
  pen.strokeStyle = palette.ground;
  pen.lineWidth = 1.5 * scale;
  pen.stroke();
  pen.fillStyle = palette.onViolation;
  pen.font = `700 ${11 * scale}px ${palette.font}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText('!', x, y + 0.5 * scale);
  pen.textAlign = 'left';
}

/** From afar names cannot be read, but that of a violation must be; from nearer where its box is too small for it. */
export function drawCallouts(pen: Pen, scene: Scene, camera: Camera, size: Size, ratio: number, palette: Palette, attention: Attention): void {
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.font = `600 12px ${palette.font}`;
  pen.textBaseline = 'middle';
  const far = levelOf(camera) === 'far';
  const loud = scene.marked.filter(({ node }) => far || isCut(pen, node.label, camera.k, palette)).slice(0, 14);
  const also = [attention.hovered, attention.node].flatMap((id) => (id === undefined ? [] : (scene.byId.get(id) ?? [])));
  const taken: Box[] = [];
  for (const { node, place } of new Set([...(far ? also : []), ...loud])) {
    const text = node.label.length > 44 ? `${node.label.slice(0, 43)}…` : node.label;
    const w = pen.measureText(text).width + 16;
    const isLoud = scene.standingOf.get(node.id) === 'violation';
    const x = Math.max(4, Math.min(size.w - w - 4, place.x * camera.k + camera.x - w / 2));
    let y = (place.y + (far ? 0 : nodeSize.h / 2)) * camera.k + camera.y + (far ? 12 : 3);
    while (taken.some((box) => overlaps(box, { x, y, w, h: 22 }))) y += 24;
    taken.push({ x, y, w, h: 22 });
    pen.beginPath();
    pen.roundRect(x, y, w, 22, 6);
    pen.fillStyle = isLoud ? palette.violation : palette.chosen;
    pen.fill();
    pen.fillStyle = isLoud ? palette.onViolation : palette.ground;
    pen.fillText(text, x + 8, y + 11.5);
  }
} // prettier-ignore
