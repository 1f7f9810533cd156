import { Argument, Command } from 'commander';
import { type Completed, completionScript, type Shell, shells } from '../completion.ts';
import type { CommandContext } from './context.ts';

/** `program`: what is completed, whole by the time that somebody asks. */
export function completionCommand({ io }: CommandContext, program: Command): Command {
  return new Command('completion')
    .description('print the script that completes commands in your shell')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText(
      'after',
      '\nbash, zsh: eval "$(plumbline completion bash)"\nfish:      plumbline completion fish | source',
    )
    .action((shell: Shell) => io.out(completionScript(shell, completedOf(program, ''))));
}

function completedOf(command: Command, path: string): Completed[] {
  const options = [...command.options.flatMap(({ long, description }) => (long ? [{ word: long, about: description }] : [])), { word: '--help', about: 'display help' }]; // prettier-ignore
  const commands = command.commands.map((inner) => ({ word: inner.name(), about: inner.description() }));
  const inner = command.commands.flatMap((one) => completedOf(one, `${path} ${one.name()}`.trim()));
  return [{ path, words: [...commands, ...options] }, ...inner];
}
