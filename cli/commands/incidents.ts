import { Command } from 'commander';
import { emailMessage } from '../../core/email-text.ts';
import { Incident } from '../../core/incident.ts';
import { longestMuteMs } from '../../core/mute.ts';
import { noticeOf } from '../../core/notice.ts';
import { type ConnectOptions, connect } from '../connect.ts';
import { durationFrom } from '../duration.ts';
import { exitCodes, Failure } from '../failure.ts';
import { ApiProblem } from '../api-client.ts';
import { ToldIncident } from '../../core/answers/incident.ts';
import { answered } from '../shapes.ts';
import { printable, table } from '../table.ts';
import { theCluster } from '../the-cluster.ts';
import { momentText } from '../when.ts';
import { shortId, whereItIs } from '../whole-id.ts';
import { type CommandContext, json, withTarget } from './context.ts';

interface ListOptions extends ConnectOptions {
  readonly cluster?: string;
  readonly open?: boolean;
  readonly fail?: boolean;
  readonly json?: boolean;
}

export function incidentsCommand(context: CommandContext): Command {
  const { io } = context;
  const incidents = new Command('incidents').description('what was found that people should know');

  const list = new Command('list')
    .description('incidents of a cluster, newest first')
    .option('--cluster <name>', 'the cluster (the only one otherwise)')
    .option('--open', 'open ones only')
    .option('--fail', 'end with 3 where one is open, for pipelines')
    .option('--json', 'print JSON')
    .action(async (options: ListOptions) => {
      const api = connect(options, io.env);
      const cluster = await theCluster(api, options.cluster);
      const all = (await api.list(`/v1/clusters/${cluster}/incidents`, 'incidents')).map((one) => answered(Incident, one)); // prettier-ignore
      const shown = options.open ? all.filter(({ state }) => state === 'open') : all;
      if (options.fail && all.some(({ state }) => state === 'open')) context.exitWith(exitCodes.violations);
      if (options.json) return io.out(json(shown));
      if (shown.length === 0) return io.note(`${cluster} has no ${options.open ? 'open ' : ''}incident.`);
      const rows = shown.map((one) => [one.id.slice(0, shortId), one.severity, one.state, one.classification, printable(one.workload), momentText(one.openedAt), one.findings.length + one.moreFindings]); // prettier-ignore
      io.out(table(['INCIDENT', 'SEVERITY', 'STATE', 'WHAT', 'WORKLOAD', 'OPENED (UTC)', 'FINDINGS'], rows));
      io.note(`\nMore about one: plumbline incidents show ${shown[0]?.id.slice(0, shortId)}`);
    });

  const show = new Command('show')
    .description('one incident, as the e-mail tells it')
    .argument('<id>', 'its id, or the first characters of it')
    .option('--cluster <name>', 'the cluster (whichever has it otherwise)')
    .option('--json', 'print JSON')
    .action(async (id: string, options: ListOptions) => {
      const api = connect(options, io.env);
      // One that joined another is in no list any more.
      const whole = /^[0-9a-f]{32}$/.test(id) ? id : (await whereItIs(api, options.cluster, id, 'incidents')).id;
      const found = answered(ToldIncident, await api.get(`/v1/incidents/${whole}`).catch((error: unknown) => { throw notThere(error, id); })); // prettier-ignore
      if (options.json) return io.out(json(found));
      const { text } = emailMessage(noticeOf(found.incident, { dashboardUrl: `${api.url}/v1`, resent: false }));
      io.out(text.trimEnd());
      if (found.incident.into !== undefined) io.note(`It is part of another by now: plumbline incidents show ${found.incident.into.id.slice(0, shortId)}`); // prettier-ignore
      for (const { channel, version, state, at, refused } of found.notices) io.note(`${channelNames[channel] ?? channel}: version ${version} ${refused === 'not-configured' ? 'not sent, for none is set up' : refused !== undefined ? `refused for good (${printable(refused)})` : state === 'done' ? 'handed over' : 'being handed over'}, ${momentText(at)} UTC`); // prettier-ignore
    });

  const mute = act(
    'mute',
    'tell nobody of what it is about until then; mining that was not there breaks it',
    context,
  ).requiredOption('--for <time>', `how long, as 8h or 7d, ${longestMuteMs / 86_400_000} days at most`, durationFrom);

  for (const command of [list, show, ...verbs.map(([verb, about]) => act(verb, about, context)), mute]) incidents.addCommand(withTarget(command)); // prettier-ignore
  return incidents;
}

const channelNames: Readonly<Record<string, string>> = {
  topic: 'Topic (e-mail, queues)',
  slack: 'Slack',
  webhook: 'Webhook',
  events: 'EventBridge',
  fallback: 'E-mail in place of Slack',
};

const verbs = [
  ['acknowledge', 'say that somebody is on it'],
  ['close', 'close it; the next finding of its workload opens another'],
  ['unmute', 'end a mute; what nobody was told of is told'],
] as const;

function act(verb: string, about: string, { io }: CommandContext): Command {
  return new Command(verb)
    .description(about)
    .argument('<id>', 'its id, or the first characters of it')
    .requiredOption('--reason <text>', 'why: kept in its timeline and in the audit')
    .option('--cluster <name>', 'the cluster (whichever has it otherwise)')
    .action(async (id: string, options: ConnectOptions & { cluster?: string; reason: string; for?: number }) => {
      const api = connect(options, io.env);
      const { cluster, id: whole } = await whereItIs(api, options.cluster, id, 'incidents');
      const until = options.for === undefined ? undefined : new Date(Date.now() + options.for).toISOString();
      const said = { reason: options.reason, ...(until && { until }) };
      await api.post(`/v1/clusters/${cluster}/incidents/${whole}/${verb}`, said).catch((error: unknown) => { throw notThere(error, id); }); // prettier-ignore
      io.note(
        `Done: incident ${whole.slice(0, shortId)}, ${verb}${until === undefined ? '' : ` until ${momentText(until)} UTC`}.`,
      );
    });
}

function notThere(error: unknown, id: string): unknown {
  if (!(error instanceof ApiProblem) || error.status !== 404) return error;
  return new Failure(`There is no incident ${id}.`, 'Take an id from `plumbline incidents list`.');
}
