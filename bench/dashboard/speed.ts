// Frames a second, first picture and memory of our graph, beside Cytoscape with our own positions, in the same browser in the
// same run. A report: no GPU, and whatever else this machine does.
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { gzipSync } from 'node:zlib';
import { layout } from '../../dashboard/graph/layout.ts';
import { startStand } from '../../test/browser/stand.ts';
import { syntheticGraph } from '../../test/dashboard/graphs.ts';
import { openBrowser, type Page, resolved, until } from './browser.ts';
import { cluster, largeWorld } from './worlds.ts';

const frames = 40;

/** Milliseconds of each frame while `step` is done once a frame. */
const measure = (step: string) => `(async () => {
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
  return { fps: Math.round(1000 * times.length / sum), p95: Math.round(times[Math.ceil(times.length * 0.95) - 1]) };
})()`;

interface Paced {
  readonly fps: number;
  readonly p95: number;
}

const ours = {
  pan: measure('{ const { k, x, y } = plumblineGraph.camera; plumblineGraph.camera = { k, x: x + (i % 2 ? 9 : -7), y: y + 3 }; }'), // prettier-ignore
  zoom: measure('{ const { k, x, y } = plumblineGraph.camera; const f = i < 20 ? 1.05 : 0.95; plumblineGraph.camera = { k: k * f, x: 600 - (600 - x) * f, y: 400 - (400 - y) * f }; }'), // prettier-ignore
};
const peers = {
  pan: measure('cy.panBy({ x: i % 2 ? 9 : -7, y: 3 });'),
  zoom: measure('cy.zoom({ level: cy.zoom() * (i < 20 ? 1.05 : 0.95), renderedPosition: { x: 600, y: 400 } });'),
};

const heapOf = (page: Page) => page.evaluate<number>('Math.round(performance.memory.usedJSHeapSize / 1e6)');
const say = (who: string, first: number, pan: Paced, zoom: Paced, heap: number) => console.log(`  ${who.padEnd(22)} first picture ${String(Math.round(first)).padStart(6)} ms   pan ${String(pan.fps).padStart(3)} fps (p95 ${pan.p95} ms)   zoom ${String(zoom.fps).padStart(3)} fps (p95 ${zoom.p95} ms)   heap ${heap} MB`); // prettier-ignore

const browser = await openBrowser();
for (const [nodes, edges] of [[500, 2_000], [2_000, 10_000], [5_000, 25_000]] as const) {
  const graph = syntheticGraph(nodes, edges, 40);
  const began = performance.now();
  const { places } = layout(graph);
  console.log(`\n${nodes} nodes, ${edges} edges: layout ${(performance.now() - began).toFixed(0)} ms (wanted <= 50 at 2,000)`);
  const stand = await startStand(await largeWorld(nodes, edges, 40));
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  const page = await context.newPage();
  const from = performance.now();
  await page.goto(`${stand.url}/c/${cluster}/graph?show=all`);
  await until(page, `(globalThis.plumblineGraph?.scene.spots.length ?? 0) > ${nodes * 0.8}`, 60_000);
  const first = performance.now() - from;
  await page.waitForTimeout(500);
  say('Plumbline, whole page', first, await page.evaluate<Paced>(ours.pan), await page.evaluate<Paced>(ours.zoom), await heapOf(page)); // prettier-ignore
  const api = performance.now();
  let cursor: string | undefined;
  let bytes = 0;
  do {
    const answer = await fetch(`${stand.url}/api/v1/clusters/${cluster}/graph${cursor === undefined ? '' : `?cursor=${cursor}`}`);
    const text = await answer.text();
    bytes += text.length;
    cursor = (JSON.parse(text) as { next?: string }).next;
  } while (cursor !== undefined);
  console.log(`  graph API over memory: ${(performance.now() - api).toFixed(0)} ms, ${(bytes / 1e6).toFixed(1)} MB of JSON`);
  await context.close();
  await stand.stop();
  // At 5,000 the peer takes minutes and says nothing more.
  if (nodes <= 2_000) {
    const other = await browser.newContext({ viewport: { width: 1200, height: 800 } });
    const peer = await other.newPage();
    await peer.goto('about:blank');
    await peer.addScriptTag({ content: readFileSync(resolved('cytoscape/dist/cytoscape.min.js'), 'utf8') });
    const elements = [
      ...[...new Set(graph.nodes.map(({ group }) => group))].map((id) => ({ data: { id: `group ${id}` } })),
      ...graph.nodes.map(({ id, group, label }) => ({ data: { id, parent: `group ${group}`, label }, position: { x: places.get(id)?.x ?? 0, y: places.get(id)?.y ?? 0 } })),
      ...graph.edges.map(({ id, source, target, standing }) => ({ data: { id, source, target, red: standing === 'violation' ? 1 : 0 } })),
    ];
    const started = performance.now();
    await peer.evaluate(`(() => {
      document.body.innerHTML = '<div id="c" style="width:1200px;height:700px"></div>';
      globalThis.cy = cytoscape({ container: document.getElementById('c'), elements: ${JSON.stringify(elements)}, layout: { name: 'preset' },
        style: [{ selector: 'node', style: { shape: 'round-rectangle', width: 168, height: 26, label: 'data(label)' } }, { selector: 'edge', style: { width: 1, 'curve-style': 'bezier' } }, { selector: 'edge[red = 1]', style: { 'line-color': 'red', width: 3 } }] });
      cy.fit();
      return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    })()`);
    say('Cytoscape, graph only', performance.now() - started, await peer.evaluate<Paced>(peers.pan), await peer.evaluate<Paced>(peers.zoom), await heapOf(peer)); // prettier-ignore
    await other.close();
  }
} // prettier-ignore
await browser.close();

const bundled = async (entry: string) => gzipSync((await build({ entryPoints: [new URL(entry, import.meta.url).pathname], bundle: true, minify: true, format: 'esm', write: false })).outputFiles[0]?.contents ?? new Uint8Array()).length; // prettier-ignore
console.log(
  `\ngraph module: ${((await bundled('../../dashboard/graph/view.ts')) / 1024).toFixed(1)} KB gzip (wanted <= 15)`,
);
