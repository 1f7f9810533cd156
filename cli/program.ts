import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { baselineCommand } from './commands/baseline.ts';
import { casesCommand } from './commands/cases.ts';
import { clustersCommand } from './commands/clusters.ts';
import type { CommandContext } from './commands/context.ts';
import { completionCommand } from './commands/completion.ts';
import { coverageCommand } from './commands/coverage.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { drillCommand } from './commands/drill.ts';
import { emailCommand } from './commands/email.ts';
import { findingsCommand } from './commands/findings.ts';
import { graphCommand } from './commands/graph.ts';
import { incidentsCommand } from './commands/incidents.ts';
import { intelCommand } from './commands/intel.ts';
import { localCommand } from './commands/local.ts';
import { loginCommand, logoutCommand } from './commands/login.ts';
import { modeCommand } from './commands/mode.ts';
import { playCommand } from './commands/play.ts';
import { replayCommand } from './commands/replay.ts';
import { risksCommand } from './commands/risks.ts';
import { slackCommand } from './commands/slack.ts';
import { webhookCommand } from './commands/webhook.ts';
import { exitCodes, Failure } from './failure.ts';
import type { Io } from './io.ts';

const about =
  'Plumbline learns how the workloads of a Kubernetes cluster talk, and says within seconds when something that does not belong starts to talk.';

const help = `
Begin with:
  plumbline demo                     see it work: a Kubeflow cluster is learned, attacked, and you are told
  plumbline local                    run it on this machine, for real sentinels
  plumbline play FILE                play a scenario in memory

Exit codes: 0 done, 1 something failed, 2 the command was not understood, 3 violations were found.`;

/** Runs one command line (without node and script). Gives the code that the process should end with; never throws. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const context: CommandContext = { io, exitWith: (next) => void (code = next) };
  try {
    await programOf(context).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return ended(error, io);
  }
}

function programOf(context: CommandContext): Command {
  const { io } = context;
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  const program = new Command('plumbline').description(about).version(version).addHelpText('after', help);
  const commands = [demoCommand, localCommand, loginCommand, logoutCommand, playCommand, casesCommand, replayCommand, clustersCommand, modeCommand, incidentsCommand, findingsCommand, baselineCommand, risksCommand, coverageCommand, intelCommand, graphCommand, slackCommand, emailCommand, webhookCommand, doctorCommand, drillCommand];
  for (const command of commands) program.addCommand(command(context));
  program.addCommand(completionCommand(context, program));
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands: inner }) => inner)]) {
    command
      .exitOverride()
      .configureOutput({
        writeOut: (text) => io.out(text.trimEnd()),
        writeErr: (text) => io.note(text.trimEnd()),
        outputError: (text, write) => write(sentence(text) + choice(command, text)),
      })
      .showSuggestionAfterError()
      .helpCommand(false);
  }
  return program;
} // prettier-ignore

/** What a group of commands has, for who asked it for something else or for nothing: `plumbline incidents --json`. */
function choice({ commands, parent }: Command, text: string): string {
  if (parent === null || commands.length === 0 || !/unknown (?:option|command)/.test(text)) return '';
  return `There are: ${commands.map((command) => command.name()).join(', ')}.\n`;
}

/** `error: unknown option '--jsn'` as a sentence that begins like one. */
function sentence(text: string): string {
  const rest = text.replace(/^error: /, '');
  return `${rest.charAt(0).toUpperCase()}${rest.slice(1)}`;
}

function ended(error: unknown, io: Io): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code !== 'commander.help') io.note('See plumbline --help.');
    return exitCodes.usage;
  }
  if (error instanceof Failure) {
    io.note(io.style.red(error.message));
    if (error.remedy !== undefined) io.note(error.remedy);
    return error.exitCode;
  }
  io.note(io.style.red(`This should not have happened: ${error instanceof Error ? error.message : String(error)}`));
  if (io.env['PLUMBLINE_DEBUG'] && error instanceof Error) io.note(error.stack ?? '');
  else io.note('PLUMBLINE_DEBUG=1 shows where. Please report it with what you ran.');
  return exitCodes.error;
}
