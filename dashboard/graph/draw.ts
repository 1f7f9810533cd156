import type { Attention } from './attention.ts';
import { type Camera, levelOf, seen, type Size } from './camera.ts';
import { drawBoxes, drawTitles } from './draw-boxes.ts';
import { drawChosen, drawSaid, ring } from './draw-chosen.ts';
import { drawBundles, drawLines, mostLines, visibleCurves } from './draw-lines.ts';
import { drawDots, drawNode, drawNodes } from './draw-nodes.ts';
import { drawCallouts, drawViolations } from './draw-violations.ts';
import type { Palette } from './palette.ts';
import { isIn, type Pen } from './pen.ts';
import type { Scene } from './scene.ts';

// Canvas, in batches: one stroke for a few hundred lines. Two layers: the calm one below is drawn when the camera or the data
// changes, the loud one above (violations, what is chosen) also when the pointer moves. Red is always on top.

export function drawCalm(pen: Pen, scene: Scene, camera: Camera, size: Size, ratio: number, palette: Palette): void {
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, size.w, size.h);
  pen.setTransform(camera.k * ratio, 0, 0, camera.k * ratio, camera.x * ratio, camera.y * ratio);
  const view = seen(camera, size);
  const level = levelOf(camera);
  drawBoxes(pen, scene, camera, view, palette);
  if (level === 'far') {
    drawBundles(pen, scene, camera, view, palette, 0.45);
    drawDots(pen, scene, view, palette);
  } else {
    const lines = visibleCurves(scene, view);
    if (lines.length > mostLines) drawBundles(pen, scene, camera, view, palette, 0.3);
    drawLines(pen, lines.slice(0, mostLines), camera, palette);
    drawNodes(pen, scene, view, palette, camera.k);
  }
  drawTitles(pen, scene, camera, size, ratio, palette);
}

export function drawLoud(pen: Pen, scene: Scene, camera: Camera, size: Size, ratio: number, palette: Palette, attention: Attention): void {
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, size.w, size.h);
  pen.setTransform(camera.k * ratio, 0, 0, camera.k * ratio, camera.x * ratio, camera.y * ratio);
  const level = levelOf(camera);
  drawChosen(pen, scene, camera, palette, attention);
  drawViolations(pen, scene, camera, palette, level !== 'far');
  const view = seen(camera, size);
  for (const id of new Set([attention.node, attention.hovered])) {
    const spot = id === undefined ? undefined : scene.byId.get(id);
    if (spot === undefined) continue;
    if (level !== 'far' && isIn(spot.place, view)) drawNode(pen, spot, scene, palette, camera.k);
    ring(pen, spot, camera, palette, attention.focused && id === attention.node);
  }
  if (level === 'close') drawSaid(pen, scene, view, palette, attention);
  drawCallouts(pen, scene, camera, size, ratio, palette, attention);
} // prettier-ignore
