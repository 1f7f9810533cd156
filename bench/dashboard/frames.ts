import type { Page } from './browser.ts';

/** Frames a second, and the milliseconds below which 95 of 100 frames stay. */
export interface Paced {
  readonly fps: number;
  readonly p95: number;
}

/** `step` is done once a frame; `i` counts. */
const paced = (page: Page, step: string, frames: number) => page.evaluate<Paced>(`(async () => {
  const times = [];
  let last = await new Promise((next) => requestAnimationFrame(next));
  for (let i = 0; i < ${frames}; i++) {
    ${step}
    const now = await new Promise((next) => requestAnimationFrame(next));
    times.push(now - last);
    last = now;
  }
  times.sort((a, b) => a - b);
  const sum = times.reduce((a, b) => a + b, 0);
  return { fps: Math.round(10_000 * times.length / sum) / 10, p95: Math.round(times[Math.ceil(times.length * 0.95) - 1]) };
})()`); // prettier-ignore

/** Of the peer fewer are enough: each takes it half a second. */
const [ourFrames, peerFrames] = [120, 12];

/** As a hand drags: on and on to one side, then back. */
const by = (frames: number) => `const [dx, dy] = i < ${frames / 2} ? [9, 3] : [-9, -3];`;

export const ours = {
  pan: (page: Page) => paced(page, `${by(ourFrames)} { const { k, x, y } = plumblineGraph.camera; plumblineGraph.camera = { k, x: x + dx, y: y + dy }; }`, ourFrames),
  zoom: (page: Page) => paced(page, `{ const { k, x, y } = plumblineGraph.camera; const f = i < ${ourFrames / 2} ? 1.02 : 1 / 1.02; plumblineGraph.camera = { k: k * f, x: 600 - (600 - x) * f, y: 400 - (400 - y) * f }; }`, ourFrames),
  /** So near that names are drawn. */
  near: (page: Page) => page.evaluate(`{ const { k, x, y } = plumblineGraph.camera; const f = 0.5 / k; plumblineGraph.camera = { k: 0.5, x: 476 - (476 - x) * f, y: 290 - (290 - y) * f }; }`),
} as const; // prettier-ignore

export const peers = {
  pan: (page: Page) => paced(page, `${by(peerFrames)} cy.panBy({ x: dx, y: dy });`, peerFrames),
  zoom: (page: Page) => paced(page, `cy.zoom({ level: cy.zoom() * (i < ${peerFrames / 2} ? 1.02 : 1 / 1.02), renderedPosition: { x: 600, y: 400 } });`, peerFrames), // prettier-ignore
} as const;

export const heapOf = (page: Page) => page.evaluate<number>('Math.round(performance.memory.usedJSHeapSize / 1e6)');
