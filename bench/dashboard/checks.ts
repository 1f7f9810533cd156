import path from 'node:path';
import type { Browser, Page } from './browser.ts';
import { until } from './browser.ts';

/** What held and what did not, said as it comes. */
export class Checks {
  held = 0;
  failed = 0;

  readonly holds = (what: string, is: boolean, got: unknown = ''): void => {
    if (is) this.held++;
    else this.failed++;
    console.log(`${is ? 'ok  ' : 'FAIL'} ${what}${is ? '' : `: ${JSON.stringify(got)}`}`);
  };
}

export interface Opened {
  readonly page: Page;
  readonly faults: string[];
  close(): Promise<void>;
}

/** A page that tells of each error, violation of the policy and script that ran. */
export async function open(browser: Browser, options: Record<string, unknown> = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'], ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => void faults.push(`error: ${error.message.slice(0, 200)}`));
  page.on('console', (message) => {
    // What is not there is an answer of the API, and the browser writes each down.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) faults.push(message.text().slice(0, 200));
  });
  page.on('dialog', (dialog) => {
    faults.push('a dialog opened');
    void dialog.dismiss();
  });
  await page.addInitScript(`addEventListener('securitypolicyviolation', (event) => { (globalThis.violations ??= []).push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample); });`);
  return { page, faults, close: () => context.close() };
} // prettier-ignore

export async function shown(page: Page, url: string, heading = 'h1'): Promise<void> {
  await page.goto(url);
  await page.waitForSelector(heading, { timeout: 30_000 });
  await until(page, `document.querySelector('.waiting') === null && ![...document.querySelectorAll('[role=status]')].some((one) => one.textContent.startsWith('Reading'))`, 30_000); // prettier-ignore
}

export const violationsOf = (page: Page) => page.evaluate<string[]>('globalThis.violations ?? []');
export const redIn = (page: Page) => page.evaluate<number>('plumblineGraph.scene.loud.length');

/** Pictures into a folder; `view`: what the screen shows, not all of the page. */
export type Shot = (page: Page, name: string, view?: 'view') => Promise<void>;

export function shotsInto(folder: string | undefined): Shot {
  return async (page, name, view) => {
    if (folder !== undefined) await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: view === undefined });
  };
} // prettier-ignore

/** Tab until what has the focus says this; the reader of a page with a keyboard alone does nothing else. */
export async function tabTo(page: Page, text: string, within = 'body'): Promise<boolean> {
  for (let presses = 0; presses < 200; presses++) {
    await page.keyboard.press('Tab');
    const is = await page.evaluate<boolean>(`(() => { const one = document.activeElement; return one !== null && one.closest(${JSON.stringify(within)}) !== null && ((one.getAttribute('aria-label') ?? '') + ' ' + one.textContent).includes(${JSON.stringify(text)}); })()`); // prettier-ignore
    if (is) return true;
  }
  return false;
}
