/** As much of a canvas as measures. */
interface Measuring {
  font: string;
  measureText(text: string): { readonly width: number };
}

/** Widths of letters at a size of one pixel, by weight: measured once, for measuring each text would take longer than drawing it. */
const measured = new Map<number, Float32Array>();

function widthsOf(pen: Measuring, weight: number, font: string): Float32Array {
  const known = measured.get(weight);
  if (known !== undefined) return known;
  const before = pen.font;
  pen.font = `${weight} 100px ${font}`;
  const widths = Float32Array.from({ length: 127 }, (_, code) => (code < 32 ? 0 : pen.measureText(String.fromCharCode(code)).width / 100)); // prettier-ignore
  pen.font = before;
  measured.set(weight, widths);
  return widths;
}

function widthIn(widths: Float32Array, text: string): number {
  let sum = 0;
  // What is not plain ASCII is taken for as wide as it can be.
  for (let i = 0; i < text.length; i++) sum += widths[text.charCodeAt(i)] ?? 1;
  return sum;
}

/** How large a text may be drawn in that width, at most `px` pixels and at least `least`. */
export function sizeIn(pen: Measuring, text: string, width: number, { px, least, font }: { readonly px: number; readonly least: number; readonly font: string }): number {
  return Math.max(least, Math.min(px, width / Math.max(0.1, widthIn(widthsOf(pen, 400, font), text))));
} // prettier-ignore

interface Room {
  readonly width: number;
  readonly px: number;
  readonly font: string;
  readonly weight?: number;
  readonly end?: string;
}

/** Fewer letters say nothing. */
const least = 3;

/** As much of a text as there is room for, at a size in pixels; empty where that would say nothing. `end` stays whole: a count. */
export function fitted(pen: Measuring, text: string, { width, px, font, weight = 400, end = '' }: Room): string {
  const widths = widthsOf(pen, weight, font);
  const room = width - widthIn(widths, end) * px;
  if (widthIn(widths, text) * px <= room) return text + end;
  let sum = px; // of the ellipsis
  let kept = 0;
  while (kept < text.length && sum + (widths[text.charCodeAt(kept)] ?? 1) * px <= room) sum += (widths[text.charCodeAt(kept++)] ?? 1) * px;
  if (kept >= least) return `${text.slice(0, kept).trimEnd()}…${end}`;
  return end === '' ? '' : fitted(pen, text, { width, px, font, weight });
} // prettier-ignore
