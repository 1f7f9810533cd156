import { Command, Option } from 'commander';
import { Baseline, Fact } from '../../core/baseline.ts';
import { BaselineVersion } from '../../core/baseline-version.ts';
import { plural } from '../../local/simulator/plural.ts';
import { type ConnectOptions, connect } from '../connect.ts';
import { answered } from '../shapes.ts';
import { printable, table } from '../table.ts';
import { theCluster } from '../the-cluster.ts';
import { momentText } from '../when.ts';
import { type CommandContext, json, withTarget } from './context.ts';

interface Options extends ConnectOptions {
  readonly cluster?: string;
  readonly atVersion?: string;
  readonly by?: string;
  readonly json?: boolean;
}

export function baselineCommand({ io }: CommandContext): Command {
  const baseline = new Command('baseline').description('what a cluster is held against, and how it came there');

  const facts = new Command('facts')
    .description('what the baseline holds, each with how it came there')
    .option('--cluster <name>', 'the cluster (the only one otherwise)')
    .option('--at-version <number>', 'as they were in this version of the baseline')
    .addOption(new Option('--by <whom>', 'those alone that came by it').choices(['person', 'learning']))
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const api = connect(options, io.env);
      const cluster = await theCluster(api, options.cluster);
      const asked = new URLSearchParams();
      if (options.atVersion !== undefined) asked.set('version', options.atVersion);
      if (options.by !== undefined) asked.set('by', options.by);
      const found = (await api.list(`/v1/clusters/${cluster}/facts`, 'facts', asked)).map((one) => answered(Fact, one));
      if (options.json) return io.out(json(found));
      if (found.length === 0) return io.note(`The baseline of ${cluster} holds nothing of the kind yet.`);
      const rows = found.map(({ kind, label, since, provenance }) => [kind, printable(label), howOf(provenance), momentText(provenance.at), since]); // prettier-ignore
      io.out(table(['KIND', 'WHAT', 'BY', 'AT (UTC)', 'SINCE VERSION'], rows));
    });

  const versions = new Command('versions')
    .description('what began each version of the baseline, newest first')
    .option('--cluster <name>', 'the cluster (the only one otherwise)')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const api = connect(options, io.env);
      const cluster = await theCluster(api, options.cluster);
      const found = (await api.list(`/v1/clusters/${cluster}/baseline/versions`, 'versions')).map((one) => answered(BaselineVersion, one)); // prettier-ignore
      if (options.json) return io.out(json(found));
      if (found.length === 0) return io.note(`The baseline of ${cluster} is the one that it began with.`);
      io.out(table(['VERSION', 'AT (UTC)', 'BY', 'WHAT'], found.map(({ version, at, by, text }) => [version, momentText(at), printable(by), printable(text)]))); // prettier-ignore
      io.note(`\nIts facts as they were then: plumbline baseline facts --at-version ${found[0]?.version}`);
    });

  for (const command of [facts, versions, lock(true, io), lock(false, io)]) baseline.addCommand(withTarget(command));
  return baseline;
}

function lock(locked: boolean, io: CommandContext['io']): Command {
  const about = locked ? 'only people change it from now on: the learning rule adds nothing' : 'the learning rule adds again'; // prettier-ignore
  return new Command(locked ? 'lock' : 'unlock')
    .description(about)
    .option('--cluster <name>', 'the cluster (the only one otherwise)')
    .action(async (options: Options) => {
      const api = connect(options, io.env);
      const cluster = await theCluster(api, options.cluster);
      const { version } = answered(Baseline, await api.put(`/v1/clusters/${cluster}/baseline/lock`, { locked }));
      io.note(`The baseline of ${cluster} is ${locked ? 'locked' : 'open to learning'} (version ${version}).`);
    });
}

function howOf(provenance: Fact['provenance']): string {
  if (provenance.by === 'person') return `${printable(provenance.actor)}: ${printable(provenance.reason)}`;
  return `learned, ${provenance.hours.length} h on ${plural(provenance.pods.length, 'pod')}`;
}
