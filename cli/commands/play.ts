import { readFileSync, statSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import type { Scenario } from '../../core/scenario.ts';
import { ScenarioError, scenarioFileLimit, scenarioFrom } from '../../core/scenario-file.ts';
import { durationText } from '../../core/scenario-units.ts';
import { play, type PlayResult } from '../../local/simulator/play.ts';
import { plural } from '../../local/simulator/plural.ts';
import { exitCodes, Failure } from '../failure.ts';
import { playAgainst } from '../play-against.ts';
import { slackText, titled } from '../slack-view.ts';
import { printable, table } from '../table.ts';
import { momentText, tookText } from '../when.ts';
import { type CommandContext, json } from './context.ts';

interface PlayOptions {
  readonly json?: boolean;
  readonly seed?: number;
  readonly against?: string;
  readonly tokenFile?: string;
  readonly speed?: number;
}

export function playCommand(context: CommandContext): Command {
  const { io } = context;
  return new Command('play')
    .description('play a scenario file: in memory and in seconds, or against a running installation')
    .argument('<file>', 'a scenario (docs/scenarios.md says how to write one)')
    .option('--json', 'print the whole result as JSON')
    .option('--seed <number>', 'another roll of the dice for jitter, loss and order', wholeNumber)
    .option('--against <address>', 'post it to this installation in real time, as its sentinels would')
    .option('--token-file <file>', 'file with the enrolment token of the cluster, for --against')
    .option('--speed <factor>', 'so many times faster than real time, for --against', positive)
    .action(async (file: string, options: PlayOptions) => {
      const scenario = readScenario(file);
      if (options.against !== undefined) return playAgainst(scenario, { ...options, against: options.against }, io);
      if (options.tokenFile !== undefined || options.speed !== undefined) {
        throw new Failure('--token-file and --speed only mean something together with --against.', undefined, exitCodes.usage); // prettier-ignore
      }
      const before = performance.now();
      let shown = before;
      const result = await play(scenario, {
        seed: options.seed,
        onStep: ({ at }, end) => {
          if (!io.terminal || performance.now() - shown < 100) return;
          shown = performance.now();
          io.redraw(`playing ${scenario.name}: ${durationText(Math.floor(at / 60_000) * 60_000)} of ${durationText(end)}`);
        },
      });
      if (io.terminal) io.redraw('');
      if (options.json) io.out(json(forJson(result)));
      else tell(result, performance.now() - before, context);
      if (result.checks.some(({ held }) => !held)) context.exitWith(exitCodes.violations);
    });
} // prettier-ignore

export function readScenario(file: string): Scenario {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) throw new Failure(`There is no file ${file}.`, 'Try one of scenarios/, such as scenarios/kubeflow.yaml.'); // prettier-ignore
  if (!stat.isFile()) throw new Failure(`${file} is no file.`);
  if (stat.size > scenarioFileLimit) throw new Failure(`${file} has ${stat.size} bytes; at most ${scenarioFileLimit} are read.`); // prettier-ignore
  try {
    return scenarioFrom(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof ScenarioError) throw new Failure(error.message, 'docs/scenarios.md describes every field.');
    throw error;
  }
}

function forJson(result: PlayResult) {
  const { slack, email, start, ...rest } = result;
  return {
    ...rest,
    start: new Date(start).toISOString(),
    slack: slack.map(({ at, incident, text }) => ({ at: new Date(at).toISOString(), incident, text: slackText(text), message: text })),
    email: email.map(({ at, incident, text }) => ({ at: new Date(at).toISOString(), incident, ...text })),
  };
} // prettier-ignore

function tell(result: PlayResult, tookMs: number, { io }: CommandContext): void {
  const { style } = io;
  const { clusters, findings, incidents, slack, checks, observations, batches, durationMs } = result;
  io.note(`${result.scenario}: ${durationText(durationMs)} played in ${tookText(tookMs)}, ${plural(batches, 'batch', 'batches')} with ${plural(observations, 'observation')}.`); // prettier-ignore
  for (const { cluster, mode, workloads, edges, facts } of clusters) io.note(`${cluster} is ${mode}: ${plural(workloads, 'workload')}, ${plural(edges, 'edge')}, ${plural(facts, 'fact')} in its baseline.`); // prettier-ignore
  for (const { at, title, detail } of result.refused.slice(0, 5)) io.note(style.yellow(`Refused at ${momentText(at)}: ${title}. ${detail}`)); // prettier-ignore
  for (const { at, reason } of result.deadLetters.slice(0, 5)) io.note(style.yellow(`Given up at ${momentText(at)}: ${reason}`)); // prettier-ignore
  io.note('');
  if (findings.length > 0) {
    const rows = findings.toSorted((a, b) => (a.firstSeen + a.id < b.firstSeen + b.id ? -1 : 1)).map((one) => [momentText(one.firstSeen), one.severity, one.kind, printable(one.workload), printable(one.label)]); // prettier-ignore
    io.out(table(['SEEN (UTC)', 'SEVERITY', 'DEVIATION', 'WORKLOAD', 'WHAT'], rows));
  } else io.out('No deviation was found.');
  if (incidents.length > 0) {
    const rows = incidents.map((one) => [momentText(one.openedAt), one.severity, one.verdict, one.classification, printable(one.workload)]); // prettier-ignore
    io.out(`\n${table(['OPENED (UTC)', 'SEVERITY', 'VERDICT', 'INCIDENT', 'WORKLOAD'], rows)}`);
  }
  const last = slack.at(-1);
  if (last !== undefined) io.out(`\n${titled(slack.length > 1 ? `Slack, the last of ${slack.length}` : 'Slack', slackText(last.text), io)}`); // prettier-ignore
  if (checks.length === 0) return;
  io.out('\nExpectations');
  for (const { expected, held, got } of checks) {
    io.out(`${held ? style.green('held  ') : style.red('FAILED')}  ${printable(expected)}`);
    if (!held) io.out(`        there was: ${printable(got)}`);
  }
}

function wholeNumber(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0) || !Number.isFinite(number)) throw new InvalidArgumentError('It must be a number above 0, such as 10.'); // prettier-ignore
  return number;
}
