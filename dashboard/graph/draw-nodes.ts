import { levels } from './camera.ts';
import { fitted, sizeIn } from './fitted.ts';
import { type Box, nodeSize } from './boxes.ts';
import type { Palette } from './palette.ts';
import { isIn, type Pen } from './pen.ts';
import type { Scene, Spot } from './scene.ts';

// Who talks: dots from afar, names from near.

export function drawDots(pen: Pen, scene: Scene, view: Box, palette: Palette): void {
  let drawn = 0;
  pen.fillStyle = palette.node;
  pen.strokeStyle = palette.nodeLine;
  pen.lineWidth = 3;
  pen.beginPath();
  for (const { place } of scene.spots) {
    if (!isIn(place, view)) continue;
    pen.rect(place.x - nodeSize.w / 2, place.y - nodeSize.h / 2, nodeSize.w, nodeSize.h);
    if (++drawn % 1_000 !== 0) continue;
    pen.fill();
    pen.stroke();
    pen.beginPath();
  }
  pen.fill();
  pen.stroke();
  drawDriftDots(pen, scene, view, palette);
}

function drawDriftDots(pen: Pen, { spots }: Scene, view: Box, palette: Palette): void {
  pen.fillStyle = palette.drift;
  pen.beginPath();
  for (const { node, place } of spots) {
    if (node.standing === 'drift' && isIn(place, view)) pen.rect(place.x - nodeSize.w / 2, place.y - nodeSize.h / 2, 14, nodeSize.h); // prettier-ignore
  }
  pen.fill();
}

export function drawNodes(pen: Pen, scene: Scene, view: Box, palette: Palette, k: number): void {
  const visible = scene.spots.filter(({ place }) => isIn(place, view));
  const { w, h } = nodeSize;
  pen.beginPath();
  for (const { place } of visible) pen.roundRect(place.x - w / 2, place.y - h / 2, w, h, 7);
  pen.fillStyle = palette.node;
  pen.fill();
  pen.strokeStyle = palette.nodeLine;
  pen.lineWidth = 1;
  pen.stroke();
  for (const spot of visible) if (spot.node.standing === 'unresolved') hatch(pen, spot, palette);
  drawLabels(pen, visible, palette, k);
  drawDriftDots(pen, { ...scene, spots: visible }, view, palette);
}

/** Legible at every distance at which names are drawn at all; of what is loud, rather smaller than cut. */
const usualSize = (k: number) => Math.min(20, Math.max(12, 10.5 / k));
const leastSize = (k: number) => Math.min(usualSize(k), 8.5 / k);
const loudRoom = nodeSize.w - 18;

/** Whether the name of what is loud has no room in its box. */
export function isCut(pen: Pen, label: string, k: number, { font }: Palette): boolean {
  return fitted(pen, label, { width: loudRoom, px: leastSize(k), font }) !== label;
}

function drawLabels(pen: Pen, spots: readonly Spot[], palette: Palette, k: number, loud = false): void {
  const close = k >= levels.close;
  const usual = usualSize(k);
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  pen.fillStyle = palette.text;
  if (!loud) pen.font = `${usual}px ${palette.font}`;
  for (const { node, place } of spots) {
    const y = close && node.detail !== '' ? place.y - 4 : place.y + 0.5;
    // What is in violation is new anyway, and its name is what matters.
    const room = nodeSize.w - (node.isNew && !loud ? 46 : 18);
    const px = loud ? sizeIn(pen, node.label, room, { px: usual, least: leastSize(k), font: palette.font }) : usual;
    if (loud) pen.font = `${px}px ${palette.font}`;
    pen.fillText(fitted(pen, node.label, { width: room, px, font: palette.font }), place.x - nodeSize.w / 2 + 10, y);
  }
  pen.font = `600 9px ${palette.font}`;
  pen.fillStyle = palette.chosen;
  if (!loud) for (const { node, place } of spots) if (node.isNew) pen.fillText('NEW', place.x + nodeSize.w / 2 - 28, place.y + 0.5);
  if (!close) return;
  pen.font = `8px ${palette.font}`;
  pen.fillStyle = palette.faint;
  for (const { node, place } of spots) pen.fillText(fitted(pen, node.detail, { width: nodeSize.w - 20, px: 8, font: palette.font }), place.x - nodeSize.w / 2 + 10, place.y + 7);
} // prettier-ignore

export function drawNode(pen: Pen, spot: Spot, scene: Scene, palette: Palette, k: number): void {
  const { w, h } = nodeSize;
  const { x, y } = spot.place;
  const isLoud = scene.standingOf.get(spot.node.id) === 'violation';
  pen.beginPath();
  pen.roundRect(x - w / 2, y - h / 2, w, h, 7);
  pen.fillStyle = isLoud ? palette.violationFill : palette.node;
  pen.fill();
  pen.strokeStyle = isLoud ? palette.violation : palette.nodeLine;
  pen.lineWidth = isLoud ? 2 : 1;
  pen.stroke();
  if (spot.node.standing === 'unresolved') hatch(pen, spot, palette);
  drawLabels(pen, [spot], palette, k, isLoud);
}

/** Whoever it is, nobody knows. */
function hatch(pen: Pen, { place }: Spot, palette: Palette): void {
  const { w, h } = nodeSize;
  pen.save();
  pen.beginPath();
  pen.roundRect(place.x - w / 2, place.y - h / 2, w, h, 7);
  pen.clip();
  pen.beginPath();
  for (let x = -h; x < w; x += 8) {
    pen.moveTo(place.x - w / 2 + x, place.y + h / 2);
    pen.lineTo(place.x - w / 2 + x + h, place.y - h / 2);
  }
  pen.strokeStyle = palette.unresolved;
  pen.globalAlpha = 0.35;
  pen.lineWidth = 1;
  pen.stroke();
  pen.restore();
}
