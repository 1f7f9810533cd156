import { type Browser, until } from './browser.ts';
import { type Checks, open, shown } from './checks.ts';
import type { Pages } from './pages.ts';

/** For those who see little, or whom motion troubles: twice as large, nothing that moves by itself, the graph as a table. */
export async function atEase(browser: Browser, pages: Pages, { holds }: Checks): Promise<void> {
  // What a browser shows at 200 % on a screen of 1440 by 900.
  const large = await open(browser, { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 });
  for (const [name, url] of Object.entries(pages)) {
    await shown(large.page, url);
    const [wide, room] = await large.page.evaluate<[number, number]>('[document.documentElement.scrollWidth, innerWidth]'); // prettier-ignore
    holds(`${name} at 200 %: nothing sticks out`, wide <= room, [wide, room]);
  }
  await large.close();

  const { page, faults, close } = await open(browser, { reducedMotion: 'reduce' });
  await shown(page, pages.whole);
  await until(page, 'globalThis.plumblineGraph?.scene.spots.length > 20');
  const moving = await page.evaluate<string[]>(`[...document.querySelectorAll('*')].filter((one) => { const { transitionDuration, animationName, animationDuration } = getComputedStyle(one); return parseFloat(transitionDuration) > 0.01 || (animationName !== 'none' && parseFloat(animationDuration) > 0.01); }).map((one) => one.className)`); // prettier-ignore
  holds('with reduced motion nothing moves by itself', moving.length === 0, moving.slice(0, 3));
  const counted = `/(\\d+) conversations/.exec(document.querySelector('#twin').closest('section').textContent)?.[1]`;
  await until(page, counted, 10_000);
  const [rows, lines] = await page.evaluate<[number, number]>(`[Number(${counted}), plumblineGraph.scene.curves.length]`); // prettier-ignore
  holds('the table says as many conversations as the picture draws', rows === lines, [rows, lines]);
  await page.focus('.canvas');
  await page.keyboard.press('n');
  const violation = page.url();
  await page.keyboard.press('p');
  holds('n and p go round the violations', /[?&]edge=/.test(violation) && page.url() === violation, page.url());
  const far = await page.evaluate<number>('plumblineGraph.camera.k');
  await page.keyboard.press('+');
  const near = await page.evaluate<number>('plumblineGraph.camera.k');
  await page.keyboard.press('0');
  holds('+ comes nearer, 0 shows all', near > far && (await page.evaluate<number>('plumblineGraph.camera.k')) < near, [far, near]); // prettier-ignore
  holds('no error at ease', faults.length === 0, faults.slice(0, 3));
  await close();
}
