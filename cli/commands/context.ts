import type { Command } from 'commander';
import type { Io } from '../io.ts';

export interface CommandContext {
  readonly io: Io;
  /** Ends the process with this code when the command is done; 0 unless somebody says otherwise. */
  exitWith(code: number): void;
}

/** Where the installation is: what every command takes that talks to one. */
export function withTarget(command: Command): Command {
  return command
    .option('--url <address>', 'address of the installation (or PLUMBLINE_URL)')
    .option('--state <folder>', 'state folder of a local installation (or PLUMBLINE_STATE)');
}

export function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
