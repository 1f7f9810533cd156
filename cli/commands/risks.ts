import { Command } from 'commander';
import { isAtLeast, Severity } from '../../core/deviation.ts';
import { Risk } from '../../core/risks/risk.ts';
import { type ConnectOptions, connect } from '../connect.ts';
import { exitCodes } from '../failure.ts';
import { answered } from '../shapes.ts';
import { printable, table } from '../table.ts';
import { theCluster } from '../the-cluster.ts';
import { momentText } from '../when.ts';
import { type CommandContext, json, withTarget } from './context.ts';

interface Options extends ConnectOptions {
  readonly cluster?: string;
  readonly all?: boolean;
  readonly fail?: boolean;
  readonly json?: boolean;
}

export function risksCommand(context: CommandContext): Command {
  const { io } = context;
  const command = new Command('risks')
    .description('what invites the next attack, and what mends it')
    .option('--cluster <name>', 'the cluster (the only one otherwise)')
    .option('--all', 'also what was mended')
    .option('--fail', 'end with 3 where one of high or more is open, for pipelines')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const api = connect(options, io.env);
      const cluster = await theCluster(api, options.cluster);
      const found = (await api.list(`/v1/clusters/${cluster}/risks`, 'risks')).map((one) => answered(Risk, one));
      const open = found.filter(({ fixedAt }) => fixedAt === undefined);
      if (options.fail && open.some(({ severity }) => isAtLeast(severity, 'high'))) context.exitWith(exitCodes.violations); // prettier-ignore
      const shown = (options.all ? found : open).toSorted(worstFirst);
      if (options.json) return io.out(json(shown));
      if (shown.length === 0) return io.note(`${cluster} has no open risk that the trackers know.`);
      const rows = shown.map((one) => [one.severity, one.tracker, printable(one.label), momentText(one.openSince), one.fixedAt === undefined ? 'open' : `mended ${momentText(one.fixedAt)}`]); // prettier-ignore
      io.out(table(['SEVERITY', 'RISK', 'WHAT HAS IT', 'SINCE (UTC)', 'STATE'], rows));
      const [first] = shown;
      if (first !== undefined) io.note(`\n${first.tracker}: ${printable(first.fix)}${first.command === undefined ? '' : `\n  ${printable(first.command)}`}`); // prettier-ignore
    });
  return withTarget(command);
}

function worstFirst(one: Risk, other: Risk): number {
  const rank = ({ severity }: Risk) => Severity.options.indexOf(severity);
  return rank(other) - rank(one) || (one.openSince < other.openSince ? -1 : 1);
}
