import { readFileSync } from 'node:fs';
import { type Page, resolved } from './browser.ts';
import type { Checks } from './checks.ts';

const source = readFileSync(resolved('axe-core/axe.min.js'), 'utf8');

/** Nothing serious or critical on the page as it is now. */
export async function holdsAxe(page: Page, name: string, { holds }: Checks): Promise<void> {
  // axe makes code from text; the page's policy would stop it, so it gets the same page without the policy's eye.
  await page.evaluate(source);
  const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>('axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical"))'); // prettier-ignore
  holds(`${name}: axe finds nothing serious or critical`, found.length === 0, found.map(({ id, nodes }) => [id, nodes.length, nodes[0]?.html.slice(0, 140)])); // prettier-ignore
}
