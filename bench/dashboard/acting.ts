import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { batch, flow } from '../../test/lambdas/batches.ts';
import { ago, cluster, deployment, installation } from '../../test/river/installation.ts';
import { type Browser, type Page, until } from './browser.ts';
import { type Checks, open, type Shot, shown, tabTo } from './checks.ts';

// What people do about a cluster, on what is deployed: the local runtime with its bundled handlers, its table, its queues.

const mainText = async (page: Page) => (await page.textContent('main')) ?? '';
const says = (page: Page, text: string, timeoutMs = 30_000) => until(page, `document.querySelector('main')?.textContent.includes(${JSON.stringify(text)})`, timeoutMs); // prettier-ignore

/** Learned from nobody but itself: three names outside that wait for a person; and a miner. */
async function played() {
  const here = await installation({ clockFile: path.join(mkdtempSync(path.join(tmpdir(), 'plumbline-clock-')), 'clock.json') }); // prettier-ignore
  here.kubernetes.set([...deployment('cart', '10.0.7.1', ago(3_600_000)), ...deployment('worker', '10.0.7.2', ago(60_000))]); // prettier-ignore
  const token = await here.enrol();
  const seen = { firstSeen: ago(200), lastSeen: ago(100) };
  const outside = ['one', 'two', 'three'].map((name, index) => flow({ src: '10.0.7.1', dst: `203.0.113.${index + 1}`, if: 1, names: [{ value: `${name}.partner${index}.example`, from: 'dns' }], ...seen })); // prettier-ignore
  const mining = flow({ src: '10.0.7.2', dst: '203.0.113.66', port: 3333, if: 2, names: [{ value: 'eu1.nanopool.org', from: 'dns' }], ...seen }); // prettier-ignore
  await here.post(batch({ sentAt: ago(0), window: { from: ago(5_000), to: ago(0) }, observations: [...outside, mining] }), token); // prettier-ignore
  await here.runtime.whenQuiet();
  await here.api('PUT', `/v1/clusters/${cluster}/mode`, { mode: 'enforcing' });
  // By then what changed is swept, and the review list made.
  here.runtime.setClock({ at: Date.now() + 6 * 60_000 });
  const { schedules } = await here.runtime.status();
  for (const { name } of schedules) if (name.includes('Sweep')) await here.runtime.trigger(name);
  const { incidents } = (await here.api<{ incidents: { id: string }[] }>('GET', `/v1/clusters/${cluster}/incidents`)).body; // prettier-ignore
  const [incident] = incidents;
  if (incident === undefined) throw new Error('the miner opened no incident');
  return { here, incident };
}

export async function acting(browser: Browser, checks: Checks, shot: Shot): Promise<void> {
  const { here, incident } = await played();
  const { url, signInUrl } = here.runtime;
  const { page, faults, close } = await open(browser);
  await page.goto(signInUrl);
  await page.waitForSelector('.shell');
  const of = { page, checks, shot, below: `${url}/c/${cluster}`, incident: `${url}/incidents/${incident.id}` };
  await byMouse(of);
  await byKeyboard(of);
  await shown(page, `${of.below}/audit`);
  const audit = await mainText(page);
  for (const reason of ['known to the platform team', 'no job of ours', 'looked at tomorrow', 'looked at now']) checks.holds(`the audit has who did it, and why: ${reason}`, audit.includes(reason)); // prettier-ignore
  checks.holds('no error while acting', faults.length === 0, faults.slice(0, 3));
  await close();
  await here.stop();
}

interface Acting {
  readonly page: Page;
  readonly checks: Checks;
  readonly shot: Shot;
  readonly below: string;
  readonly incident: string;
}

async function byMouse({ page, checks: { holds }, shot, below, incident }: Acting): Promise<void> {
  await shown(page, `${below}/learning`);
  await page.fill('input[aria-label="Namespace"]', 'shop');
  await page.click('button:text-is("Shadow")');
  await page.waitForSelector('dialog[open] li');
  holds(
    'a mode of its own says first what it will lead to',
    ((await page.textContent('dialog[open]')) ?? '').length > 60,
  );
  await shot(page, 'acting-mode', 'view');
  await page.click('dialog[open] button[type=submit]');
  await says(page, 'Namespace shop');
  holds('by mouse: a namespace has a mode of its own', (await mainText(page)).includes('Namespace shop'));

  await page.waitForSelector('#review');
  const waiting = await countOf(page);
  holds('something waits for review, so that there is something to decide', waiting >= 2, waiting);
  await page.click('[aria-label="Choose all"]');
  await page.waitForSelector(`text=Accept ${waiting}`);
  // All but one, which is left to the keyboard.
  await page.click('tbody label >> nth=0');
  await page.click(`text=Accept ${waiting - 1}`);
  await page.fill('dialog[open] textarea', 'known to the platform team');
  await shot(page, 'acting-bulk', 'view');
  await page.click('dialog[open] button[type=submit]');
  await until(page, `document.querySelectorAll('tbody tr').length === 1`, 60_000);
  holds('by mouse: all chosen are accepted at once, the others stay', (await countOf(page)) === 1, await countOf(page));

  await shown(page, `${below}/baseline`);
  await page.click('button:text-is("Lock")');
  await page.click('dialog[open] button[type=submit]');
  await says(page, 'locked: only people change it');
  holds('by mouse: the baseline is locked', true);

  await shown(page, incident, '#headline');
  await page.click('button:text-is("Mute")');
  await page.waitForSelector('dialog[open] select');
  await page.click('dialog[open] button[type=submit]');
  await until(page, 'document.querySelector("#ask-failed")?.textContent.includes("Say why")');
  holds('nothing is muted without a reason', true);
  await page.fill('dialog[open] textarea', 'looked at tomorrow');
  await page.click('dialog[open] button[type=submit]');
  await says(page, 'Muted until');
  await shot(page, 'acting-muted', 'view');
  holds('by mouse: the incident is muted, until when, by whom and why', /Muted until .* by .*: looked at tomorrow/s.test(await mainText(page))); // prettier-ignore
}

/** The same the other way round, with nothing but keys. */
async function byKeyboard({ page, checks: { holds }, below, incident }: Acting): Promise<void> {
  const press = async (what: string, text: string, within = 'main') => {
    const found = await tabTo(page, text, within);
    holds(`by keyboard: ${what}`, found);
    if (found) await page.keyboard.press('Enter');
  };
  await shown(page, incident, '#headline');
  await press('unmute is asked for', 'Unmute');
  await page.waitForSelector('dialog[open] textarea');
  await page.keyboard.type('looked at now');
  await press('with a reason', 'Unmute', 'dialog');
  await until(page, `!document.querySelector('main').textContent.includes('Muted until')`);

  await shown(page, `${below}/baseline`);
  await press('unlock is asked for', 'Unlock');
  await page.waitForSelector('dialog[open]');
  await press('and said', 'Unlock', 'dialog');
  await until(page, `[...document.querySelectorAll('.tag')].some((one) => one.textContent === 'unlocked')`);

  await shown(page, `${below}/learning`);
  await press('the namespace is to follow the cluster', 'Follow the cluster');
  await page.waitForSelector('dialog[open]');
  await press('and does', 'Follow the cluster', 'dialog');
  await until(page, `!document.querySelector('main').textContent.includes('Namespace shop')`);

  await until(page, `document.querySelectorAll('tbody tr').length === 1`);
  holds('by keyboard: one of the list is reached', await tabTo(page, '', 'tbody td:first-child'));
  await page.keyboard.press('Space');
  await page.waitForSelector('text=Reject 1');
  await shiftTabTo(page, 'Reject 1');
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog[open] textarea');
  await page.keyboard.type('no job of ours');
  await press('rejected with a reason', 'Reject 1', 'dialog');
  await says(page, 'Nothing waits for review', 60_000);
  await shown(page, `${below}/baseline?view=rejected`);
  holds('by keyboard: what was rejected is never learned', (await mainText(page)).includes('no job of ours'));
}

const countOf = (page: Page) => page.evaluate<number>(`document.querySelectorAll('tbody tr').length`);

async function shiftTabTo(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Shift+Tab');
    if (await page.evaluate<boolean>(`document.activeElement?.textContent === ${JSON.stringify(text)}`)) return;
  }
  throw new Error(`no way back to ${text}`);
}
