import { Command } from 'commander';
import { Finding } from '../../core/finding.ts';
import type { Verb } from '../../lambdas/review.ts';
import { type ConnectOptions, connect } from '../connect.ts';
import { exitCodes, Failure } from '../failure.ts';
import { Decided } from '../../core/answers/incident.ts';
import { answered } from '../shapes.ts';
import { printable, table } from '../table.ts';
import { theCluster } from '../the-cluster.ts';
import { momentText } from '../when.ts';
import { shortId, whereItIs } from '../whole-id.ts';
import { type CommandContext, json, withTarget } from './context.ts';

interface Options extends ConnectOptions {
  readonly cluster?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

const verbs: readonly (readonly [Verb, string])[] = [
  ['accept', 'it belongs: put it into the baseline'],
  ['reject', 'it does not belong: never learn it, and forget it where it was known'],
];

export function findingsCommand({ io }: CommandContext): Command {
  const findings = new Command('findings').description('deviations one by one, and what people say of them');

  const list = new Command('list')
    .description('deviations of a cluster, the latest first')
    .option('--cluster <name>', 'the cluster (the only one otherwise)')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const api = connect(options, io.env);
      const cluster = await theCluster(api, options.cluster);
      const all = (await api.list(`/v1/clusters/${cluster}/findings`, 'findings')).map((one) => answered(Finding, one));
      const shown = all.toSorted((a, b) => (a.firstSeen + a.id < b.firstSeen + b.id ? 1 : -1));
      if (options.json) return io.out(json(shown));
      if (shown.length === 0) return io.note(`Nothing was found in ${cluster}.`);
      const rows = shown.map((one) => [one.id.slice(0, shortId), one.severity, one.kind, printable(one.workload), printable(one.label), momentText(one.firstSeen)]); // prettier-ignore
      io.out(table(['FINDING', 'SEVERITY', 'KIND', 'WORKLOAD', 'WHAT', 'FIRST SEEN (UTC)'], rows));
      io.note(`\nIt belongs: plumbline findings accept ${shown[0]?.id.slice(0, shortId)} --reason "why"`);
    });
  findings.addCommand(withTarget(list));

  for (const [verb, about] of verbs) {
    const decide = new Command(verb)
      .description(about)
      .argument('<id...>', 'ids, or the first characters of them')
      .option('--reason <text>', 'why: kept and shown for as long as it holds')
      .option('--cluster <name>', 'the cluster (whichever has it otherwise)')
      .option('--json', 'print JSON')
      .action(async (starts: string[], options: Options) => {
        const { reason = '' } = options;
        if (reason.trim() === '') throw new Failure(`Say why with --reason: whoever comes after you will ask.`, undefined, exitCodes.usage); // prettier-ignore
        const api = connect(options, io.env);
        const ids = new Map<string, string[]>();
        for (const start of starts) {
          const { cluster, id } = await whereItIs(api, options.cluster, start, 'findings');
          ids.set(cluster, [...(ids.get(cluster) ?? []), id]);
        }
        for (const [cluster, these] of ids) {
          const body = { verb, findings: these, reason };
          const decided = answered(Decided, await api.post(`/v1/clusters/${cluster}/findings/review`, body));
          if (options.json) io.out(json(decided));
          else io.note(`${verb === 'accept' ? 'Accepted' : 'Rejected'}: ${decided.decided}. The baseline of ${cluster} is version ${decided.baselineVersion} now.`); // prettier-ignore
        }
      });
    findings.addCommand(withTarget(decide));
  }
  return findings;
}
