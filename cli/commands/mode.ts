import { Argument, Command, InvalidArgumentError } from 'commander';
import { ModeForecast } from '../../core/answers/baseline.ts';
import { ClusterOverview } from '../../core/answers/cluster.ts';
import { LearningProgress } from '../../core/answers/learning.ts';
import { Baseline, Mode, type ModeOverride } from '../../core/baseline.ts';
import { suggestion } from '../../core/nearest-word.ts';
import { plural } from '../../local/simulator/plural.ts';
import type { ApiClient } from '../api-client.ts';
import { type ConnectOptions, connect } from '../connect.ts';
import { exitCodes, Failure } from '../failure.ts';
import { answered } from '../shapes.ts';
import { printable, table } from '../table.ts';
import { theCluster } from '../the-cluster.ts';
import { theWorkload } from '../the-workload.ts';
import { agoText, momentText } from '../when.ts';
import { type CommandContext, json, withTarget } from './context.ts';

const meanings = {
  learning: 'Deviations are learned. Threat lists and mining protocols are judged all the same.',
  shadow: 'Deviations are recorded; nobody is woken by them.',
  enforcing: 'Deviations become incidents, and people are told.',
} as const;

/** Takes a namespace's or workload's own mode away. */
const follow = 'cluster';
const words = [...Mode.options, follow];

interface Options extends ConnectOptions {
  readonly namespace?: string;
  readonly workload?: string;
  readonly forecast?: boolean;
  readonly json?: boolean;
}

export function modeCommand({ io }: CommandContext): Command {
  const command = new Command('mode')
    .description('see, or set, whether a cluster learns, watches or enforces')
    .argument('<cluster>')
    .addArgument(new Argument('[mode]', `the mode to set: ${Mode.options.join(', ')}; ${follow}: a namespace or workload follows it again`).argParser(wordFrom))
    .option('--namespace <name>', 'of this namespace alone')
    .option('--workload <namespace/name>', 'of this workload alone, as `plumbline graph` names it')
    .option('--forecast', 'say what the mode would lead to, and change nothing')
    .option('--json', 'print JSON')
    .action(async (named: string, word: Mode | typeof follow | undefined, options: Options) => {
      const usage = misuse(word, options);
      if (usage !== undefined) throw new Failure(usage, undefined, exitCodes.usage);
      const api = connect(options, io.env);
      const cluster = await theCluster(api, named);
      const scope = await scopeOf(api, cluster, options);
      const mode = word === follow ? null : word;
      if (mode && options.forecast) {
        const asked = new URLSearchParams({ mode, ...scope });
        const found = answered(ModeForecast, await api.get(`/v1/clusters/${cluster}/mode/forecast?${asked.toString()}`));
        return io.out(options.json ? json(found) : found.sentences.map(printable).join('\n'));
      }
      if (mode === undefined) return show(api, cluster, options);
      const path = `/v1/clusters/${cluster}/mode${scope === undefined ? '' : '/overrides'}`;
      const baseline = answered(Baseline, await api.put(path, { mode, ...scope }));
      if (options.json) return io.out(json(baseline));
      const whom = options.namespace === undefined ? (options.workload ?? cluster) : `namespace ${options.namespace}`;
      if (mode === null) return io.note(`${whom} follows ${cluster} again, which is ${baseline.mode} (baseline version ${baseline.version}).`);
      io.note(`${whom} is ${mode} (baseline version ${baseline.version}). ${meanings[mode]}`);
      if (mode === 'enforcing') io.note(`What it finds: plumbline incidents list --cluster ${cluster}`);
    });

  async function show(api: ApiClient, cluster: string, options: Options): Promise<void> {
    const overview = answered(ClusterOverview, await api.get(`/v1/clusters/${cluster}`));
    if (options.json) return io.out(json(overview));
    const { baseline, counts, nodes } = overview;
    const progress = answered(LearningProgress, await api.get(`/v1/clusters/${cluster}/learning`));
    const latest = nodes.map(({ lastSeen }) => lastSeen).toSorted().at(-1);
    io.out(
      table(
        ['WHAT', 'IS'],
        [
          ['mode', `${baseline.mode} since ${momentText(baseline.since)} UTC, by ${baseline.changedBy}`],
          ...(baseline.overrides ?? []).map((one) => ['but', overrideText(one)]),
          ['baseline', `version ${baseline.version}, ${plural(counts.facts, 'fact')} about ${plural(counts.workloads, 'workload')}${baseline.locked ? ', locked: only people change it' : ''}`],
          ['learning', printable(progress.sentence)],
          ['graph', plural(counts.edges, 'edge')],
          ['incidents', `${counts.openIncidents} open of ${counts.incidents}`],
          ['sentinels', latest === undefined ? 'none heard yet' : `${nodes.length}, the last one ${agoText(latest, Date.now())}`],
        ],
      ),
    );
    io.note(`\n${meanings[baseline.mode]}`);
    if (baseline.mode === 'learning') io.note(`What enforcing would lead to: plumbline mode ${cluster} enforcing --forecast\nWhen it has seen enough: plumbline mode ${cluster} enforcing`);
  }
  return withTarget(command);
} // prettier-ignore

/** What makes no sense together, as a sentence. */
function misuse(word: Mode | typeof follow | undefined, { namespace, workload, forecast }: Options): string | undefined {
  if (namespace !== undefined && workload !== undefined) return 'Give --namespace or --workload, not both.';
  const scoped = namespace !== undefined || workload !== undefined;
  if (word === undefined && scoped) return `Say which mode it takes: ${words.join(', ')}.`;
  if (word === follow && !scoped) return 'A cluster follows nothing: say who does, with --namespace or --workload.';
  if (forecast && (word === undefined || word === follow)) return `Say which mode to look ahead to: ${Mode.options.join(', ')}.`;
  return undefined;
} // prettier-ignore

type Scope = { readonly namespace: string } | { readonly lineage: string };

async function scopeOf(api: ApiClient, cluster: string, { namespace, workload }: Options): Promise<Scope | undefined> {
  if (namespace !== undefined) return { namespace };
  return workload === undefined ? undefined : { lineage: await theWorkload(api, cluster, workload) };
}

function overrideText({ namespace, lineage, mode, since, by }: ModeOverride): string {
  return `${namespace === undefined ? `workload ${lineage}` : `namespace ${namespace}`}: ${mode} since ${momentText(since)} UTC, by ${printable(by)}`;
}

function wordFrom(text: string): Mode | typeof follow {
  if (text === follow) return follow;
  const mode = Mode.safeParse(text);
  if (mode.success) return mode.data;
  throw new InvalidArgumentError(`It must be ${words.join(', ')}${suggestion(text, words) || '.'}`);
}
