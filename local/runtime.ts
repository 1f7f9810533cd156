import type { Server } from 'node:http';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsEndpoint, type Service } from './aws/endpoint.ts';
import { runtimeClock } from './clock.ts';
import { localCredentials } from './credentials.ts';
import { Engine } from './dynamodb/engine.ts';
import { ensureTable, tableSpec } from './dynamodb/tables.ts';
import { administer, isAdmin } from './http/admin.ts';
import { apisOf, type LocalApi } from './http/from-template.ts';
import { maxBodyBytes } from './http/gateway.ts';
import { close, listen, loopbackServer, type LoopbackRequest } from './http/loopback.ts';
import { message } from './http/response.ts';
import { Identities } from './identities.ts';
import { install, type Installation } from './installation.ts';
import type { LocalOptions, LocalRuntime, LocalStatus } from './options.ts';
import { openTables } from './state/tables.ts';
import { openStateFolder } from './state/folder.ts';
import { lossesOf, refuseUnknown } from './template/closed-world.ts';
import { readTemplate } from './template/template.ts';
import { World } from './template/world.ts';

const region = 'eu-west-1';
const account = '000000000000';
const sweepEveryMs = 1000;
const tidyEveryMs = 600_000;

/**
 * Runs on this machine what the template would deploy. Throws StartError when the template holds something that nobody
 * emulates, when the state folder cannot be trusted or is in use, and when the port is taken.
 */
export async function startLocal(given: LocalOptions): Promise<LocalRuntime> {
  const options = { ...given, ...(given.clockFile === undefined ? {} : { clockFile: resolve(given.clockFile) }) };
  const template = readTemplate(options.template);
  refuseUnknown(template);
  const undo: (() => unknown)[] = [];
  try {
    return await start(options, template, undo);
  } catch (error) {
    for (const one of undo.toReversed()) await one();
    throw error;
  }
}

async function start(
  options: LocalOptions,
  template: ReturnType<typeof readTemplate>,
  undo: (() => unknown)[],
): Promise<LocalRuntime> {
  const { log = () => undefined, seam = () => undefined, timerScale = 1 } = options;
  const folder = openStateFolder(resolve(options.stateDir ?? '.plumbline'));
  undo.push(() => folder.close());
  const clock = runtimeClock(options.clockFile);
  clock.now();
  const credentials = localCredentials(folder.file('credentials.json'));
  const identities = new Identities(credentials, account);
  const engine = await openTables(folder.file('tables'), (dir) =>
    Engine.open({
      dir,
      region,
      account,
      now: clock.now,
      onStored: (changes) => {
        for (const { after } of changes)
          if (after?.['type'] !== undefined) seam(`item-put:${String(after['type']['S'])}`);
      },
    }),
  );
  undo.push(() => engine.close());

  // The servers listen first: what the template's resources are called depends on the ports.
  const services: Record<string, Service> = {};
  const aws = awsEndpoint(services, (key) => identities.identityOf(key));
  const awsPort = await listen(aws, 0);
  undo.push(() => close(aws));
  const awsUrl = `http://127.0.0.1:${awsPort}`;
  const apis = new Map<string, LocalApi>();
  const servers = new Map<string, Readonly<{ server: Server; port: number }>>();
  const answer = async (id: string, request: LoopbackRequest) => {
    const api = apis.get(id);
    if (api === undefined) return message(503, 'Service Unavailable');
    if (!isAdmin(request)) return api.answer(request);
    return identities.signedBy(request) === undefined ? message(403, 'Forbidden') : administer(runtime, request);
  };
  const apiResources = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Api');
  for (const [index, [id, { Properties }]] of apiResources.entries()) {
    const cors = Properties['CorsConfiguration'] as { AllowOrigins?: string[] } | undefined;
    const server = loopbackServer({
      maxBodyBytes,
      tooLarge: message(413, 'Request Entity Too Large'),
      forbidden: message(403, 'Forbidden'),
      origins: cors?.AllowOrigins ?? [],
      answer: (request) => answer(id, request),
      onAnswered: (_, { status }) => {
        if (status === 202) seam('ingest-answered');
      },
    });
    servers.set(id, { server, port: await listen(server, index === 0 ? (options.port ?? 0) : 0) });
    undo.push(() => close(server));
  }
  const apiUrl = (id: string) => `http://127.0.0.1:${servers.get(id)?.port ?? 0}`;
  const world = new World(
    template,
    { region, account, stackName: 'plumbline' },
    {
      awsUrl: () => awsUrl,
      apiUrl,
      streamArn: (table) =>
        engine.streams.of(table)?.arn ?? `arn:aws:dynamodb:${region}:${account}:table/${table}/stream/none`,
    },
  );
  for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table']) {
    for (const { id, properties } of world.ofType(type))
      await ensureTable(engine, tableSpec(world.nameOf(id), properties));
  }
  const installation = install({ world, folder, engine, identities, clock, awsUrl, timerScale, log, seam, options });
  undo.push(
    () => installation.queues.close(),
    () => installation.topics.stop(),
    () => installation.functions.end(),
  );
  Object.assign(services, installation.services);
  const { functions, access } = installation;
  // Rulings are cached for as long as the template says, on the scale of timers.
  const cacheNow = () => Date.now() * timerScale;
  for (const api of apisOf({
    world,
    functions,
    cacheNow,
    now: clock.now,
    signedBy: (request) => identities.signedBy(request),
  })) {
    apis.set(api.id, api);
  }

  const sweeper = setInterval(
    () => void engine.sweep().catch((error: unknown) => log('dynamodb', String(error))),
    sweepEveryMs,
  );
  const tidier = setInterval(
    () => void engine.tidy().catch((error: unknown) => log('dynamodb', String(error))),
    tidyEveryMs,
  );
  tidier.unref();
  undo.push(
    () => clearInterval(sweeper),
    () => clearInterval(tidier),
  );
  await begin(installation);

  const status = () => statusOf(installation, clock.now());
  let stopping: Promise<void> | undefined;
  const runtime: LocalRuntime = {
    url: apiUrl(apiResources[0]?.[0] ?? ''),
    ports: { ...Object.fromEntries([...servers].map(([id, { port }]) => [id, port])), aws: awsPort },
    outputs: world.outputs(),
    losses: lossesOf(template),
    credentials,
    environment: {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: region,
      AWS_ENDPOINT_URL: awsUrl,
    },
    iam: {
      used: () => access.grants().filter(({ exercised }) => exercised.length > 0),
      unused: () => access.grants().filter(({ exercised }) => exercised.length === 0),
    },
    clock,
    setClock: (setting) => clock.set(setting),
    status,
    trigger: (name) => installation.schedules.trigger(name),
    expire: () => engine.sweep(),
    whenQuiet: ({ timeoutMs = 30_000 } = {}) => whenQuiet(status, timeoutMs),
    stop: () => (stopping ??= end(installation, undo)),
  };
  return runtime;
}

async function begin({ queueMappings, streamMappings, topics, schedules, functions }: Installation): Promise<void> {
  for (const mapping of streamMappings.values()) await mapping.start();
  for (const mapping of queueMappings.values()) mapping.start();
  topics.start();
  schedules.start();
  void functions.warm();
}

async function end(
  { queueMappings, streamMappings, schedules }: Installation,
  undo: readonly (() => unknown)[],
): Promise<void> {
  schedules.stop();
  for (const mapping of [...queueMappings.values(), ...streamMappings.values()]) mapping.stop();
  for (const one of undo.toReversed()) await one();
}

async function statusOf(installation: Installation, nowMs: number): Promise<LocalStatus> {
  const { queues, topics, functions, schedules, queueMappings, streamMappings } = installation;
  const streams = await Promise.all(
    [...streamMappings].map(
      async ([id, one]) => [id, { position: one.position, caughtUp: await one.isIdle() }] as const,
    ),
  );
  const quiet =
    functions.inFlight === 0 &&
    topics.isIdle &&
    schedules.isIdle &&
    [...queueMappings.values()].every(({ isIdle }) => isIdle) &&
    streams.every(([, { caughtUp }]) => caughtUp);
  return {
    quiet,
    now: new Date(nowMs).toISOString(),
    queues: Object.fromEntries(queues.all().map(({ spec, depth }) => [spec.name, depth])),
    streams: Object.fromEntries(streams),
    schedules: schedules.status(),
    undelivered: topics.pending,
    invocations: functions.inFlight,
  };
}

/** Quiet twice in a row: between a queue and its function there is a moment in which neither has the message. */
async function whenQuiet(status: () => Promise<LocalStatus>, timeoutMs: number): Promise<void> {
  const until = Date.now() + timeoutMs;
  let before = false;
  for (;;) {
    const now = await status();
    if (now.quiet && before) return;
    if (Date.now() > until) throw new Error(`not quiet after ${timeoutMs} ms: ${JSON.stringify(now)}`);
    before = now.quiet;
    await sleep(10);
  }
}
