import { Command } from 'commander';
import { type ConnectOptions, connect } from '../connect.ts';
import { CoverageOf } from '../../core/answers/surroundings.ts';
import { answered } from '../shapes.ts';
import { printable, table } from '../table.ts';
import { theCluster } from '../the-cluster.ts';
import { agoText, momentText } from '../when.ts';
import { type CommandContext, json, withTarget } from './context.ts';

export function coverageCommand({ io }: CommandContext): Command {
  const command = new Command('coverage')
    .description('how much is seen: nodes, sentinels, inventory, audit log')
    .option('--cluster <name>', 'the cluster (the only one otherwise)')
    .option('--json', 'print JSON')
    .action(async (options: ConnectOptions & { cluster?: string; json?: boolean }) => {
      const api = connect(options, io.env);
      const cluster = await theCluster(api, options.cluster);
      const coverage = answered(CoverageOf, await api.get(`/v1/clusters/${cluster}/coverage`));
      if (options.json) return io.out(json(coverage));
      const { nodes, inventory, audit } = coverage;
      if (nodes.length === 0) io.note(`No node of ${cluster} is known yet: install the sentinel, or wait for the inventory.`);
      else io.out(table(['NODE', 'KUBERNETES SAYS', 'SENTINEL HEARD'], nodes.map((node) => [printable(node.name), node.virtual ? 'virtual: no sentinel can run' : (node.ready ?? 'not in the inventory'), node.heardAt === undefined ? 'never' : agoText(node.heardAt, Date.now())])));
      io.note(`\nInventory: ${inventoryText(inventory)}`);
      io.note(`Audit log: ${audit === undefined ? 'none reaches Plumbline, so who created what is not known' : audit.state}`);
    }); // prettier-ignore
  return withTarget(command);
}

function inventoryText(inventory: CoverageOf['inventory']): string {
  if (inventory === undefined) return 'never read yet';
  if (inventory.failing !== undefined) return `not whole since ${momentText(inventory.failing.since)} UTC: ${inventory.failing.fault}`; // prettier-ignore
  return inventory.wholeAt === undefined ? 'never whole yet' : `whole at ${momentText(inventory.wholeAt)} UTC`;
}
