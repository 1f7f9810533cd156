import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { synthesize } from '../../cli/synthesize.ts';
import { startLocal } from '../../local/runtime.ts';
import type { Browser } from './browser.ts';
import { type Checks, open } from './checks.ts';

/** With the issuer of the local runtime, which serves what is deployed. */
export async function signingIn(browser: Browser, { holds }: Checks): Promise<void> {
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
