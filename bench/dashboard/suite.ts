// The dashboard in a real browser: the story by mouse and by keyboard, deep links, sign-in, states, axe, hostile names, size.
// `node bench/dashboard/suite.ts [--shots FOLDER]`. Exit 1 where anything does not hold.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readScenario } from '../../cli/commands/play.ts';
import { synthesize } from '../../cli/synthesize.ts';
import type { Installation } from '../../local/simulator/installation.ts';
import { play } from '../../local/simulator/play.ts';
import { startLocal } from '../../local/runtime.ts';
import { startStand } from '../../test/browser/stand.ts';
import { openBrowser, resolved, until } from './browser.ts';
import { Checks, open, redIn, shotsInto, shown, violationsOf } from './checks.ts';
import { flag, payloads } from './payloads.ts';
import { policiesOf } from './policies.ts';
import { story } from './story.ts';
import { cluster as hostileCluster, hostileWorld, largeWorld } from './worlds.ts';

const shots = process.argv.includes('--shots') ? process.argv[process.argv.indexOf('--shots') + 1] : undefined;
if (shots !== undefined) mkdirSync(shots, { recursive: true });

const checks = new Checks();
const holds = checks.holds.bind(checks);
const shot = shotsInto(shots);

const axeSource = readFileSync(resolved('axe-core/axe.min.js'), 'utf8');
const themes = ['light', 'dark'] as const;

const browser = await openBrowser();
let installation: Installation | undefined;
const scenario = readScenario(path.resolve(import.meta.dirname, '../../scenarios/kubeflow.yaml'));
const start = new Date(Date.now() - 26.3 * 3_600_000).toISOString();
const played = await play({ ...scenario, start }, { onEnd: (one) => void (installation = one) });
const incident = played.incidents[0];
if (installation === undefined || incident === undefined) throw new Error('the scenario left nothing to look at');
const stand = await startStand(installation.stores);
const below = `${stand.url}/c/${incident.cluster}`;
const pages = {
  graph: `${below}/graph`, whole: `${below}/graph?show=all`, incident: `${stand.url}/incidents/${incident.id}`, workload: `${below}/workloads/${incident.lineage}`, incidents: `${below}/incidents`,
  learning: `${below}/learning`, risks: `${below}/risks`, baseline: `${below}/baseline`, coverage: `${below}/coverage`, audit: `${below}/audit`, intelligence: `${stand.url}/intelligence`, clusters: `${stand.url}/clusters`,
} as const; // prettier-ignore

console.log('\n# served');
{
  const page = await fetch(pages.incident);
  const policy = page.headers.get('content-security-policy') ?? '';
  holds('a deep link is answered with the application', page.status === 200 && (await page.text()).includes('<div id="root">')); // prettier-ignore
  holds('with the policy', policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'") && policy.includes("require-trusted-types-for 'script'"), policy); // prettier-ignore
  holds('HSTS, nosniff, no frames', ['strict-transport-security', 'x-content-type-options', 'x-frame-options'].every((name) => page.headers.has(name))); // prettier-ignore
  const missing = await fetch(`${stand.url}/api/v1/nothing`);
  holds('an error of the API stays one', missing.status === 404 && missing.headers.get('content-type') === 'application/problem+json', missing.status); // prettier-ignore
}

console.log('\n# NetworkPolicies: both kinds of ten workloads, held against the schema that Kubernetes publishes');
for (const { workload, kind, rules, objections } of await policiesOf(installation.stores, incident.cluster, 10)) {
  holds(`${workload}: ${kind}, ${rules} ${rules === 1 ? 'rule' : 'rules'}`, objections.length === 0, objections);
}

console.log('\n# every page, light and dark: axe, errors, policy, 360 px');
for (const colorScheme of themes) {
  const { page, faults, close } = await open(browser, { colorScheme, reducedMotion: 'reduce' });
  for (const [name, url] of Object.entries(pages)) {
    await shown(page, url);
    await page.waitForTimeout(250);
    // axe makes code from text; the page's policy would stop it, so it gets the same page without the policy's eye.
    await page.evaluate(axeSource);
    const found = await page.evaluate<{ impact: string; id: string; nodes: { html: string }[] }[]>('axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical"))'); // prettier-ignore
    holds(`${name} ${colorScheme}: axe finds nothing serious or critical`, found.length === 0, found.map(({ id, nodes }) => [id, nodes.length, nodes[0]?.html.slice(0, 140)])); // prettier-ignore
    await shot(page, `${name}-${colorScheme}-1440`, name === 'whole' ? 'view' : undefined);
  }
  holds(`${colorScheme}: no error on any page`, faults.length === 0, faults.slice(0, 4));
  await close();
  const phone = await open(browser, { colorScheme, viewport: { width: 360, height: 780 } });
  for (const name of ['incident', 'workload', 'graph', 'incidents'] as const) {
    await shown(phone.page, pages[name]);
    await phone.page.waitForTimeout(200);
    const [wide, room] = await phone.page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, innerWidth]',
    );
    holds(`${name} ${colorScheme}: nothing sticks out at 360 px`, wide <= room, [wide, room]);
    await shot(phone.page, `${name}-${colorScheme}-360`);
  }
  await phone.close();
}

console.log('\n# by keyboard');
{
  const { page, faults, close } = await open(browser);
  await shown(page, pages.graph);
  await until(page, 'globalThis.plumblineGraph?.scene.loud.length > 0', 15_000);
  await page.focus('.canvas');
  await page.keyboard.press('n');
  holds('n chooses a violation, and the address says which', /[?&]edge=/.test(page.url()), page.url());
  holds('what was chosen is said', ((await page.textContent('.panel')) ?? '').includes('nanopool'));
  await page.keyboard.press('ArrowLeft');
  holds('an arrow leads to a node', /[?&]node=/.test(page.url()), page.url());
  await page.keyboard.press('a');
  await until(page, 'location.search.includes("show=all")');
  holds('a shows the whole cluster', (await page.evaluate<number>('plumblineGraph.scene.spots.length')) > 20);
  await page.keyboard.press('?');
  await page.waitForSelector('.help');
  await page.keyboard.press('Enter');
  await page.focus('.canvas');
  await page.keyboard.press('/');
  await page.keyboard.type('ns=team-risk');
  await until(page, 'plumblineGraph.scene.spots.length < 20');
  holds('/ finds', page.url().includes('find=ns'), page.url());
  const deep = page.url();
  await shown(page, deep);
  await until(page, 'globalThis.plumblineGraph?.scene.spots.length > 0');
  holds('the address brings the same picture back', (await page.evaluate<number>('plumblineGraph.scene.spots.length')) < 20); // prettier-ignore
  await shown(page, `${pages.graph}?node=workload%20${incident.lineage}`);
  await until(page, 'globalThis.plumblineGraph?.scene.loud.length > 0');
  await page.focus('.canvas');
  await page.keyboard.press('Enter');
  await until(page, 'location.pathname.includes("/workloads/")');
  holds('Enter opens the workload', true);
  holds('no error by keyboard', faults.length === 0, faults.slice(0, 3));
  await close();
}

console.log('\n# the API falls silent, and comes back; places stay');
{
  const { page, close } = await open(browser);
  await shown(page, pages.whole);
  await until(page, 'globalThis.plumblineGraph?.scene.spots.length > 20');
  const placesNow = () => page.evaluate<string>('JSON.stringify([...plumblineGraph.scene.layout.places].map(([id, { x, y }]) => [id, x, y]))'); // prettier-ignore
  const before = await placesNow();
  stand.broken = true;
  await page.waitForSelector('.fresh.stale', { timeout: 60_000 });
  holds('stale data says so and stays on the page', (await redIn(page)) === 1);
  stand.broken = false;
  await page.waitForSelector('.fresh.stale', { state: 'detached', timeout: 60_000 });
  const after = await placesNow();
  holds('after a refresh everybody stands where they stood', before === after);
  await close();
}

console.log(
  '\n# the story: link, incident, workload, red edge, policy, accepted, grey; by mouse on four screens, and by keyboard alone',
);
await story(browser, { url: stand.url, incident, slack: JSON.stringify(played.slack[0]?.text), shot }, checks);
await stand.stop();

console.log(`\n# ${payloads.length} hostile names in every field`);
{
  const hostile = await hostileWorld(payloads);
  const evil = await startStand(hostile);
  const { page, faults, close } = await open(browser);
  const at = `${evil.url}/c/${hostileCluster}`;
  const [some] = await hostile.workloads.ofCluster(hostileCluster);
  const all = (await hostile.incidents.ofCluster(hostileCluster)).map(({ id, lineage }) => [`${evil.url}/incidents/${id}`, `${at}/workloads/${lineage}`]).flat(); // prettier-ignore
  const lists = ['graph', 'graph?show=all', 'incidents', 'learning', 'risks', 'baseline', 'coverage', 'audit'].map((name) => `${at}/${name}`); // prettier-ignore
  let [ran, refused, visited] = [0, 0, 0];
  const refusals: string[] = [];
  const look = async (ms: number) => {
    await page.waitForSelector('h1, .note, .empty', { timeout: 30_000 });
    await page.waitForTimeout(ms);
    visited++;
    refusals.push(
      ...(await page.evaluate<string[]>(
        `[...document.querySelectorAll('.note.bad h2')].filter((one) => one.textContent.startsWith('Could not read')).map((one) => location.pathname + ' ' + one.textContent)`,
      )),
    );
  };
  for (const url of [
    ...lists,
    `${evil.url}/clusters`,
    `${evil.url}/intelligence`,
    `${at}/graph?node=workload%20${some?.lineage}`,
  ]) {
    await page.goto(url);
    await look(500);
    ran += await page.evaluate<number>(`globalThis.${flag} ?? 0`);
    refused += (await violationsOf(page)).length;
  }
  // As a link within the dashboard would lead there: each from scratch would fetch everything again.
  for (const url of all) {
    await page.evaluate(
      `history.pushState(null, '', ${JSON.stringify(url)}); dispatchEvent(new PopStateEvent('popstate'));`,
    );
    await look(60);
  }
  ran += await page.evaluate<number>(`globalThis.${flag} ?? 0`);
  refused += (await violationsOf(page)).length;
  holds(`${visited} pages: nothing of it ran`, ran === 0, ran);
  holds('nothing of it was even tried: no violation of the policy', refused === 0, refused);
  holds('no page broke', faults.length === 0, faults.slice(0, 4));
  holds('the API answers each of them', refusals.length === 0, refusals.slice(0, 3));
  const sentinels = await page.evaluate<string>('document.body.innerText');
  holds('no character that deceives reaches the page as it is', !/[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/.test(sentinels)); // prettier-ignore
  await close();
  await evil.stop();
}

console.log('\n# sign-in with the issuer of the local runtime');
{
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-browser-'));
  const built = await synthesize({ out: path.join(folder, 'build'), context: {} });
  const runtime = await startLocal({ ...built, stateDir: path.join(folder, 'state') });
  const { page, faults, close } = await open(browser);
  await page.goto(`${runtime.url}/intelligence`);
  await page.waitForSelector('form');
  holds(
    'nobody gets in without the code',
    !(await page.evaluate<boolean>(`document.querySelector('.shell') !== null`)),
  );
  await page.goto(runtime.signInUrl);
  await page.waitForSelector('.shell');
  await page.goto(`${runtime.url}/intelligence`);
  await page.waitForSelector('h1');
  holds('signed in, a deep link leads where it says', page.url().endsWith('/intelligence'), page.url());
  await page.goto(`${runtime.url}/clusters`);
  await page.waitForSelector('form input');
  await page.fill('form input', 'browser-1');
  await page.click('form button');
  await page.waitForSelector('text=shown this once', { timeout: 30_000 });
  holds(
    'a cluster is enrolled, and its token shown once',
    ((await page.textContent('main')) ?? '').includes('plumbline_'),
  );
  holds('no error while signing in', faults.length === 0, faults.slice(0, 3));
  await close();
  await runtime.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

console.log('\n# large clusters open');
for (const [nodes, edges] of [[2_000, 10_000], [5_000, 25_000]] as const) {
  const large = await startStand(await largeWorld(nodes, edges, 40));
  const { page, faults, close } = await open(browser);
  const began = performance.now();
  await page.goto(`${large.url}/c/${hostileCluster}/graph?show=all`);
  await until(page, `(globalThis.plumblineGraph?.scene.spots.length ?? 0) > ${nodes * 0.8}`, 60_000);
  console.log(`     ${nodes} nodes, ${edges} edges: ${(performance.now() - began).toFixed(0)} ms from navigation to the picture`);
  holds(`${nodes} nodes are drawn, none refused`, faults.length === 0, faults.slice(0, 2));
  await shot(page, `large-${nodes}`, 'view');
  await close();
  await large.stop();
} // prettier-ignore

await browser.close();
console.log(`\n${checks.held} held, ${checks.failed} failed`);
process.exit(checks.failed === 0 ? 0 : 1);
