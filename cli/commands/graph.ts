import { Command, Option } from 'commander';
import { plural } from '../../local/simulator/plural.ts';
import { type ConnectOptions, connect } from '../connect.ts';
import { answered, GraphPage, type ShownEdge } from '../shapes.ts';
import { printable, table } from '../table.ts';
import { theCluster } from '../the-cluster.ts';
import { momentText } from '../when.ts';
import { type CommandContext, json, withTarget } from './context.ts';

interface GraphOptions extends ConnectOptions {
  readonly cluster?: string;
  readonly format: 'table' | 'json';
  readonly json?: boolean;
  readonly direction?: ShownEdge['direction'];
}

export function graphCommand({ io }: CommandContext): Command {
  const command = new Command('graph')
    .description('who talks to whom, as far as it was seen')
    .option('--cluster <name>', 'the cluster (the only one otherwise)')
    .addOption(new Option('--direction <direction>', 'edges of this direction only').choices(['north-south', 'east-west', 'egress'])) // prettier-ignore
    .addOption(new Option('--format <format>', 'how to print it').choices(['table', 'json']).default('table'))
    .option('--json', 'the same as --format json')
    .action(async (options: GraphOptions) => {
      const api = connect(options, io.env);
      const cluster = await theCluster(api, options.cluster);
      const { edges, workloads, ...rest } = await whole(`/v1/clusters/${cluster}/graph`, (path) => api.get(path));
      const wanted = edges.filter(({ direction }) => options.direction === undefined || direction === options.direction);
      if (options.json || options.format === 'json') return io.out(json({ ...rest, workloads, edges: wanted }));
      if (wanted.length === 0) return io.note(`${cluster} has no edges yet. They come with the first telemetry.`);
      const sorted = wanted.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
      const rows = sorted.map(({ labels, direction, proto, port, totals, firstSeen }) => [printable(labels.source), printable(labels.destination), `${port}/${proto}`, direction, totals.connections, momentText(firstSeen)]); // prettier-ignore
      io.out(table(['FROM', 'TO', 'PORT', 'DIRECTION', 'CONNECTIONS', 'FIRST SEEN (UTC)'], rows));
      io.note(`\n${plural(wanted.length, 'edge')}, ${plural(workloads.length, 'workload')}; ${cluster} is ${rest.mode}.`);
    }); // prettier-ignore
  return withTarget(command);
}

const key = ({ labels, port }: ShownEdge) => `${labels.source} ${labels.destination} ${String(port).padStart(5, '0')}`;

/** All pages of the graph as one. */
async function whole(path: string, get: (path: string) => Promise<unknown>) {
  const first = answered(GraphPage, await get(path));
  const edges = [...first.edges];
  const workloads = new Map(first.workloads.map((workload) => [workload.lineage, workload]));
  for (let { next } = first; next !== undefined;) {
    const page = answered(GraphPage, await get(`${path}?cursor=${encodeURIComponent(next)}`));
    edges.push(...page.edges);
    for (const workload of page.workloads) workloads.set(workload.lineage, workload);
    next = page.next;
  }
  const { cluster, mode, baselineVersion } = first;
  return { cluster, mode, baselineVersion, workloads: [...workloads.values()], edges };
}
