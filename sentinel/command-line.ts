import { type Command, CommanderError } from 'commander';
import { Refusal } from './refusal.ts';

/** Reads a command line as both programs of the sentinel do. False: help was asked for and written. @throws Refusal (exit code 2) naming the option and what would do */
export function wasParsed(command: Command, examples: string, args: readonly string[], write: (text: string) => void): boolean {
  command.addHelpText('after', examples).allowExcessArguments(false).showSuggestionAfterError(true).configureOutput({ writeOut: write, writeErr: () => {} }).exitOverride();
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return false;
    throw new Refusal(`${error.message.replace(/^error: /, '')}; see --help`, 2, { cause: error });
  }
  return true;
} // prettier-ignore
