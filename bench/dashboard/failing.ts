import type { Stand } from '../../test/browser/stand.ts';
import { holdsAxe } from './axe.ts';
import { type Browser, type Page, until } from './browser.ts';
import { type Checks, open, type Shot, shown } from './checks.ts';
import type { Pages } from './pages.ts';

/** Every page while the API is silent: what was there stays and says that it is old; what was never there says that it could not be read. */
export async function failing(browser: Browser, stand: Stand, pages: Pages, checks: Checks, shot: Shot): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const opened = await Promise.all(Object.entries(pages).filter(([name]) => name !== 'whole').map(async ([name, url]) => ({ name, url, ...(await open(browser, { colorScheme })) })));
    for (const { page, url } of opened) await shown(page, url);
    const words = new Map<Page, number>();
    for (const { page } of opened) words.set(page, await lengthOf(page));
    stand.broken = true;
    // As when somebody comes back to the tab: it asks again.
    for (const { page } of opened) await page.evaluate(`dispatchEvent(new Event('visibilitychange'))`);
    for (const { name, page } of opened) {
      // Nothing was refreshed in this world: a page without data has none that could be old.
      if (name === 'intelligence') continue;
      await page.waitForSelector('.fresh.stale', { timeout: 60_000 });
      checks.holds(`${name} ${colorScheme}, stale: it says so, and what was there stays`, (await lengthOf(page)) > (words.get(page) ?? 0) * 0.8);
      await holdsAxe(page, `${name} ${colorScheme}, stale`, checks);
      await shot(page, `stale-${name}-${colorScheme}`, 'view');
    }
    for (const { page, url } of opened) await page.goto(url);
    for (const { name, page } of opened) {
      await until(page, `document.querySelector('.note.bad') !== null`, 60_000);
      checks.holds(`${name} ${colorScheme}, never read: it says what failed, and how to ask again`, await page.evaluate<boolean>(`document.querySelector('main').textContent.includes('Ask again') && document.querySelector('h1') !== null`));
      await holdsAxe(page, `${name} ${colorScheme}, never read`, checks);
      await shot(page, `error-${name}-${colorScheme}`, 'view');
    }
    const steady = opened.find(({ name }) => name === 'incidents')?.page;
    // It asks again every four seconds.
    let said = 0;
    for (let look = 0; look < 30; look++) {
      await steady?.waitForTimeout(200);
      said += (await steady?.evaluate<number>(`document.querySelectorAll('.note.bad').length`)) ?? 0;
    }
    checks.holds(`${colorScheme}: what failed is said until it is there`, said >= 30, said);
    stand.broken = false;
    for (const { faults, close } of opened) {
      checks.holds(`${colorScheme}: no page breaks while the API is silent`, faults.length === 0, faults.slice(0, 2));
      await close();
    }
  }
} // prettier-ignore

const lengthOf = (page: Page) => page.evaluate<number>(`document.querySelector('main').innerText.length`);
