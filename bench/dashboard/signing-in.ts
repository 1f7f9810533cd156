import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { synthesize } from '../../cli/synthesize.ts';
import { enteringAt } from '../../local/sign-in/entering.ts';
import { startLocal } from '../../local/runtime.ts';
import type { Browser } from './browser.ts';
import { type Checks, open } from './checks.ts';

/** With the issuer of the local runtime, which serves what is deployed. */
export async function signingIn(browser: Browser, checks: Checks): Promise<void> {
  const { holds } = checks;
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
  await page.fill('form input', 'guessed');
  await page.click('form button');
  await page.waitForSelector('text=That is not the code');
  await page.fill('form input', new URL(runtime.signInUrl).searchParams.get('code') ?? '');
  await page.click('form button');
  await page.waitForSelector('.shell');
  await page.waitForSelector('h1');
  holds('the code, typed, leads to the page that was asked for', page.url().endsWith('/intelligence'), page.url());
  await throughTheLink(browser, enteringAt(runtime.signInUrl, '/intelligence'), checks);
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

/** Somebody else's browser, with the link that the demo ends with. */
async function throughTheLink(browser: Browser, link: string, { holds }: Checks): Promise<void> {
  const { page, faults, close } = await open(browser);
  await page.goto(link);
  await page.waitForSelector('.shell');
  await page.waitForSelector('h1');
  holds('a link that signs in leads to the page that it names', page.url().endsWith('/intelligence'), page.url());
  holds('and the code is in no address that stays', !page.url().includes('code='), page.url());
  holds('no error on the way', faults.length === 0, faults.slice(0, 3));
  await close();
}
