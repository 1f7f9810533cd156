// Frames a second, first picture and memory of our graph, beside Cytoscape with our own positions, in the same browser in the
// same run; then what the alert's link, the API and the scripts of each page take. A report: no GPU, and whatever else this machine
// does. `node bench/dashboard/speed.ts [NODES …]`: of 500, 2000 and 5000, those alone.
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { gzipSync } from 'node:zlib';
import { layout } from '../../dashboard/graph/layout.ts';
import { type Stand, startStand } from '../../test/browser/stand.ts';
import { syntheticGraph } from '../../test/dashboard/graphs.ts';
import { type Browser, openBrowser, type Page, resolved, until } from './browser.ts';
import { cluster, largeWorld } from './worlds.ts';

const frames = 40;
/** Of the peer fewer are enough: each takes it half a second. */
const peerFrames = 12;

/** Milliseconds of each frame while `step` is done once a frame. */
const measure = (step: string, count = frames) => `(async () => {
  const times = [];
  let last = await new Promise((next) => requestAnimationFrame(next));
  for (let i = 0; i < ${count}; i++) {
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
  pan: measure('cy.panBy({ x: i % 2 ? 9 : -7, y: 3 });', peerFrames),
  zoom: measure(
    'cy.zoom({ level: cy.zoom() * (i < 6 ? 1.05 : 0.95), renderedPosition: { x: 600, y: 400 } });',
    peerFrames,
  ),
};

const heapOf = (page: Page) => page.evaluate<number>('Math.round(performance.memory.usedJSHeapSize / 1e6)');
const say = (who: string, first: number, pan: Paced, zoom: Paced, heap: number) => console.log(`  ${who.padEnd(22)} first picture ${String(Math.round(first)).padStart(6)} ms   pan ${String(pan.fps).padStart(3)} fps (p95 ${pan.p95} ms)   zoom ${String(zoom.fps).padStart(3)} fps (p95 ${zoom.p95} ms)   heap ${heap} MB`); // prettier-ignore
const view = { viewport: { width: 1200, height: 800 } };

/** The middle one and that below which 95 of 100 stay. */
function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms of ${times.length}`;
} // prettier-ignore

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

async function repeated(times: number, run: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < times; i++) all.push(await timed(run));
  return all;
}

/** The API over stores in memory, as the page asks it: what DynamoDB adds, `npm run bench latency` says. */
async function apiTimes({ url }: Stand): Promise<void> {
  let bytes = 0;
  const whole = async (path: string) => {
    let cursor: string | undefined;
    bytes = 0;
    do {
      const answer = await fetch(`${url}/api/v1/clusters/${cluster}/${path}${cursor === undefined ? '' : `?cursor=${cursor}`}`);
      const text = await answer.text();
      bytes += text.length;
      cursor = (JSON.parse(text) as { next?: string }).next;
    } while (cursor !== undefined);
  }; // prettier-ignore
  for (const path of ['map', 'graph']) {
    const times = await repeated(20, () => whole(path));
    console.log(`  graph API, ${path.padEnd(5)} ${spread(times)}, ${(bytes / 1e6).toFixed(1)} MB of JSON (wanted p95 <= 500 ms at 10,000 edges)`); // prettier-ignore
  }
}

async function besideCytoscape(browser: Browser, graph: ReturnType<typeof syntheticGraph>): Promise<void> {
  const { places } = layout(graph);
  const context = await browser.newContext(view);
  const page = await context.newPage();
  await page.goto('about:blank');
  await page.addScriptTag({ content: readFileSync(resolved('cytoscape/dist/cytoscape.min.js'), 'utf8') });
  const elements = [
    ...[...new Set(graph.nodes.map(({ group }) => group))].map((id) => ({ data: { id: `group ${id}` } })),
    ...graph.nodes.map(({ id, group, label }) => ({ data: { id, parent: `group ${group}`, label }, position: { x: places.get(id)?.x ?? 0, y: places.get(id)?.y ?? 0 } })),
    ...graph.edges.map(({ id, source, target, standing }) => ({ data: { id, source, target, red: standing === 'violation' ? 1 : 0 } })),
  ];
  const first = await timed(() => page.evaluate(`(() => {
    document.body.innerHTML = '<div id="c" style="width:1200px;height:700px"></div>';
    globalThis.cy = cytoscape({ container: document.getElementById('c'), elements: ${JSON.stringify(elements)}, layout: { name: 'preset' },
      style: [{ selector: 'node', style: { shape: 'round-rectangle', width: 168, height: 26, label: 'data(label)' } }, { selector: 'edge', style: { width: 1, 'curve-style': 'bezier' } }, { selector: 'edge[red = 1]', style: { 'line-color': 'red', width: 3 } }] });
    cy.fit();
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  })()`));
  say('Cytoscape, graph only', first, await page.evaluate<Paced>(peers.pan), await page.evaluate<Paced>(peers.zoom), await heapOf(page));
  await context.close();
} // prettier-ignore

/** From navigation to what is looked for, each time in a browser that has nothing yet. */
async function opened(browser: Browser, url: string, there: string): Promise<number> {
  const context = await browser.newContext(view);
  const page = await context.newPage();
  const took = await timed(async () => {
    await page.goto(url);
    await until(page, there, 60_000);
  });
  await context.close();
  return took;
}

/** Scripts that a page loads, compressed; in kilobytes. */
async function scriptsOf(browser: Browser, { url }: Stand, path: string): Promise<number> {
  const context = await browser.newContext(view);
  const page = await context.newPage();
  await page.goto(`${url}${path}`);
  await page.waitForSelector('h1');
  await page.waitForTimeout(1_500);
  const names = await page.evaluate<string[]>(`performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js'))`); // prettier-ignore
  await context.close();
  let bytes = 0;
  for (const name of new Set(names)) bytes += gzipSync(await (await fetch(name)).text()).length;
  return bytes / 1024;
}

const asked = process.argv.slice(2).map(Number);
const browser = await openBrowser();
for (const [nodes, edges] of [[500, 2_000], [2_000, 10_000], [5_000, 25_000]] as const) {
  if (asked.length > 0 && !asked.includes(nodes)) continue;
  const graph = syntheticGraph(nodes, edges, 40);
  const laid = await repeated(15, async () => layout(graph));
  console.log(`\n${nodes} nodes, ${edges} edges: layout ${spread(laid)}, the first ${laid[0]?.toFixed(0)} ms (wanted <= 50 at 2,000)`); // prettier-ignore
  const stores = await largeWorld(nodes, edges, 40);
  const stand = await startStand(stores);
  const url = `${stand.url}/c/${cluster}/graph?show=all`;
  const there = `(globalThis.plumblineGraph?.scene.spots.length ?? 0) > ${nodes * 0.8}`;
  const firsts: number[] = [];
  for (let i = 0; i < 4; i++) firsts.push(await opened(browser, url, there));
  console.log(`  first picture of the whole page: ${firsts.map(Math.round).join(', ')} ms (wanted <= 1500 at 2,000)`);
  const context = await browser.newContext(view);
  const page = await context.newPage();
  const first = await timed(async () => {
    await page.goto(url);
    await until(page, there, 60_000);
  });
  await page.waitForTimeout(500);
  say('Plumbline, whole page', first, await page.evaluate<Paced>(ours.pan), await page.evaluate<Paced>(ours.zoom), await heapOf(page)); // prettier-ignore
  await context.close();
  // At 5,000 the peer takes minutes and says nothing more.
  if (nodes <= 2_000) await besideCytoscape(browser, graph);
  await apiTimes(stand);
  if (nodes === 500) {
    const [incident] = await stores.incidents.ofCluster(cluster);
    const painted: number[] = [];
    for (let i = 0; i < 6; i++) painted.push(await opened(browser, `${stand.url}/incidents/${incident?.id}`, `document.querySelector('#headline') !== null`)); // prettier-ignore
    console.log(`\nalert link to painted incident: ${spread(painted)} (wanted <= 1000)`);
    console.log('scripts of each page, gzip (wanted: incident <= 250 KB, others <= 450 KB)');
    const below = `/c/${cluster}`;
    for (const path of [`/incidents/${incident?.id}`, `${below}/workloads/${incident?.lineage}`, `${below}/graph`, ...['incidents', 'learning', 'risks', 'baseline', 'coverage', 'audit'].map((name) => `${below}/${name}`), '/intelligence', '/clusters']) {
      console.log(`  ${(await scriptsOf(browser, stand, path)).toFixed(0).padStart(4)} KB  ${path.replaceAll(/[0-9a-f]{32}/g, ':id')}`);
    } // prettier-ignore
  }
  await stand.stop();
} // prettier-ignore
await browser.close();

const bundled = async (entry: string) => gzipSync((await build({ entryPoints: [new URL(entry, import.meta.url).pathname], bundle: true, minify: true, format: 'esm', write: false })).outputFiles[0]?.contents ?? new Uint8Array()).length; // prettier-ignore
console.log(
  `\ngraph module: ${((await bundled('../../dashboard/graph/view.ts')) / 1024).toFixed(1)} KB gzip (wanted <= 15)`,
);
