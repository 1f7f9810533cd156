import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { ClusterId } from '../../core/ids.ts';
import type { OuterDoor } from '../../local/http/outer-door.ts';
import type { LocalRuntime } from '../../local/options.ts';
import { StartError } from '../../local/start-error.ts';
import { ApiClient } from '../api-client.ts';
import { exitCodes, Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { doorFrom } from '../kubeconfig.ts';
import { checkReachable } from '../kubernetes-reachable.ts';
import { logFile } from '../log-file.ts';
import { Enrolled } from '../../core/answers/cluster.ts';
import { answered } from '../shapes.ts';
import { removeAddress, usualState, writeAddress } from '../state-folder.ts';
import { synthesize } from '../synthesize.ts';
import { clustersOf } from '../the-cluster.ts';
import { tookText } from '../when.ts';
import type { CommandContext } from './context.ts';

interface LocalOptions {
  readonly port: number;
  readonly state: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly slackWebhookEnv: string;
  readonly email: string[];
  readonly smtp?: { readonly host: string; readonly port: number };
  readonly listen?: { readonly host: string; readonly port: number };
  readonly certificate?: string;
  readonly key?: string;
}

export function localCommand({ io }: CommandContext): Command {
  return new Command('local')
    .description('run what would be deployed on this machine, until Ctrl-C; state stays in its folder')
    .option('--port <port>', 'port of the API on loopback', port, 8710)
    .option('--state <folder>', 'where state is kept', io.env['PLUMBLINE_STATE'] ?? usualState)
    .option('--kubeconfig <file>', 'enrol the cluster of this kubeconfig, if it is not enrolled yet')
    .option('--context <name>', 'the context of the kubeconfig (its current one otherwise)')
    .option(
      '--slack-webhook-env <variable>',
      'environment variable that holds the Slack webhook',
      'PLUMBLINE_SLACK_WEBHOOK',
    ) // prettier-ignore
    .option(
      '--email <address>',
      'who gets e-mail; may be given several times',
      (one, all: string[]) => [...all, one],
      [],
    ) // prettier-ignore
    .option('--smtp <host:port>', 'mail server that takes them (they are only kept in the outbox otherwise)', hostPort)
    .option('--listen <host:port>', 'let sentinels of other machines post here, with --certificate and --key', hostPort)
    .option('--certificate <file>', 'certificate (PEM) with the name that sentinels call')
    .option('--key <file>', 'private key of the certificate (PEM)')
    .action((options: LocalOptions) => local(options, io));
}

async function local(options: LocalOptions, io: Io): Promise<void> {
  const began = performance.now();
  // A wrong kubeconfig is said before anything is built.
  const door = options.kubeconfig === undefined ? undefined : doorFrom(options.kubeconfig, options.context);
  if (door !== undefined) await checkReachable(door);
  const outer = outerOf(options);
  const context = contextOf(options);
  const webhook = io.env[options.slackWebhookEnv];
  mkdirSync(options.state, { recursive: true, mode: 0o700 });
  io.note('Building what would be deployed …');
  const { startLocal } = await import('../../local/runtime.ts');
  const built = await synthesize({ out: path.join(options.state, 'build'), context });
  const { file, log } = logFile(path.join(options.state, 'log', 'local.log'));
  const runtime = await startLocal({
    ...built,
    stateDir: options.state,
    port: options.port,
    log,
    ...(options.smtp && { smtp: options.smtp }),
    ...(outer && { outer }),
    ...(webhook ? { parameters: { '/plumbline/main/slack-webhook': webhook } } : {}),
  }).catch((error: unknown) => {
    throw error instanceof StartError ? new Failure(error.message) : error;
  });
  const aws = runtime.environment['AWS_ENDPOINT_URL'];
  writeAddress(options.state, { url: runtime.url, pid: process.pid, ...(aws && { aws }) });
  try {
    io.note(`Plumbline runs on ${runtime.url} (${tookText(performance.now() - began)}). Ctrl-C stops it; state stays in ${options.state}.`);
    if (door !== undefined) await enrolOnce(runtime, door, options, io);
    tellWhatNext(runtime, options, webhook, file, io);
    await new Promise<void>((done) => (io.interrupted.aborted ? done() : io.interrupted.addEventListener('abort', () => done())));
    io.note('Stopping …');
  } finally {
    removeAddress(options.state);
    await runtime.stop();
  }
} // prettier-ignore

/** What tokens and telemetry say is nobody else's to read on the way, so that other machines are let in by TLS alone. */
function outerOf({ listen, certificate, key }: LocalOptions): OuterDoor | undefined {
  const usage = (what: string, remedy: string) => new Failure(what, remedy, exitCodes.usage);
  if (listen === undefined) {
    if (certificate ?? key) throw usage('A certificate is for --listen, which was not given.', 'Add --listen HOST:PORT.');
    return undefined;
  }
  if (certificate === undefined || key === undefined) throw usage('--listen needs --certificate FILE and --key FILE: sentinels show their token to whoever answers, so that without TLS anybody on the way could take it.', 'Without --listen only this machine is listened to.');
  const pem = (file: string) => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      throw usage(`${file} cannot be read.`, 'Give a PEM file.');
    }
  };
  const outer = { ...listen, certificate: pem(certificate), key: pem(key) };
  try {
    if (!new X509Certificate(outer.certificate).checkPrivateKey(createPrivateKey(outer.key))) throw usage(`${key} is not the key of ${certificate}.`, 'Give the two that were made together.');
  } catch (error) {
    throw error instanceof Failure ? error : usage(`${certificate} and ${key} are not a certificate and a key in PEM.`, 'openssl x509 -in FILE -text says what a file holds.');
  }
  return outer;
} // prettier-ignore

function contextOf({ email }: LocalOptions): Record<string, unknown> {
  const wrong = email.find((one) => !/^[^\s@]{1,64}@[^\s@]{1,180}$/.test(one));
  if (wrong !== undefined) throw new Failure(`"${wrong.slice(0, 100)}" is no e-mail address.`, undefined, exitCodes.usage);
  return email.length === 0 ? {} : { alertEmails: email };
} // prettier-ignore

async function enrolOnce(runtime: LocalRuntime, door: ReturnType<typeof doorFrom>, options: LocalOptions, io: Io): Promise<void> {
  const name = door.name.replaceAll(/[^0-9A-Za-z_-]+/g, '-').replace(/^[^0-9A-Za-z]+/, '').slice(0, 100);
  const id = ClusterId.safeParse(name).success ? name : 'cluster';
  const api = new ApiClient({ url: runtime.url, region: 'eu-west-1', credentials: { ...runtime.credentials, from: `in ${options.state}` } });
  if ((await clustersOf(api)).some((one) => one.id === id)) return io.note(`The cluster ${id} is enrolled already.`);
  const { endpoint, authority, token } = door;
  const enrolled = answered(Enrolled, await api.post('/v1/clusters', { id, access: { endpoint, authority, token } }));
  io.note(`The cluster ${id} is enrolled and learns. The token of its sentinels, shown this once:`);
  io.out(enrolled.token);
} // prettier-ignore

function tellWhatNext(
  runtime: LocalRuntime,
  options: LocalOptions,
  webhook: string | undefined,
  log: string,
  io: Io,
): void {
  // prettier-ignore
  const where = options.state === usualState ? '' : ` --state ${options.state}`;
  io.note('');
  io.note(`  Dashboard            ${runtime.signInUrl}`);
  io.note(`  Sentinels post to    ${runtime.url}/v1/telemetry`);
  if (runtime.outerPort !== undefined)
    io.note(
      `                       https://NAME:${runtime.outerPort}/v1/telemetry from other machines, NAME as in the certificate`,
    );
  io.note(`  Slack                ${webhook ? `the webhook in ${options.slackWebhookEnv}` : `nobody: set ${options.slackWebhookEnv} and start again`}`); // prettier-ignore
  io.note(`  E-mail               ${options.email.length === 0 ? 'nobody: --email ADDRESS --smtp HOST:PORT' : `${options.email.join(', ')} ${options.smtp ? `through ${options.smtp.host}:${options.smtp.port}` : `(only kept in ${path.join(options.state, 'outbox')})`}`}`); // prettier-ignore
  io.note(`  Log                  ${log}`);
  io.note('');
  io.note(`Next, in another terminal: npm run -s plumbline -- clusters add NAME --kubeconfig FILE${where}`);
  io.note(`                           npm run -s plumbline -- doctor${where}`);
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number > 65_535) throw new InvalidArgumentError('It must be a port: 0 (any free one) to 65535.'); // prettier-ignore
  return number;
}

function hostPort(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon);
  if (colon <= 0 || host === '' || !/^\d{1,5}$/.test(text.slice(colon + 1))) throw new InvalidArgumentError('It must be HOST:PORT, such as 127.0.0.1:25.'); // prettier-ignore
  return { host, port: Number(text.slice(colon + 1)) };
}
