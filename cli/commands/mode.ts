import { Argument, Command, InvalidArgumentError } from 'commander';
import { suggestion } from '../../core/nearest-word.ts';
import { Baseline, Mode } from '../../core/baseline.ts';
import { plural } from '../../local/simulator/plural.ts';
import { type ConnectOptions, connect } from '../connect.ts';
import { ClusterOverview } from '../../core/answers/cluster.ts';
import { answered } from '../shapes.ts';
import { table } from '../table.ts';
import { theCluster } from '../the-cluster.ts';
import { agoText, momentText } from '../when.ts';
import { type CommandContext, json, withTarget } from './context.ts';

const meanings = {
  learning: 'Deviations are learned. Threat lists and mining protocols are judged all the same.',
  shadow: 'Deviations are recorded; nobody is woken by them.',
  enforcing: 'Deviations become incidents, and people are told.',
} as const;

export function modeCommand({ io }: CommandContext): Command {
  const command = new Command('mode')
    .description('see, or set, whether a cluster learns, watches or enforces')
    .argument('<cluster>')
    .addArgument(new Argument('[mode]', `the mode to set: ${Mode.options.join(', ')}`).argParser(modeFrom))
    .option('--json', 'print JSON')
    .action(async (named: string, mode: Mode | undefined, options: ConnectOptions & { json?: boolean }) => {
      const api = connect(options, io.env);
      const cluster = await theCluster(api, named);
      if (mode !== undefined) {
        const baseline = answered(Baseline, await api.put(`/v1/clusters/${cluster}/mode`, { mode }));
        if (options.json) return io.out(json(baseline));
        io.note(`${cluster} is ${baseline.mode} (baseline version ${baseline.version}). ${meanings[baseline.mode]}`);
        if (baseline.mode === 'enforcing') io.note(`What it finds: plumbline incidents list --cluster ${cluster}`);
        return;
      }
      const overview = answered(ClusterOverview, await api.get(`/v1/clusters/${cluster}`));
      if (options.json) return io.out(json(overview));
      const { baseline, counts, nodes } = overview;
      const latest = nodes.map(({ lastSeen }) => lastSeen).toSorted().at(-1); // prettier-ignore
      io.out(
        table(
          ['WHAT', 'IS'],
          [
            ['mode', `${baseline.mode} since ${momentText(baseline.since)} UTC, by ${baseline.changedBy}`],
            ['baseline', `version ${baseline.version}, ${plural(counts.facts, 'fact')} about ${plural(counts.workloads, 'workload')}`],
            ['graph', plural(counts.edges, 'edge')],
            ['incidents', `${counts.openIncidents} open of ${counts.incidents}`],
            ['sentinels', latest === undefined ? 'none heard yet' : `${nodes.length}, the last one ${agoText(latest, Date.now())}`],
          ],
        ),
      );
      io.note(`\n${meanings[baseline.mode]}`);
      if (baseline.mode === 'learning') io.note(`When it has seen enough: plumbline mode ${cluster} enforcing`);
    }); // prettier-ignore
  return withTarget(command);
}

function modeFrom(text: string): Mode {
  const mode = Mode.safeParse(text);
  if (mode.success) return mode.data;
  throw new InvalidArgumentError(`It must be ${Mode.options.join(', ')}${suggestion(text, Mode.options) || '.'}`);
}
