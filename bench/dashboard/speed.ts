// Our graph beside Cytoscape with our own positions, in the same browser in the same run; then what the alert's link, the API and
// the scripts of each page take. A report: no GPU, and whatever else this machine does, which the first line says.
// `node bench/dashboard/speed.ts [2000] [5000] [pages] [api]`: those parts alone.
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { build } from 'esbuild';
import { gzipSync } from 'node:zlib';
import { layout } from '../../dashboard/graph/layout.ts';
import { type Stand, startStand } from '../../test/browser/stand.ts';
import { syntheticGraph } from '../../test/dashboard/graphs.ts';
import { apiTimes } from './api-times.ts';
import { type Browser, openBrowser, resolved, until } from './browser.ts';
import { below, Figures, repeated, timed } from './figures.ts';
import { heapOf, ours, type Paced, peers } from './frames.ts';
import { cluster, largeWorld } from './worlds.ts';

const view = { viewport: { width: 1200, height: 800 } };
const asked = process.argv.slice(2);
const wants = (part: string) => asked.length === 0 || asked.includes(part);
const figures = new Figures();
const load = () => loadavg()[0]?.toFixed(1);

interface Peer {
  readonly first: number;
  readonly pan: Paced;
  readonly zoom: Paced;
  readonly heap: number;
}

async function cytoscape(browser: Browser, graph: ReturnType<typeof syntheticGraph>): Promise<Peer> {
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
  const measured = { first, pan: await peers.pan(page), zoom: await peers.zoom(page), heap: await heapOf(page) };
  await context.close();
  return measured;
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

/** So many openings, the first of a browser that was just started left out; what it takes to make and to end a browser's context is not counted. */
async function openings(times: number, browser: Browser, url: string, there: string): Promise<number[]> {
  await opened(browser, url, there);
  const took: number[] = [];
  for (let i = 0; i < times; i++) took.push(await opened(browser, url, there));
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

async function graphOf(browser: Browser, nodes: number, edges: number): Promise<void> {
  const size = `${nodes.toLocaleString('en')}/${edges.toLocaleString('en')}`;
  const isMain = nodes === 2_000;
  console.log(`\n# ${size} (load ${load()})`);
  const graph = syntheticGraph(nodes, edges, 40);
  const laid = await repeated(15, async () => layout(graph));
  figures.tell(`${size}: layout, median of 15`, below(0.5, laid), 'ms', isMain ? { most: 50 } : undefined, { also: `the first ${Math.round(laid[0] ?? 0)} ms` }); // prettier-ignore
  const peer = isMain ? await cytoscape(browser, graph) : undefined;
  const stand = await startStand(await largeWorld(nodes, edges, 40));
  const url = `${stand.url}/c/${cluster}/graph?show=all`;
  const there = `(globalThis.plumblineGraph?.scene.spots.length ?? 0) > ${nodes * 0.8}`;
  const firsts = await openings(5, browser, url, there);
  figures.tell(`${size}: first picture from navigation, median of 5`, below(0.5, firsts), 'ms', isMain ? { most: 1_500 } : undefined, { also: `the slowest ${Math.round(Math.max(...firsts))} ms`, ...(peer && { peer: `${Math.round(peer.first)} ms, graph alone` }) }); // prettier-ignore
  const context = await browser.newContext(view);
  const page = await context.newPage();
  await page.goto(url);
  await until(page, there, 60_000);
  // The table below the picture comes a moment later.
  await page.waitForTimeout(1_000);
  const fps = (name: string, { fps: rate, p95 }: Paced, least: number, mostP95?: number, of?: Paced) => {
    figures.tell(`${size}: ${name}`, rate, 'fps', { least }, of && { peer: `${of.fps} fps` });
    figures.tell(`${size}: ${name}, p95 frame`, p95, 'ms', mostP95 === undefined ? undefined : { most: mostP95 }, of && { peer: `${of.p95} ms` }); // prettier-ignore
  };
  fps('pan', await ours.pan(page), isMain ? 45 : 30, isMain ? 35 : undefined, peer?.pan);
  fps('zoom', await ours.zoom(page), isMain ? 25 : 0, undefined, peer?.zoom);
  await ours.near(page);
  await page.waitForTimeout(400);
  fps('pan, near enough for names', await ours.pan(page), isMain ? 45 : 30);
  figures.tell(`${size}: heap of the page`, await heapOf(page), 'MB', isMain ? { most: 60 } : undefined, peer && { peer: `${peer.heap} MB` }); // prettier-ignore
  await context.close();
  await stand.stop();
}

async function pages(browser: Browser): Promise<void> {
  console.log(`\n# Pages (load ${load()})`);
  const stores = await largeWorld(500, 2_000, 40);
  const stand = await startStand(stores);
  const [incident] = await stores.incidents.ofCluster(cluster);
  const link = `/incidents/${incident?.id}`;
  const headline = `document.querySelector('#headline') !== null`;
  const painted = await openings(10, browser, `${stand.url}${link}`, headline);
  figures.tell('alert link to painted incident, median of 10', below(0.5, painted), 'ms', { most: 1_000 }, { also: `p95 ${Math.round(below(0.95, painted))} ms` }); // prettier-ignore
  figures.tell('scripts of the incident, gzip', await scriptsOf(browser, stand, link), 'KB', { most: 250 });
  const at = `/c/${cluster}`;
  const others = new Map<string, number>();
  for (const path of [`${at}/workloads/${incident?.lineage}`, ...['graph', 'incidents', 'learning', 'risks', 'baseline', 'coverage', 'audit'].map((name) => `${at}/${name}`), '/intelligence', '/clusters']) others.set(path.split('/').find((word) => !['', 'c', cluster].includes(word)) ?? '', await scriptsOf(browser, stand, path)); // prettier-ignore
  const [largest = ['', 0]] = [...others].toSorted((a, b) => b[1] - a[1]);
  console.log(`  ${[...others].map(([name, size]) => `${name} ${size.toFixed(0)}`).join(', ')} KB`);
  figures.tell(`scripts of the largest other page (${largest[0]}), gzip`, largest[1], 'KB', { most: 450 });
  await stand.stop();
  const { outputFiles } = await build({ entryPoints: [new URL('../../dashboard/graph/view.ts', import.meta.url).pathname], bundle: true, minify: true, format: 'esm', write: false }); // prettier-ignore
  figures.tell('graph module, gzip', gzipSync(outputFiles[0]?.contents ?? new Uint8Array()).length / 1024, 'KB', { most: 15 }, { peer: `${(gzipSync(readFileSync(resolved('cytoscape/dist/cytoscape.min.js'))).length / 1024).toFixed(0)} KB` }); // prettier-ignore
}

const browser = await openBrowser();
if (wants('2000')) await graphOf(browser, 2_000, 10_000);
if (wants('5000')) await graphOf(browser, 5_000, 25_000);
if (wants('pages')) await pages(browser);
await browser.close();
if (wants('api')) {
  console.log(`\n# API (load ${load()})`);
  await apiTimes(figures);
}
console.log(`\nload ${load()} on this machine, headless Chromium without a GPU, 1200 x 800\n`);
figures.print();
process.exit(0);
