import { type Camera, levelOf, seen, type Size } from './camera.ts';
import { type Box, nodeSize } from './layout.ts';
import type { Palette } from './palette.ts';
import { type Curve, pointOn, type Scene, type Spot } from './scene.ts';

// Canvas, in batches: one stroke for a few hundred lines. Two layers: the calm one below is drawn when the camera or the data
// changes, the loud one above (violations, what is chosen) also when the pointer moves. Red is always on top.

export interface Attention {
  /** Node ids, edge ids. */
  readonly node?: string | undefined;
  readonly edge?: string | undefined;
  readonly hovered?: string | undefined;
  /** The keyboard is here: the chosen node gets a ring. */
  readonly focused: boolean;
}

type Pen = CanvasRenderingContext2D;

/** Segments in one stroke: longer paths are far slower without a GPU. */
const batch = 250;
/** Calm lines drawn one by one at most; beyond, bundles say the rest. */
const mostLines = 2_400;

export function drawCalm(pen: Pen, scene: Scene, camera: Camera, size: Size, ratio: number, palette: Palette): void {
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, size.w, size.h);
  pen.setTransform(camera.k * ratio, 0, 0, camera.k * ratio, camera.x * ratio, camera.y * ratio);
  const view = seen(camera, size);
  const level = levelOf(camera);
  drawBoxes(pen, scene, camera, view, palette);
  if (level === 'far') {
    drawBundles(pen, scene, camera, palette, 0.55);
    drawDots(pen, scene, view, palette);
  } else {
    const lines = visibleCurves(scene, view);
    if (lines.length > mostLines) drawBundles(pen, scene, camera, palette, 0.4);
    drawLines(pen, lines.slice(0, mostLines), camera, palette);
    drawNodes(pen, scene, view, palette, level === 'close');
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
    if (level !== 'far' && isIn(spot.place, view)) drawNode(pen, spot, scene, palette, level === 'close');
    ring(pen, spot, camera, palette, attention.focused && id === attention.node);
  }
  if (level === 'far') drawCallouts(pen, scene, camera, size, ratio, palette, attention);
  if (level === 'close') drawSaid(pen, scene, view, palette, attention);
} // prettier-ignore

const isIn = ({ x, y }: { x: number; y: number }, view: Box, margin = 110) => x > view.x - margin && x < view.x + view.w + margin && y > view.y - margin && y < view.y + view.h + margin; // prettier-ignore
const overlaps = (box: Box, view: Box) => box.x < view.x + view.w && box.x + box.w > view.x && box.y < view.y + view.h && box.y + box.h > view.y; // prettier-ignore

function drawBoxes(pen: Pen, { layout }: Scene, { k }: Camera, view: Box, palette: Palette): void {
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
function drawTitles(pen: Pen, { layout }: Scene, camera: Camera, size: Size, ratio: number, palette: Palette): void {
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = palette.title;
  pen.textBaseline = 'alphabetic';
  pen.textAlign = 'left';
  const px = camera.k < 0.42 ? 11 : 12;
  pen.font = `600 ${px}px ${palette.font}`;
  for (const group of layout.groups) {
    const [x, y, w, h] = [group.x * camera.k + camera.x, group.y * camera.k + camera.y, group.w * camera.k, group.h * camera.k];
    if (group.count === 0 || w < 30 || h < 12 || x > size.w || y > size.h || x + w < 0 || y + h < 0) continue;
    const inset = Math.min(14 * camera.k + 2, 14);
    const text = fitted(`${group.name} · ${group.count}`, w - inset * 2, px);
    if (text !== '') pen.fillText(text, x + inset, y + Math.min(h - 3, Math.max(px + 2, 23 * camera.k)));
  }
} // prettier-ignore

/** Cut by an estimate of widths: measuring each text would take longer than drawing it. */
export function fitted(text: string, width: number, px: number): string {
  const room = Math.floor(width / (px * 0.545));
  if (text.length <= room) return text;
  return room < 4 ? '' : `${text.slice(0, room - 1)}…`;
}

function drawBundles(pen: Pen, { bundles }: Scene, { k }: Camera, palette: Palette, alpha: number): void {
  pen.strokeStyle = palette.bundle;
  pen.globalAlpha = alpha;
  for (const width of [1, 2, 3, 4, 5, 6]) {
    pen.beginPath();
    let drawn = 0;
    for (const bundle of bundles) {
      if (Math.min(6, 1 + Math.floor(Math.log2(bundle.count) / 1.6)) !== width) continue;
      trace(pen, bundle);
      if (++drawn % batch === 0) {
        pen.lineWidth = width / k;
        pen.stroke();
        pen.beginPath();
      }
    }
    pen.lineWidth = width / k;
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function trace(pen: Pen, { x1, y1, c1, c2, x2, y2 }: Omit<Curve, 'edge'>): void {
  pen.moveTo(x1, y1);
  pen.bezierCurveTo(c1, y1, c2, y2, x2, y2);
}

function drawDots(pen: Pen, scene: Scene, view: Box, palette: Palette): void {
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

/** Those with an end on the screen, the odd ones first. */
function visibleCurves({ curves }: Scene, view: Box): Curve[] {
  const visible = curves.filter(({ edge, x1, y1, x2, y2 }) => edge.standing !== 'violation' && (isIn({ x: x1, y: y1 }, view) || isIn({ x: x2, y: y2 }, view))); // prettier-ignore
  return visible.length <= mostLines ? visible : visible.toSorted((a, b) => (a.edge.standing === 'known' ? 1 : 0) - (b.edge.standing === 'known' ? 1 : 0)); // prettier-ignore
}

function drawLines(pen: Pen, curves: readonly Curve[], { k }: Camera, palette: Palette): void {
  const styles = [
    { standing: 'known', colour: palette.line, dash: [], width: 1, alpha: curves.length > 600 ? 0.32 : 0.55 },
    { standing: 'unresolved', colour: palette.unresolved, dash: [2, 5], width: 1.2, alpha: 0.9 },
    { standing: 'drift', colour: palette.drift, dash: [9, 3], width: 1.7, alpha: 1 },
  ] as const;
  for (const { standing, colour, dash, width, alpha } of styles) {
    pen.strokeStyle = colour;
    pen.globalAlpha = alpha;
    pen.lineWidth = width / Math.min(1, k);
    pen.setLineDash([...dash]);
    pen.beginPath();
    let drawn = 0;
    for (const curve of curves) {
      if (curve.edge.standing !== standing) continue;
      trace(pen, curve);
      if (++drawn % batch !== 0) continue;
      pen.stroke();
      pen.beginPath();
    }
    pen.stroke();
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

function drawNodes(pen: Pen, scene: Scene, view: Box, palette: Palette, close: boolean): void {
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
  drawLabels(pen, visible, palette, close);
  drawDriftDots(pen, { ...scene, spots: visible }, view, palette);
}

function drawLabels(pen: Pen, spots: readonly Spot[], palette: Palette, close: boolean, loud = false): void {
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  pen.fillStyle = palette.text;
  pen.font = `12px ${palette.font}`;
  for (const { node, place } of spots) {
    const y = close && node.detail !== '' ? place.y - 4 : place.y + 0.5;
    // What is in violation is new anyway, and its name is what matters.
    const room = nodeSize.w - (node.isNew && !loud ? 46 : 18);
    pen.fillText(fitted(node.label, room, 12), place.x - nodeSize.w / 2 + 10, y);
  }
  pen.font = `600 9px ${palette.font}`;
  pen.fillStyle = palette.chosen;
  if (!loud) for (const { node, place } of spots) if (node.isNew) pen.fillText('NEW', place.x + nodeSize.w / 2 - 28, place.y + 0.5);
  if (!close) return;
  pen.font = `8px ${palette.font}`;
  pen.fillStyle = palette.faint;
  for (const { node, place } of spots) pen.fillText(fitted(node.detail, nodeSize.w - 20, 8), place.x - nodeSize.w / 2 + 10, place.y + 7);
} // prettier-ignore

function drawNode(pen: Pen, spot: Spot, scene: Scene, palette: Palette, close: boolean): void {
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
  drawLabels(pen, [spot], palette, close, isLoud);
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

function drawViolations(pen: Pen, scene: Scene, { k }: Camera, palette: Palette, near: boolean): void {
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
  for (const spot of scene.spots) {
    if (scene.standingOf.get(spot.node.id) !== 'violation') continue;
    if (near) drawNode(pen, spot, scene, palette, k >= 1.3);
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

function drawChosen(pen: Pen, scene: Scene, { k }: Camera, palette: Palette, attention: Attention): void {
  const ids = [attention.node, attention.hovered].filter((id) => id !== undefined);
  const curves = ids.flatMap((id) => scene.curvesOf.get(id) ?? []).filter(({ edge }) => edge.standing !== 'violation');
  const chosen = scene.curves.find(({ edge }) => edge.id === attention.edge);
  pen.strokeStyle = palette.chosen;
  pen.lineWidth = 1.6 / Math.min(1, k);
  pen.beginPath();
  for (const curve of curves.slice(0, 1_000)) trace(pen, curve);
  pen.stroke();
  if (chosen === undefined) return;
  pen.lineWidth = 4.5 / Math.min(1, k);
  pen.beginPath();
  trace(pen, chosen);
  pen.stroke();
}

function ring(pen: Pen, { place }: Spot, { k }: Camera, palette: Palette, focused: boolean): void {
  const grow = (focused ? 4 : 2) / Math.min(1, k);
  const { w, h } = nodeSize;
  pen.beginPath();
  pen.roundRect(place.x - w / 2 - grow, place.y - h / 2 - grow, w + grow * 2, h + grow * 2, 7 + grow);
  pen.strokeStyle = palette.chosen;
  pen.lineWidth = (focused ? 3 : 2) / Math.min(1, k);
  pen.stroke();
}

/** From afar names cannot be read, but that of a violation must be. */
function drawCallouts(pen: Pen, scene: Scene, camera: Camera, size: Size, ratio: number, palette: Palette, attention: Attention): void {
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.font = `600 12px ${palette.font}`;
  pen.textBaseline = 'middle';
  const loud = scene.spots.filter(({ node }) => scene.standingOf.get(node.id) === 'violation').slice(0, 14);
  const also = [attention.hovered, attention.node].flatMap((id) => (id === undefined ? [] : (scene.byId.get(id) ?? [])));
  const taken: Box[] = [];
  for (const { node, place } of new Set([...also, ...loud])) {
    const text = node.label.length > 44 ? `${node.label.slice(0, 43)}…` : node.label;
    const w = pen.measureText(text).width + 16;
    const isLoud = scene.standingOf.get(node.id) === 'violation';
    const x = Math.max(4, Math.min(size.w - w - 4, place.x * camera.k + camera.x - w / 2));
    let y = place.y * camera.k + camera.y + 12;
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

/** Ports and operations, on the lines of what is chosen and on violations. */
function drawSaid(pen: Pen, scene: Scene, view: Box, palette: Palette, attention: Attention): void {
  const curves = new Set([...scene.loud, ...[attention.node, attention.hovered].flatMap((id) => (id === undefined ? [] : (scene.curvesOf.get(id) ?? [])))]);
  if (curves.size === 0 && scene.curves.length <= 60) for (const curve of scene.curves) curves.add(curve);
  pen.font = `9px ${palette.font}`;
  pen.textBaseline = 'middle';
  for (const curve of [...curves].slice(0, 80)) {
    const { x, y } = pointOn(curve, 0.5);
    if (!isIn({ x, y }, view, 0)) continue;
    const { port, said, standing } = curve.edge;
    const text = fitted(said === '' ? port : `${port}  ${said}`, 220, 9);
    const w = pen.measureText(text).width + 10;
    const top = standing === 'violation' ? y + 11 : y - 7;
    pen.beginPath();
    pen.roundRect(x - w / 2, top, w, 14, 4);
    pen.fillStyle = palette.ground;
    pen.fill();
    pen.fillStyle = standing === 'violation' ? palette.violation : palette.faint;
    pen.fillText(text, x - w / 2 + 5, top + 7.5);
  }
} // prettier-ignore
