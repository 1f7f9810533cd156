import { startStand } from '../../test/browser/stand.ts';
import { type Browser, until } from './browser.ts';
import { type Checks, open, type Shot } from './checks.ts';
import { cluster as hostileCluster, largeWorld } from './worlds.ts';

export async function largeClusters(browser: Browser, { holds }: Checks, shot: Shot): Promise<void> {
  for (const [nodes, edges] of [[2_000, 10_000], [5_000, 25_000]] as const) {
  const large = await startStand(await largeWorld(nodes, edges, 40));
  const { page, faults, close } = await open(browser);
  const began = performance.now();
  await page.goto(`${large.url}/c/${hostileCluster}/graph?show=all`);
  await until(page, `(globalThis.plumblineGraph?.scene.spots.length ?? 0) > ${nodes * 0.8}`, 60_000);
  console.log(`     ${nodes} nodes, ${edges} edges: ${(performance.now() - began).toFixed(0)} ms from navigation to the picture`);
  holds(`${nodes} nodes are drawn, none refused`, faults.length === 0, faults.slice(0, 2));
  await shot(page, `large-${nodes}`, 'view');
  await close();
  await large.stop();
  } // prettier-ignore
}
