import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { overallOf } from '../../local/simulator/overall.ts';
import { play } from '../../local/simulator/play.ts';
import { plural } from '../../local/simulator/plural.ts';
import { exitCodes, Failure } from '../failure.ts';
import { printable, table } from '../table.ts';
import { tookText } from '../when.ts';
import { type CommandContext, json } from './context.ts';
import { readScenario } from './play.ts';

interface Row {
  readonly id: string;
  readonly file: string;
  readonly expected: string;
  readonly got: string;
  readonly reason: string;
  readonly notices: string;
  readonly asExpected: boolean;
  readonly failed: readonly { readonly expected: string; readonly got: string }[];
}

/** Plays every scenario of a folder; what each expects is taken out before it is played, and held against what came. */
export function casesCommand(context: CommandContext): Command {
  const { io } = context;
  return new Command('cases')
    .description('play every scenario of a folder and hold what came of it against what it expects')
    .argument('[path...]', 'folders or scenario files', ['scenarios/cases'])
    .option('--json', 'print the rows as JSON')
    .action(async (paths: string[], options: { readonly json?: boolean }) => {
      const before = performance.now();
      const rows: Row[] = [];
      for (const file of paths.flatMap(scenarioFiles)) {
        const row = await rowOf(file).catch((error: unknown) => unplayable(file, error));
        rows.push(row);
        if (io.terminal) io.redraw(`${rows.length}: ${row.id}`);
      }
      if (io.terminal) io.redraw('');
      if (options.json === true) io.out(json(rows));
      else {
        io.out(table(['', 'ID', 'EXPECTED', 'GOT', 'REASON', 'NOTICES'], rows.map((row) => [row.asExpected ? 'ok' : 'NO', row.id, row.expected, row.got, printable(row.reason), row.notices]))); // prettier-ignore
        for (const { id, failed } of rows) for (const one of failed) io.out(`${id}: expected ${printable(one.expected)}; there was: ${printable(one.got)}`); // prettier-ignore
      }
      const differing = rows.filter(({ asExpected }) => !asExpected).length;
      io.note(`${plural(rows.length, 'case')} in ${tookText(performance.now() - before)}, ${differing === 0 ? 'all as expected' : `${differing} not as expected`}.`); // prettier-ignore
      if (differing > 0) context.exitWith(exitCodes.violations);
    });
} // prettier-ignore

function scenarioFiles(given: string): string[] {
  const stat = statSync(given, { throwIfNoEntry: false });
  if (stat === undefined) throw new Failure(`There is no file or folder ${given}.`);
  if (!stat.isDirectory()) return [given];
  const names = readdirSync(given).filter((name) => /\.ya?ml$/.test(name));
  if (names.length === 0) throw new Failure(`The folder ${given} has no scenario (*.yaml) in it.`);
  return names.toSorted((a, b) => collator.compare(a, b)).map((name) => path.join(given, name));
}

const collator = new Intl.Collator('en', { numeric: true });

/** `A7b` of `A7b-stratum-on-443.yaml`; the whole name where it does not begin with a case. */
function idOf(file: string): string {
  const base = path.basename(file).replace(/\.ya?ml$/, '');
  return /^[A-Z]+[0-9]+[a-z]?(?=-|$)/.exec(base)?.[0] ?? base;
}

/** One file that cannot be played fails its row, and stops no other. */
function unplayable(file: string, error: unknown): Row {
  const failed = [
    { expected: 'a scenario that can be played', got: (error as Error).message.split('\n').slice(0, 3).join(' | ') },
  ];
  return {
    id: idOf(file),
    file,
    expected: '-',
    got: '-',
    reason: 'not played',
    notices: '-',
    asExpected: false,
    failed,
  };
}

async function rowOf(file: string): Promise<Row> {
  const { expect, ...scenario } = readScenario(file);
  const result = await play({ ...scenario, expect });
  const { verdict, severity, reason } = overallOf(result);
  const failed = result.checks.filter(({ held }) => !held);
  const wanted = [expect?.verdict?.join('/'), expect?.severity?.join('/')].filter((word) => word !== undefined);
  return {
    id: idOf(file),
    file,
    expected: wanted.join(' ') || '-',
    got: [verdict, severity].filter((word) => word !== undefined).join(' '),
    reason: reason ?? '-',
    notices: `${result.slack.length} slack, ${result.email.length} email`,
    asExpected: failed.length === 0,
    failed,
  };
}
