import type { Camera } from './camera.ts';
import type { Box } from './boxes.ts';
import type { Palette } from './palette.ts';
import { isIn, type Pen } from './pen.ts';
import type { Curve, Scene } from './scene.ts';

// What is known, drifts or is unresolved: lines in batches, bundles of them from afar.

/** Segments in one stroke: longer paths are far slower without a GPU. */
const batch = 250;
/** Calm lines drawn one by one at most; beyond, bundles say the rest. */
export const mostLines = 2_400;

/** One by one, unlike lines: thick ones in one path take twice as long, and what lies over another shows that it does. */
export function drawBundles(pen: Pen, { bundles }: Scene, { k }: Camera, view: Box, palette: Palette, alpha: number): void {
  pen.strokeStyle = palette.bundle;
  pen.globalAlpha = alpha;
  for (const bundle of bundles) {
    if (!mayCross(bundle, view)) continue;
    pen.lineWidth = Math.min(6, 1 + Math.floor(Math.log2(bundle.count) / 1.6)) / k;
    pen.beginPath();
    trace(pen, bundle);
    pen.stroke();
  }
  pen.globalAlpha = 1;
} // prettier-ignore

/** A curve lies within its four points. */
function mayCross({ x1, y1, c1, c2, x2, y2 }: Omit<Curve, 'edge'>, { x, y, w, h }: Box): boolean {
  return Math.max(x1, x2, c1, c2) >= x && Math.min(x1, x2, c1, c2) <= x + w && Math.max(y1, y2) >= y && Math.min(y1, y2) <= y + h;
} // prettier-ignore

export function trace(pen: Pen, { x1, y1, c1, c2, x2, y2 }: Omit<Curve, 'edge'>): void {
  pen.moveTo(x1, y1);
  pen.bezierCurveTo(c1, y1, c2, y2, x2, y2);
}

/** Those with an end on the screen, the odd ones first. */
export function visibleCurves({ curves }: Scene, view: Box): Curve[] {
  const visible = curves.filter(({ edge, x1, y1, x2, y2 }) => edge.standing !== 'violation' && (isIn({ x: x1, y: y1 }, view) || isIn({ x: x2, y: y2 }, view))); // prettier-ignore
  return visible.length <= mostLines ? visible : visible.toSorted((a, b) => (a.edge.standing === 'known' ? 1 : 0) - (b.edge.standing === 'known' ? 1 : 0)); // prettier-ignore
}

export function drawLines(pen: Pen, curves: readonly Curve[], { k }: Camera, palette: Palette): void {
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
