import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { scenarioFrom } from '../../core/scenario-file.ts';
import { ScenarioWorkload } from '../../core/scenario-inventory.ts';
import { Conversation } from '../../core/scenario-traffic.ts';
import type { Scenario } from '../../core/scenario.ts';
import { play } from '../../local/simulator/play.ts';

// Whatever peaceful thing goes on in a cluster, the miner of case A1 is found in it, and nothing that was quiet becomes loud.

const folder = path.join(process.cwd(), 'scenarios/cases');
const files = readdirSync(folder).filter((name) => /^B.*\.yaml$/.test(name));
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
