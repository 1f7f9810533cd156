// The dashboard in a real browser: the story by mouse and by keyboard, deep links, sign-in, states, axe, hostile names, size.
// `node bench/dashboard/suite.ts [--shots FOLDER] [--only PART,…]`. Exit 1 where anything does not hold.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { readScenario } from '../../cli/commands/play.ts';
import type { Installation } from '../../local/simulator/installation.ts';
import { play } from '../../local/simulator/play.ts';
import { startStand } from '../../test/browser/stand.ts';
import { acting } from './acting.ts';
import { atEase } from './at-ease.ts';
import { openBrowser, until } from './browser.ts';
import { eventful } from './eventful.ts';
import { failing } from './failing.ts';
import { graphByKeyboard } from './by-keyboard.ts';
import { Checks, open, redIn, shotsInto, shown } from './checks.ts';
import { hostileNames } from './hostile.ts';
import { largeClusters } from './large.ts';
import { everyPage } from './pages.ts';
import { payloads } from './payloads.ts';
import { policiesOf, publishedIn } from './policies.ts';
import { signingIn } from './signing-in.ts';
import { states } from './states.ts';
import { story } from './story.ts';

const given = (flag: string) => (process.argv.includes(flag) ? process.argv[process.argv.indexOf(flag) + 1] : undefined); // prettier-ignore
const shots = given('--shots');
if (shots !== undefined) mkdirSync(shots, { recursive: true });
const only = given('--only')?.split(',');

const checks = new Checks();
const { holds } = checks;
const shot = shotsInto(shots);

async function part(name: string, what: string, run: () => Promise<void>): Promise<void> {
  if (only !== undefined && !only.includes(name)) return;
  console.log(`\n# ${what}`);
  await run();
}

const browser = await openBrowser();
let installation: Installation | undefined;
const scenario = readScenario(path.resolve(import.meta.dirname, '../../scenarios/kubeflow.yaml'));
const start = new Date(Date.now() - 26.3 * 3_600_000).toISOString();
const played = await play({ ...scenario, start }, { onEnd: (one) => void (installation = one) });
const incident = played.incidents[0];
if (installation === undefined || incident === undefined) throw new Error('the scenario left nothing to look at');
const { stores } = installation;
const stand = await startStand(stores);
const below = `${stand.url}/c/${incident.cluster}`;
const pages = {
  graph: `${below}/graph`, whole: `${below}/graph?show=all`, incident: `${stand.url}/incidents/${incident.id}`, workload: `${below}/workloads/${incident.lineage}`, incidents: `${below}/incidents`,
  learning: `${below}/learning`, risks: `${below}/risks`, baseline: `${below}/baseline`, coverage: `${below}/coverage`, audit: `${below}/audit`, intelligence: `${stand.url}/intelligence`, clusters: `${stand.url}/clusters`,
} as const; // prettier-ignore

await part('served', 'served', async () => {
  const page = await fetch(pages.incident);
  const policy = page.headers.get('content-security-policy') ?? '';
  holds('a deep link is answered with the application', page.status === 200 && (await page.text()).includes('<div id="root">')); // prettier-ignore
  holds('with the policy', policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'") && policy.includes("require-trusted-types-for 'script'"), policy); // prettier-ignore
  holds('HSTS, nosniff, no frames', ['strict-transport-security', 'x-content-type-options', 'x-frame-options'].every((name) => page.headers.has(name))); // prettier-ignore
  const missing = await fetch(`${stand.url}/api/v1/nothing`);
  holds('an error of the API stays one', missing.status === 404 && missing.headers.get('content-type') === 'application/problem+json', missing.status); // prettier-ignore
});
await part(
  'policies',
  `NetworkPolicies: both kinds of ten workloads, held against the schema that Kubernetes publishes (networking.k8s.io/v1 in ${publishedIn})`,
  async () => {
    for (const { workload, kind, rules, objections } of await policiesOf(stores, incident.cluster, 10)) {
      holds(`${workload}: ${kind}, ${rules} ${rules === 1 ? 'rule' : 'rules'}`, objections.length === 0, objections);
    }
  },
);
await part('pages', 'every page, light and dark: axe, errors, policy, 360 px', () =>
  everyPage(browser, pages, checks, shot),
);
await part('keyboard', 'by keyboard', () => graphByKeyboard(browser, pages, incident.lineage, checks));
await part('at-ease', 'twice as large, without motion, as a table', () => atEase(browser, pages, checks));
await part('stale', 'the API falls silent, and comes back; places stay', async () => {
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
});
await part('failing', 'every page while the API is silent: stale, and never read', () => failing(browser, stand, pages, checks, shot)); // prettier-ignore
await part(
  'story',
  'the story: link, incident, workload, red edge, policy, accepted, grey; by mouse on four screens, and by keyboard alone',
  () => story(browser, { url: stand.url, incident, slack: JSON.stringify(played.slack[0]?.text), shot }, checks),
);
await stand.stop();
await part('eventful', 'a cluster to which much has happened: every page in light and dark, at 1440 and 360 px', () => eventful(browser, stores, incident.cluster, checks, shot)); // prettier-ignore
await part('hostile', `${payloads.length} hostile names in every field`, () => hostileNames(browser, checks));
await part('states', 'nothing to show: what each page says then', () => states(browser, checks, shot));
await part('acting', 'what people do about a cluster, on what is deployed: modes, review, lock, mute, by mouse and by keyboard', () => acting(browser, checks, shot)); // prettier-ignore
await part('sign-in', 'sign-in with the issuer of the local runtime', () => signingIn(browser, checks));
await part('large', 'large clusters open', () => largeClusters(browser, checks, shot));

await browser.close();
console.log(`\n${checks.held} held, ${checks.failed} failed`);
process.exit(checks.failed === 0 ? 0 : 1);
