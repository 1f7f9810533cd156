import { startStand } from '../../test/browser/stand.ts';
import type { Browser } from './browser.ts';
import { type Checks, open, violationsOf } from './checks.ts';
import { flag, payloads } from './payloads.ts';
import { cluster as hostileCluster, hostileObjects, hostileWorld } from './worlds.ts';

/** Names that an attacker gives his things, on every page. */
export async function hostileNames(browser: Browser, { holds }: Checks): Promise<void> {
  const hostile = await hostileWorld(payloads);
  const evil = await startStand(hostile, Date.now, await hostileObjects(hostile, payloads));
  const { page, faults, close } = await open(browser);
  const at = `${evil.url}/c/${hostileCluster}`;
  const [some] = await hostile.workloads.ofCluster(hostileCluster);
  const all = (await hostile.incidents.ofCluster(hostileCluster)).map(({ id, lineage }) => [`${evil.url}/incidents/${id}`, `${at}/workloads/${lineage}`]).flat(); // prettier-ignore
  const lists = ['graph', 'graph?show=all', 'incidents', 'learning', 'risks', 'risks?state=mended', 'baseline', 'baseline?view=versions', 'baseline?view=rejected', 'coverage', 'audit'].map((name) => `${at}/${name}`); // prettier-ignore
  let [ran, refused, visited] = [0, 0, 0];
  const refusals: string[] = [];
  const bare: string[] = [];
  const look = async (ms: number) => {
    await page.waitForSelector('h1, .note, .empty', { timeout: 30_000 });
    await page.waitForTimeout(ms);
    visited++;
    refusals.push(
      ...(await page.evaluate<string[]>(
        `[...document.querySelectorAll('.note.bad h2')].filter((one) => one.textContent.startsWith('Could not read')).map((one) => location.pathname + ' ' + one.textContent)`,
      )),
    );
  };
  for (const url of [
    ...lists,
    `${evil.url}/clusters`,
    `${evil.url}/intelligence`,
    `${at}/graph?node=workload%20${some?.lineage}`,
  ]) {
    await page.goto(url);
    await look(500);
    if ((await page.evaluate<number>(`document.querySelectorAll('main tbody tr, main .card li').length`)) < 20)
      bare.push(url);
    ran += await page.evaluate<number>(`globalThis.${flag} ?? 0`);
    refused += (await violationsOf(page)).length;
  }
  // As a link within the dashboard would lead there: each from scratch would fetch everything again.
  for (const url of all) {
    await page.evaluate(
      `history.pushState(null, '', ${JSON.stringify(url)}); dispatchEvent(new PopStateEvent('popstate'));`,
    );
    await look(60);
  }
  ran += await page.evaluate<number>(`globalThis.${flag} ?? 0`);
  refused += (await violationsOf(page)).length;
  holds(`${visited} pages: nothing of it ran`, ran === 0, ran);
  holds('nothing of it was even tried: no violation of the policy', refused === 0, refused);
  holds('no page broke', faults.length === 0, faults.slice(0, 4));
  holds(
    'each list has them',
    bare.every((url) => url.endsWith('/clusters')),
    bare,
  );
  holds('the API answers each of them', refusals.length === 0, refusals.slice(0, 3));
  const sentinels = await page.evaluate<string>('document.body.innerText');
  holds('no character that deceives reaches the page as it is', !/[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/.test(sentinels)); // prettier-ignore
  await close();
  await evil.stop();
}
