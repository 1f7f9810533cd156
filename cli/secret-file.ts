import { readFileSync } from 'node:fs';
import { Failure } from './failure.ts';

/** What a file holds, `-`: standard input. Secrets come this way: an option would stay in the shell's history. */
export function secretIn(file: string): string {
  try {
    const text = readFileSync(file === '-' ? 0 : file, 'utf8').trim();
    if (text !== '') return text;
  } catch (error) {
    throw new Failure(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'}).`, 'Give a file, or - for standard input.'); // prettier-ignore
  }
  throw new Failure(`${file === '-' ? 'Standard input' : file} is empty.`);
}
