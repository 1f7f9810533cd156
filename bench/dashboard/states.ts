import { memoryStores } from '../../adapters/memory/stores.ts';
import { ClusterId } from '../../core/ids.ts';
import { startStand } from '../../test/browser/stand.ts';
import { hear } from '../../test/lambdas/hear.ts';
import { holdsAxe } from './axe.ts';
import type { Browser, Page } from './browser.ts';
import { type Checks, open, type Shot, shown } from './checks.ts';
import { quietEdge } from './worlds.ts';

const cluster = 'first-1';
const said = async (page: Page) => (await page.textContent('main')) ?? '';

/** What a page says when there is nothing to show: no cluster, no sentinel, learning just begun, all quiet, an API that is down. */
export async function states(browser: Browser, checks: Checks, shot: Shot): Promise<void> {
  const stores = memoryStores();
  const stand = await startStand(stores);
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page, faults, close } = await open(browser, { colorScheme });
    const at = async (name: string, path: string, words: string, shownBy = 'h1') => {
      await shown(page, `${stand.url}${path}`, shownBy);
      await page.waitForTimeout(200);
      const text = await said(page);
      checks.holds(`${colorScheme}, ${name}: it says what to do`, text.includes(words), text.slice(0, 200));
      await holdsAxe(page, `${name} ${colorScheme}`, checks);
      await shot(page, `state-${name}-${colorScheme}`, 'view');
    };
    if (colorScheme === 'light') {
      await at('no-cluster', '/', 'No cluster is enrolled yet');
      await page.fill('form input', cluster);
      await page.click('form button');
      await page.waitForSelector('text=shown this once', { timeout: 30_000 });
      await shot(page, 'state-enrolled-light', 'view');
    }
    const below = `/c/${cluster}`;
    if (colorScheme === 'light') {
      await at('no-sentinel-graph', `${below}/graph`, 'No conversation was seen yet');
      await at('no-sentinel-incidents', `${below}/incidents`, 'Nobody watches yet');
      await at('no-sentinel-coverage', `${below}/coverage`, 'No sentinel has posted yet');
      await quietEdge(stores, cluster);
      await hear(stores.counters, ClusterId.parse(cluster), 'ip-10-0-1-7', new Date().toISOString());
    }
    await at('learning-begun', `${below}/learning`, 'Three whole days have not been watched yet');
    await at('learning-begun-incidents', `${below}/incidents`, 'All quiet');
    await at('learning-begun-baseline', `${below}/baseline`, 'Nothing is learned yet');
    await at('nobody-acted', `${below}/audit`, 'nrol');
    await at('no-feeds', '/intelligence', 'Feeds are refreshed');
    await at('no-risks', `${below}/risks`, 'Nobody has looked yet');
    await at('all-quiet', `${below}/graph`, 'All quiet');
    await at('no-incident', '/incidents/00000000000000000000000000000000', 'There is no incident here');
    stand.broken = true;
    await at('api-down', `${below}/audit`, 'Could not read the audit', '.note.bad');
    stand.broken = false;
    checks.holds(`${colorScheme}: no error in any state`, faults.length === 0, faults.slice(0, 3));
    await close();
  }
  await stand.stop();
}
