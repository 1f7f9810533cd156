import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { scenarioFrom } from '../../core/scenario-file.ts';
import { ScenarioWorkload } from '../../core/scenario-inventory.ts';
import { Conversation } from '../../core/scenario-traffic.ts';
import type { Scenario } from '../../core/scenario.ts';
import { play } from '../../local/simulator/play.ts';

// Whatever peaceful thing goes on in a cluster, the miner of case A1 is found in it, and nothing that was quiet becomes loud.
// And it is the attack that each case finds, not the cluster in which it happens.

const folder = path.join(process.cwd(), 'scenarios/cases');
const all = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const files = all.filter((name) => name.startsWith('B'));
const read = (name: string) => scenarioFrom(readFileSync(path.join(folder, name), 'utf8'), name);

function mined(scenario: Scenario): Scenario {
  const at = (scenario.until ?? 0) - 600_000;
  const miner = ScenarioWorkload.parse({ name: 'ddsfdfsaadfs', namespace: 'kubeflow', images: ['docker.io/ddsfdfsaadfs/dfsdf:99'], from: '0s' });
  const ops = [{ app: 'mining', dialect: 'cryptonote', method: 'login', evidence: 'session' }];
  const session = Conversation.parse({ source: 'kubeflow/ddsfdfsaadfs', destination: 'xmr-eu1.nanopool.org', port: 3333, at: '0s', ops });
  return { ...scenario, workloads: [...scenario.workloads, { ...miner, from: at }], conversations: [...scenario.conversations, { ...session, at: [at + 20_000] }] };
} // prettier-ignore

test.each(files)('%s, with a miner laid over it', async (name) => {
  const scenario = read(name);
  const told = ({ incidents }: Awaited<ReturnType<typeof play>>) =>
    incidents.map(({ workload, severity, classification }) => `${classification} ${severity} ${workload}`).toSorted();
  const [alone, together] = [await play(scenario), await play(mined(scenario))];
  expect(told(together)).toEqual([...told(alone), 'cryptojacking critical kubeflow/ddsfdfsaadfs'].toSorted());
});

/** Each attack begins after learning has ended; what began before it is the peace in which it happens. */
function peaceful(scenario: Scenario): Scenario {
  // Where learning never ends, what was there from the first moment on is the peace.
  const ends = scenario.acts.some(({ mode }) => mode === 'enforcing') ? 24 * 3_600_000 : 1;
  const early = ({ at, from }: { readonly at?: number | readonly number[] | undefined; readonly from?: number | undefined }) => Math.max(from ?? 0, ...[at ?? 0].flat()) < ends;
  const calm = <Item extends { readonly changes: readonly { readonly at: number }[] }>(item: Item) => ({ ...item, changes: item.changes.filter(early) });
  return {
    ...scenario,
    workloads: scenario.workloads.filter(early).map(calm),
    services: scenario.services.filter(early).map(calm),
    conversations: scenario.conversations.filter((one) => early(one) && one.source.every((end) => end.kind !== 'workload' || isThere(scenario, end, early))),
    lookups: scenario.lookups.filter(early),
    audit: { ...scenario.audit, events: [] },
    sentinels: { ...scenario.sentinels, events: [] },
  };
} // prettier-ignore

function isThere(scenario: Scenario, end: { readonly namespace: string; readonly name: string }, early: (item: Scenario['workloads'][number]) => boolean): boolean {
  return scenario.workloads.some((one) => one.namespace === end.namespace && one.name === end.name && early(one));
} // prettier-ignore

test.each(all.filter((name) => name.startsWith('A')))('%s, without its attack, wakes nobody', async (name) => {
  const { incidents, slack, email } = await play(peaceful(read(name)));
  expect([incidents.map(({ workload, classification }) => `${classification} ${workload}`), slack.length, email.length]).toEqual([[], 0, 0]);
}); // prettier-ignore
