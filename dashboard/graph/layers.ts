import type { Attention } from './attention.ts';
import type { Camera, Size } from './camera.ts';
import { drawCalm, drawLoud } from './draw.ts';
import { moved, reaches, type Shift } from './moved.ts';
import type { Palette } from './palette.ts';
import type { Scene } from './scene.ts';

// Two canvases in a host element. The calm one is larger than the host and is moved as a whole while people pan: it is drawn
// again when its margin is used up, and when they stop. The loud one above it is drawn each time, so that red is always exact.

export interface Picture {
  readonly scene: Scene;
  readonly camera: Camera;
  readonly palette: Palette;
  readonly attention: Attention;
}

/** While people zoom, what is drawn is stretched and drawn anew so often; when they stop for so long, it is made sharp. Milliseconds. */
const zoomedEveryMs = 160;
const stillAfterMs = 180;

export class Layers {
  readonly #calm: HTMLCanvasElement;
  readonly #loud: HTMLCanvasElement;
  readonly #settle: () => void;
  #size: Size = { w: 0, h: 0 };
  #margin = 0;
  #drawn: { readonly camera: Camera; readonly at: number } | undefined;
  #timer = 0;

  /** `settle`: asks for `paint` once more, when nobody moves the picture any longer. */
  constructor(host: HTMLElement, settle: () => void) {
    this.#settle = settle;
    [this.#calm, this.#loud] = [document.createElement('canvas'), document.createElement('canvas')];
    for (const canvas of [this.#calm, this.#loud]) {
      canvas.setAttribute('aria-hidden', 'true');
      host.append(canvas);
    }
  }

  resize(size: Size): void {
    this.#size = size;
    sized(this.#loud, 0, size, ratioOf());
    this.#frame(0);
  }

  /** What nobody has moved yet needs no margin: the first picture is there sooner without. */
  #frame(margin: number): void {
    this.#margin = margin;
    sized(this.#calm, margin, this.#size, ratioOf());
    this.forget();
  }

  /** What was drawn is no longer true. */
  forget(): void {
    this.#drawn = undefined;
  }

  paint({ scene, camera, palette, attention }: Picture): void {
    const [calm, loud] = [this.#calm.getContext('2d', { alpha: false }), this.#loud.getContext('2d')];
    if (calm === null || loud === null) return;
    const ratio = ratioOf();
    const now = performance.now();
    const full = Math.min(256, Math.round(Math.max(this.#size.w, this.#size.h) / 4));
    if (this.#margin < full && this.#drawn !== undefined && !isSame(this.#drawn.camera, camera)) this.#frame(full);
    const shift = this.#drawn && moved(this.#drawn.camera, camera, this.#margin, ratio);
    const lasts = shift !== undefined && this.#lasts(shift, now);
    if (!lasts) this.#draw(calm, { scene, camera, palette, attention }, ratio, now);
    const { x, y, scale } = lasts ? shift : { x: 0, y: 0, scale: 1 };
    const isStill = x === 0 && y === 0 && scale === 1;
    this.#calm.style.transform = isStill ? '' : `translate(${x}px, ${y}px) scale(${scale})`;
    drawLoud(loud, scene, lasts ? shift.camera : camera, this.#size, ratio, palette, attention);
    clearTimeout(this.#timer);
    if (!isStill) this.#timer = window.setTimeout(() => this.#sharpen(), stillAfterMs);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#calm.remove();
    this.#loud.remove();
  }

  #lasts(shift: Shift, now: number): boolean {
    if (!reaches(shift, this.#size, this.#margin)) return false;
    return shift.scale === 1 || now - (this.#drawn?.at ?? 0) < zoomedEveryMs;
  }

  #draw(pen: CanvasRenderingContext2D, { scene, camera, palette }: Picture, ratio: number, now: number): void {
    const { w, h } = this.#size;
    const m = this.#margin;
    drawCalm(pen, scene, { ...camera, x: camera.x + m, y: camera.y + m }, { w: w + m * 2, h: h + m * 2 }, ratio, palette); // prettier-ignore
    this.#drawn = { camera, at: now };
  }

  #sharpen(): void {
    this.forget();
    this.#settle();
  }
}

const isSame = (one: Camera, other: Camera) => one.x === other.x && one.y === other.y && one.k === other.k;

function sized(canvas: HTMLCanvasElement, margin: number, { w, h }: Size, ratio: number): void {
  canvas.width = Math.round((w + margin * 2) * ratio);
  canvas.height = Math.round((h + margin * 2) * ratio);
  canvas.style.left = canvas.style.top = `${-margin}px`;
  canvas.style.width = `${w + margin * 2}px`;
  canvas.style.height = `${h + margin * 2}px`;
  canvas.style.transform = '';
}

/** Beyond twice the pixels nobody sees a difference, and each costs time. */
const ratioOf = () => Math.min(2, window.devicePixelRatio || 1);
