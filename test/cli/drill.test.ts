import { readScenario } from '../../cli/commands/play.ts';
import { connect } from '../../cli/connect.ts';
import { drill, enrolForDrill } from '../../cli/drill.ts';
import { ClusterId } from '../../core/ids.ts';
import { startInstallation } from './listening.ts';

test('a drill of which nothing comes is told as that, and has posted one miner and whose it is', async () => {
  const deaf = await startInstallation();
  try {
    const api = connect({ state: deaf.state }, {});
    const cluster = ClusterId.parse('drill-1');
    const door = await enrolForDrill(api, cluster);
    const options = { cluster, withinMs: 300, interrupted: new AbortController().signal, note: () => {} };
    expect(await drill(readScenario('scenarios/drill.yaml'), api, door, options)).toBeUndefined();
    expect(deaf.inventories.map(({ lists }) => [lists.pods?.length, lists.deployments?.length, lists.nodes?.length])).toEqual([[2, 2, 1]]); // prettier-ignore
    expect(JSON.stringify(deaf.batches)).toContain('xmr-eu9.nanopool.org');
  } finally {
    await deaf.stop();
  }
});
