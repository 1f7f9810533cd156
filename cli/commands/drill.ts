import path from 'node:path';
import { Command } from 'commander';
import { ClusterId } from '../../core/ids.ts';
import { connect, type ConnectOptions } from '../connect.ts';
import { type Drilled, drill, enrolForDrill } from '../drill.ts';
import { durationFrom } from '../duration.ts';
import { exitCodes } from '../failure.ts';
import { printable } from '../table.ts';
import { tookText } from '../when.ts';
import { type CommandContext, json, withTarget } from './context.ts';
import { readScenario } from './play.ts';

interface DrillCommandOptions extends ConnectOptions {
  readonly within: number;
  readonly keep?: boolean;
  readonly json?: boolean;
}

const usualFile = path.resolve(import.meta.dirname, '../../scenarios/drill.yaml');

/** A fire drill: whether an attack that never was reaches the people whom a real one would reach. */
export function drillCommand(context: CommandContext): Command {
  const { io } = context;
  const command = new Command('drill')
    .description('raise a false alarm on purpose, and see how long it takes to reach Slack and e-mail')
    .option('--within <time>', 'how long an alarm may take, as 2m', durationFrom, 60_000)
    .option('--keep', 'leave the cluster of the drill enrolled, to look at it in the dashboard')
    .option('--json', 'print JSON')
    .action(async (options: DrillCommandOptions) => {
      const api = connect(options, io.env);
      const cluster = ClusterId.parse(`drill-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}`);
      const door = await enrolForDrill(api, cluster);
      io.note(`${cluster} is enrolled for the drill: those who are told read "${cluster}" and "this-is-a-drill".`);
      try {
        const told = await drill(readScenario(usualFile), api, door, { cluster, withinMs: options.within, interrupted: io.interrupted, note: (text) => io.note(text) }); // prettier-ignore
        if (told !== undefined) await api.post(`/v1/clusters/${cluster}/incidents/${told.incident.id}/close`, { reason: 'it was a drill' }); // prettier-ignore
        if (options.json)
          io.out(json(told === undefined ? { incident: null } : { ...told, incident: told.incident.id }));
        else io.out(said(told, options.within, api.url));
        if (told?.topicMs === undefined) context.exitWith(exitCodes.violations);
      } finally {
        if (options.keep !== true) await api.delete(`/v1/clusters/${cluster}`);
      }
      io.note(options.keep ? `Take it out when you are done: plumbline clusters remove ${cluster}` : `${cluster} is taken out again.`); // prettier-ignore
    });
  return withTarget(command);
}

function said(told: Drilled | undefined, withinMs: number, url: string): string {
  if (told === undefined) return `No incident came within ${tookText(withinMs)}: nobody would have been told.\nplumbline doctor says what does not work.`; // prettier-ignore
  const { incident, incidentMs, topicMs, slackMs, slackRefused } = told;
  const line = (what: string, ms: number | undefined, otherwise: string) => `${what.padEnd(22)}${ms === undefined ? otherwise : `after ${tookText(ms)}`}`; // prettier-ignore
  return [
    `${incident.classification} (${incident.severity}) of ${printable(incident.workload)}: ${url}/incidents/${incident.id}`,
    '',
    line('Incident open', incidentMs, ''),
    line('Handed to SNS', topicMs, 'not yet: nobody is told. plumbline doctor says what does not work'),
    line(
      'Slack took it',
      slackMs,
      slackRefused === 'not-configured'
        ? 'no: none is set, so nobody is told there. plumbline slack set'
        : slackRefused === undefined
          ? 'not yet. plumbline doctor says what does not work'
          : `no: it refuses for good (${printable(slackRefused)}). plumbline slack set`,
    ),
    '',
    'SNS sends e-mail to who confirmed: plumbline email list. Whether it was read, only they can say.',
  ].join('\n');
}
