import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';

// Chromium of the machine through playwright-core, which lives with the peers in bench/node_modules: the demo does not pay for it.

const require = createRequire(new URL('../package.json', import.meta.url));

/** As much of playwright as is used here; its own types would have to be installed for everybody. */
export interface Page {
  goto(url: string): Promise<unknown>;
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  on(event: 'dialog', listener: (dialog: { dismiss(): Promise<void> }) => void): void;
  evaluate<Result>(expression: string): Promise<Result>;
  addScriptTag(options: { content: string }): Promise<unknown>;
  addInitScript(script: string): Promise<void>;
  waitForSelector(selector: string, options?: { timeout?: number; state?: 'attached' | 'visible' | 'detached' }): Promise<unknown>;
  waitForTimeout(ms: number): Promise<void>;
  click(selector: string): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
  focus(selector: string): Promise<void>;
  textContent(selector: string): Promise<string | null>;
  screenshot(options: { path: string; fullPage?: boolean }): Promise<unknown>;
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  readonly mouse: { move(x: number, y: number): Promise<void>; wheel(x: number, y: number): Promise<void> };
  url(): string;
  close(): Promise<void>;
} // prettier-ignore

export interface Context {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

export interface Browser {
  newContext(options: Record<string, unknown>): Promise<Context>;
  close(): Promise<void>;
}

// A browser that keeps to itself: no GPU as in CI, and nothing that it would fetch in the background.
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--enable-precise-memory-info']; // prettier-ignore

export async function openBrowser(): Promise<Browser> {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path)); // prettier-ignore
  if (executablePath === undefined) throw new Error('There is no Chromium here: .ci/tools.sh installs one.');
  const { chromium } = require('playwright-core') as { chromium: { launch(options: object): Promise<Browser> } };
  return chromium.launch({ executablePath, args: flags });
}

/** The text of a file of a package that only benches and CI have. */
export const resolved = (specifier: string): string => require.resolve(specifier);

/** Until the expression holds. Asked from outside: what polls inside the page would make code from text, which its policy forbids. */
export async function until(page: Page, expression: string, timeoutMs = 30_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await page.evaluate<boolean>(`Boolean(${expression})`))) {
    if (performance.now() > end) throw new Error(`within ${timeoutMs} ms it did not become true: ${expression}`);
    await page.waitForTimeout(50);
  }
}
