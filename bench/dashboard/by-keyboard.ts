import { type Browser, until } from './browser.ts';
import { type Checks, open, shown } from './checks.ts';
import type { Pages } from './pages.ts';

/** The graph's own keys. `lineage`: of the workload in violation. */
export async function graphByKeyboard(
  browser: Browser,
  pages: Pages,
  lineage: string,
  { holds }: Checks,
): Promise<void> {
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
  await shown(page, `${pages.graph}?node=workload%20${lineage}`);
  await until(page, 'globalThis.plumblineGraph?.scene.loud.length > 0');
  await page.focus('.canvas');
  await page.keyboard.press('Enter');
  await until(page, 'location.pathname.includes("/workloads/")');
  holds('Enter opens the workload', true);
  holds('no error by keyboard', faults.length === 0, faults.slice(0, 3));
  await close();
}
