import { parse } from 'yaml';
import type { Incident } from '../../core/incident.ts';
import { type Browser, type Page, until } from './browser.ts';
import { type Checks, open, redIn, type Shot, shown, tabTo, violationsOf } from './checks.ts';

// The story that has to work: the link in Slack, the incident, the workload, the red edge and its domain, the policy that cuts
// it off, accepted, grey. By mouse in both themes, on a desk and on a phone; by keyboard alone.

export interface StoryOf {
  readonly url: string;
  readonly incident: Incident;
  /** What Slack was sent. */
  readonly slack: string;
  readonly shot: Shot;
}

const screens = [
  { name: 'light-1440', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark-1440', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'light-360', colorScheme: 'light', viewport: { width: 360, height: 780 }, hasTouch: true },
  { name: 'dark-360', colorScheme: 'dark', viewport: { width: 360, height: 780 }, hasTouch: true },
] as const;

const wanted = 'plumblineGraph.scene.spots.length > 20';

export async function story(browser: Browser, of: StoryOf, checks: Checks): Promise<void> {
  const link = /https?:\/\/[^\s|>]+\/incidents\/[0-9a-f]{32}/.exec(of.slack)?.[0] ?? '';
  checks.holds('the Slack text has a link', link !== '');
  const start = `${of.url}${link === '' ? '' : new URL(link).pathname}`;
  for (const screen of screens) await byMouse(browser, of, start, screen, checks);
  await byKeyboard(browser, of, start, checks);
  for (const screen of screens) await accepted(browser, of, start, screen, checks);
}

const at = ({ url, incident }: StoryOf) => `${url}/c/${incident.cluster}`;
const textOf = async (page: Page, selector: string) => (await page.textContent(selector)) ?? '';
const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');

/** Whether what was copied is the policy that lets nothing in or out of these pods. */
function cutsOff(yaml: string): boolean {
  const { kind, spec } = (parse(yaml) ?? {}) as { kind?: string; spec?: Record<string, unknown> };
  return kind === 'NetworkPolicy' && spec !== undefined && String(spec['policyTypes']) === 'Ingress,Egress' && !('ingress' in spec) && !('egress' in spec); // prettier-ignore
}

async function byMouse(browser: Browser, of: StoryOf, start: string, screen: (typeof screens)[number], checks: Checks): Promise<void> {
  const { page, faults, close } = await open(browser, screen);
  const { name } = screen;
  const began = performance.now();
  await page.goto(start);
  await page.waitForSelector('#headline');
  console.log(`     ${name}: alert link -> painted incident: ${(performance.now() - began).toFixed(0)} ms (wanted <= 1000 on an idle machine)`);
  checks.holds(`${name}: it opens the incident`, (await textOf(page, '#headline')).includes('nanopool.org'));
  await until(page, 'globalThis.plumblineGraph?.scene.loud.length > 0', 15_000);
  await of.shot(page, `story-1-incident-${name}`);
  await page.click('text=What is this workload?');
  await page.waitForSelector('#policies .code');
  await until(page, 'globalThis.plumblineGraph?.scene.loud.length > 0', 15_000);
  await of.shot(page, `story-2-workload-${name}`);
  await page.click('.table a >> nth=0');
  await page.waitForSelector('.panel');
  await until(page, 'globalThis.plumblineGraph?.scene.loud.length > 0', 15_000);
  checks.holds(`${name}: the red edge and its domain`, (await redIn(page)) === 1 && (await textOf(page, '.panel')).includes('nanopool.org'));
  await page.waitForTimeout(300);
  await of.shot(page, `story-3-edge-${name}`, 'view');
  await page.click('text=Whole cluster');
  await until(page, wanted, 15_000);
  await page.waitForTimeout(300);
  await of.shot(page, `story-3-whole-${name}`, 'view');
  await page.click('.panel >> text=Open the workload');
  await page.waitForSelector('#policies .code');
  await page.click('#policies button >> nth=0');
  await page.waitForSelector('text=Copied');
  checks.holds(`${name}: the policy that cuts it off is copied`, cutsOff(await clipboard(page)), await clipboard(page));
  await of.shot(page, `story-4-policy-${name}`, 'view');
  checks.holds(`${name}: a link to a bad domain is nowhere`, (await page.evaluate<number>(`[...document.querySelectorAll('a')].filter(({ host }) => host !== location.host).length`)) === 0);
  checks.holds(`${name}: no error`, faults.length === 0 && (await violationsOf(page)).length === 0, [...faults, ...(await violationsOf(page))].slice(0, 3));
  await close();
} // prettier-ignore

/** Nothing is clicked, and nothing but the link is typed into the address. */
async function byKeyboard(browser: Browser, of: StoryOf, start: string, checks: Checks): Promise<void> {
  const { page, faults, close } = await open(browser);
  const step = async (what: string, text: string, within?: string) => {
    const found = await tabTo(page, text, within);
    checks.holds(`by keyboard: ${what}`, found);
    if (found) await page.keyboard.press('Enter');
  };
  await shown(page, start, '#headline');
  await step('to the workload', 'What is this workload?');
  await page.waitForSelector('#policies .code');
  await step('to its red conversation', 'nanopool.org', '.table');
  await page.waitForSelector('.panel');
  checks.holds('by keyboard: the tab reaches the picture', await tabTo(page, 'nodes,', '.canvas'));
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await until(page, 'document.querySelector(".panel")?.textContent.includes("nanopool.org")');
  checks.holds('by keyboard: n chooses the violation', page.url().includes('edge='), page.url());
  await step('from the picture back to the workload', 'Open the workload', '.panel');
  await page.waitForSelector('#policies .code');
  await step('the policy that cuts it off is copied', 'Copy: NetworkPolicy that cuts it off');
  await page.waitForSelector('text=Copied');
  checks.holds('by keyboard: and it is the right one', cutsOff(await clipboard(page)));
  await shown(page, page.url());
  await step('to the incident', 'Open the incident');
  await page.waitForSelector('#headline');
  await until(page, 'document.querySelector("main")?.textContent.includes("Decide")');
  await step('accept is asked for', 'Accept', 'main');
  await page.waitForSelector('dialog[open]');
  await page.keyboard.type('a benchmark of ours');
  await step('accepted with a reason', 'Accept', 'dialog');
  await page.waitForSelector('text=✓ closed', { timeout: 20_000 });
  checks.holds('by keyboard: it is closed', true);
  await shown(page, `${at(of)}/audit`);
  checks.holds('who accepted, and why, is in the audit', (await textOf(page, 'main')).includes('a benchmark of ours'));
  checks.holds('no error by keyboard alone', faults.length === 0, faults.slice(0, 3));
  await close();
}

async function accepted(browser: Browser, of: StoryOf, start: string, screen: (typeof screens)[number], checks: Checks): Promise<void> {
  const { page, faults, close } = await open(browser, screen);
  await shown(page, start, '#headline');
  await of.shot(page, `story-5-accepted-${screen.name}`, 'view');
  await shown(page, `${at(of)}/graph?show=all`);
  await until(page, `globalThis.plumblineGraph !== undefined && ${wanted}`);
  await until(page, 'plumblineGraph.scene.loud.length === 0', 20_000);
  await until(page, `plumblineGraph.scene.curves.every(({ edge }) => edge.standing === 'known' || !edge.target.includes('nanopool'))`, 20_000);
  checks.holds(`${screen.name}: the edge is not red any more`, (await redIn(page)) === 0 && faults.length === 0, faults);
  await of.shot(page, `story-6-grey-${screen.name}`, 'view');
  await close();
} // prettier-ignore
