import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { type ConnectOptions, connect, type Target, targetOf } from '../connect.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { channelsOf } from '../diagnose-channels.ts';
import { intelligence, stagesOf } from '../diagnose-stages.ts';
import { exitCodes, Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import type { ApiClient } from '../api-client.ts';
import { ClusterOverview, Status } from '../../core/answers/cluster.ts';
import { answered } from '../shapes.ts';
import { plural } from '../../local/simulator/plural.ts';
import { readAddress, readCredentials } from '../state-folder.ts';
import { clustersOf } from '../the-cluster.ts';
import { agoText } from '../when.ts';
import { type CommandContext, json, withTarget } from './context.ts';

const telemetryYoungMs = 5 * 60_000;
const skewMs = 5 * 60_000;

export function doctorCommand(context: CommandContext): Command {
  const { io } = context;
  const command = new Command('doctor')
    .description('say in words what works and what does not')
    .option('--json', 'print JSON')
    .action(async (options: ConnectOptions & { json?: boolean }) => {
      const found = [node(), ...(await installation(options, io))];
      if (found.some(({ state }) => state === 'broken')) context.exitWith(exitCodes.error);
      if (options.json) return io.out(json(found));
      const { style } = io;
      const marks = { works: style.green('works   '), warning: style.yellow('look    '), broken: style.red('broken  '), unknown: style.dim('unknown ') }; // prettier-ignore
      const width = Math.max(...found.map(({ about }) => about.length));
      for (const { about, state, said, remedy } of found) {
        io.out(`${marks[state]}${about.padEnd(width)}  ${said}`);
        if (remedy !== undefined) io.out(`${' '.repeat(8 + width)}  → ${remedy}`);
      }
    });
  return withTarget(command);
}

function node(): Diagnosis {
  const { version } = process;
  return { about: 'Node', state: 'works', said: `${version} on ${process.platform} ${process.arch}` };
}

async function installation(options: ConnectOptions, io: Io): Promise<Diagnosis[]> {
  let target: Target;
  try {
    target = targetOf(options, io.env);
  } catch (error) {
    return [failed('address', error)];
  }
  const folder = target.isLocal ? stateFolder(target) : [];
  let api: ApiClient;
  try {
    api = connect(options, io.env);
  } catch (error) {
    return [...folder, failed('credentials', error)];
  }
  const before = Date.now();
  try {
    const { versions } = answered(Status, await api.get('/v1/status'));
    const said = Object.entries(versions).map(([name, version]) => `${name} ${String(version)}`).join(', '); // prettier-ignore
    const reached: Diagnosis = { about: 'installation', state: 'works', said: `${target.url} answers in ${Date.now() - before} ms (${said})` }; // prettier-ignore
    const around = target.isLocal ? await localRuntime(api) : { now: Date.now(), found: awsQueues };
    return [...folder, reached, ...around.found, ...(await channelsOf(api, options, io.env)), await intelligence(api, around.now), ...(await clusters(api, around.now))]; // prettier-ignore
  } catch (error) {
    return [...folder, failed('installation', error)];
  }
}

function failed(about: string, error: unknown): Diagnosis {
  const remedy = error instanceof Failure ? error.remedy : undefined;
  return { about, state: 'broken', said: (error as Error).message, ...(remedy && { remedy }) };
}

function stateFolder({ state }: Target): Diagnosis[] {
  const about = 'state folder';
  if (!existsSync(state)) return [{ about, state: 'broken', said: `${state} does not exist`, remedy: 'Say which folder the installation was started with: --state DIR.' }]; // prettier-ignore
  const credentials = path.join(state, 'credentials.json');
  if (readCredentials(state) === undefined) return [{ about, state: 'broken', said: `${credentials} is missing or damaged`, remedy: 'It is written at the first start of `plumbline local`.' }]; // prettier-ignore
  const open = process.platform !== 'win32' && (statSync(credentials).mode & 0o077) !== 0;
  if (open) return [{ about, state: 'warning', said: `${credentials} can be read by others on this machine`, remedy: `chmod 600 ${credentials}` }]; // prettier-ignore
  const running = readAddress(state);
  return [{ about, state: 'works', said: running === undefined ? `${state}, nothing running on it` : `${state}, process ${running.pid}` }]; // prettier-ignore
}

/** What only AWS can tell, by its own tools. */
const awsQueues: readonly Diagnosis[] = [
  { about: 'alarms', state: 'unknown', said: 'dead letters, age, throttles and 5xx are not looked at from here', remedy: 'aws cloudwatch describe-alarms --state-value ALARM --alarm-name-prefix plumbline- names each with its heading of docs/runbook.md' },
]; // prettier-ignore

/** A local installation says what time it is, and what lies in its queues. */
async function localRuntime(api: ApiClient): Promise<{ now: number; found: Diagnosis[] }> {
  const { now, queues } = (await api.get('/_local/status')) as { now: string; queues: Record<string, { visible: number }> }; // prettier-ignore
  const apart = Math.abs(Date.parse(now) - Date.now());
  const time: Diagnosis = apart > skewMs
    ? { about: 'clock', state: 'warning', said: `the installation believes it is ${now}`, remedy: 'A scenario set its clock; real sentinels need a new start without one.' }
    : { about: 'clock', state: 'works', said: now }; // prettier-ignore
  const dead = Object.entries(queues).filter(([name, { visible }]) => /dead|undelivered|positions|givenup/i.test(name) && visible > 0); // prettier-ignore
  const waiting = Object.entries(queues).reduce((sum, [, { visible }]) => sum + visible, 0);
  const queue: Diagnosis = dead.length > 0
    ? { about: 'queues', state: 'warning', said: `dead letters: ${dead.map(([name, { visible }]) => `${visible} in ${name}`).join(', ')}`, remedy: 'The log says why; docs/runbook.md says what to do with each.' }
    : { about: 'queues', state: 'works', said: `${waiting} messages waiting, none set aside` }; // prettier-ignore
  return { now: Date.parse(now), found: [time, queue] };
}

async function clusters(api: ApiClient, now: number): Promise<Diagnosis[]> {
  const ids = (await clustersOf(api)).map(({ id }) => id);
  if (ids.length === 0) return [{ about: 'clusters', state: 'warning', said: 'none is enrolled', remedy: 'plumbline clusters add NAME --kubeconfig FILE' }]; // prettier-ignore
  const found: Diagnosis[] = [];
  for (const id of ids) {
    const about = `cluster ${id}`;
    const overview = answered(ClusterOverview, await api.get(`/v1/clusters/${id}`));
    const { baseline, nodes, access, pushes, counts } = overview;
    const latest = nodes.map(({ lastSeen }) => lastSeen).toSorted().at(-1); // prettier-ignore
    const what = `${baseline.mode}, ${plural(counts.edges, 'edge')}, ${plural(counts.openIncidents, 'open incident')}`;
    if (latest === undefined) found.push({ about, state: 'warning', said: `${what}; no sentinel was heard yet`, remedy: 'docs/sentinel.md says how they are installed; the log of `authorize` says who was refused and why.' }); // prettier-ignore
    else if (now - Date.parse(latest) > telemetryYoungMs) found.push({ about, state: 'warning', said: `${what}; last telemetry ${agoText(latest, now)}, from ${plural(nodes.length, 'node')}`, remedy: 'Do its sentinels run, and reach the installation?' }); // prettier-ignore
    else found.push({ about, state: 'works', said: `${what}; last telemetry ${agoText(latest, now)}, from ${plural(nodes.length, 'node')}` }); // prettier-ignore
    if (access === undefined && !pushes) found.push({ about, state: 'warning', said: 'no access to its Kubernetes API: workloads stay unresolved', remedy: 'Enrol it with --kubeconfig or --eks, or with --pushes where its API cannot be reached.' }); // prettier-ignore
    found.push(...(await stagesOf(overview, api, now)));
  }
  return found;
}
