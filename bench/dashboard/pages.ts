import { holdsAxe } from './axe.ts';
import type { Browser } from './browser.ts';
import { type Checks, open, type Shot, shown } from './checks.ts';

const themes = ['light', 'dark'] as const;
const onPhones = ['incident', 'workload', 'graph', 'incidents', 'learning', 'risks', 'coverage'] as const;

export type Pages = Readonly<
  Record<(typeof onPhones)[number] | 'whole' | 'baseline' | 'audit' | 'intelligence' | 'clusters', string>
>;

/** Every page, light and dark: axe, errors, policy, 360 px. */
export async function everyPage(browser: Browser, pages: Pages, checks: Checks, shot: Shot): Promise<void> {
  const { holds } = checks;
  for (const colorScheme of themes) {
    const { page, faults, close } = await open(browser, { colorScheme, reducedMotion: 'reduce' });
    for (const [name, url] of Object.entries(pages)) {
      await shown(page, url);
      await page.waitForTimeout(250);
      await holdsAxe(page, `${name} ${colorScheme}`, checks);
      await shot(page, `${name}-${colorScheme}-1440`, name === 'whole' ? 'view' : undefined);
    }
    holds(`${colorScheme}: no error on any page`, faults.length === 0, faults.slice(0, 4));
    await close();
    const phone = await open(browser, { colorScheme, viewport: { width: 360, height: 780 } });
    for (const name of onPhones) {
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
}
