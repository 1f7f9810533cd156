import { resolve } from 'node:path';
import { runtimeClock } from './clock.ts';
import { type LocalCredentials, localCredentials } from './credentials.ts';
import { distributionOf } from './distribution/from-template.ts';
import { Doors } from './doors.ts';
import { Engine } from './dynamodb/engine.ts';
import { ensureTable, tableSpec } from './dynamodb/tables.ts';
import { apisOf } from './http/from-template.ts';
import { Identities } from './identities.ts';
import { install, type Installation } from './installation.ts';
import type { LocalOptions, LocalRuntime } from './options.ts';
import { statusOf, whenQuiet } from './quiet.ts';
import { SignInDoor, signInPrefix } from './sign-in/door.ts';
import { Issuer } from './sign-in/issuer.ts';
import { openStateFolder, type StateFolder } from './state/folder.ts';
import { noteTables, openTables } from './state/tables.ts';
import { lossesOf, refuseUnknown } from './template/closed-world.ts';
import { readTemplate, type Template } from './template/template.ts';
import { World } from './template/world.ts';

const region = 'eu-west-1';
const account = '000000000000';
const stackName = 'plumbline';
const sweepEveryMs = 1000;
const noteEveryMs = 30_000;
const tidyEveryMs = 600_000;

/** What has to be ended, in the order in which it was begun. */
type Undo = (() => unknown)[];

/**
 * Runs on this machine what the template would deploy. Throws StartError when the template holds something that nobody
 * emulates, when the state folder cannot be trusted or is in use, and when the port is taken.
 */
export async function startLocal(given: LocalOptions): Promise<LocalRuntime> {
  const options = { ...given, ...(given.clockFile === undefined ? {} : { clockFile: resolve(given.clockFile) }) };
  const template = readTemplate(options.template);
  refuseUnknown(template);
  const undo: Undo = [];
  try {
    return await start(options, template, undo);
  } catch (error) {
    await undone(undo);
    throw error;
  }
}

async function start(options: LocalOptions, template: Template, undo: Undo): Promise<LocalRuntime> {
  const { log = () => undefined, seam = () => undefined, timerScale = 1, port = 0, outer } = options;
  const folder = openStateFolder(resolve(options.stateDir ?? '.plumbline'));
  undo.push(() => folder.close());
  const clock = runtimeClock(options.clockFile);
  // A file that is not a clock stops the start, not the first handler.
  clock.now();
  const credentials = localCredentials(folder.file('credentials.json'));
  const identities = new Identities(credentials, account);
  const doors = await Doors.open({ template, identities, port, seam, ...(outer === undefined ? {} : { outer }) });
  undo.push(() => doors.close());

  const [tables, sums] = [folder.file('tables'), folder.file('tables.json')];
  const onStored: Parameters<typeof Engine.open>[0]['onStored'] = (changes) => {
    for (const { after } of changes) {
      const type = after?.['type']?.['S'];
      if (typeof type === 'string') seam(`item-put:${type}`);
    }
  };
  const openEngine = (dir: string) => Engine.open({ dir, region, account, now: clock.now, onStored });
  const engine = await openTables(tables, sums, openEngine);
  undo.push(() => engine.close());
  const world = worldOf(template, doors, engine);
  for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table']) {
    for (const { id, properties } of world.ofType(type))
      await ensureTable(engine, tableSpec(world.nameOf(id), properties));
  }

  const { awsUrl } = doors;
  const installation = install({ world, folder, engine, identities, clock, awsUrl, timerScale, log, seam, options });
  const { functions, access, services, queues, topics, schedules } = installation;
  undo.push(
    () => queues.close(),
    () => topics.stop(),
    () => functions.end(),
  );
  const signedBy = identities.signedBy.bind(identities);
  // Rulings are kept for as long as the template says, on the scale of timers.
  const cacheNow = () => Date.now() * timerScale;
  const signIn = signInOf(world, doors, credentials, folder);
  const apis = apisOf({ world, functions, cacheNow, now: clock.now, signedBy, issuer: signIn.issuer });
  const status = () => statusOf(installation, clock.now());
  const setClock = clock.set;
  const trigger = (name: string) => schedules.trigger(name);
  doors.furnish({
    services,
    apis,
    administered: { status, setClock, trigger },
    signIn: signIn.door,
    distribution: distributionOf(world, options.assets),
  });
  const complain = (error: unknown) => log('dynamodb', String(error));
  undo.push(
    every(sweepEveryMs, () => engine.sweep(), complain),
    every(tidyEveryMs, () => engine.tidy(), complain),
    every(noteEveryMs, async () => noteTables(tables, sums), complain),
    // Before anything that a request may still ask for.
    () => doors.close(),
  );
  const { warmed } = await begin(installation, undo);
  warmed.catch(complain);

  let stopping: Promise<void> | undefined;
  return {
    url: doors.url,
    ports: doors.ports,
    outputs: world.outputs(),
    losses: lossesOf(template),
    credentials,
    outerPort: doors.outerPort,
    signInUrl: `${doors.url}${signInPrefix}/enter?code=${signIn.door.code}`,
    tokenFor: (person) => signIn.issuer.token(person),
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
    setClock,
    status,
    trigger,
    warmed,
    expire: () => engine.sweep(),
    whenQuiet: ({ timeoutMs = 30_000 } = {}) => whenQuiet(status, timeoutMs),
    stop: () => (stopping ??= undone(undo)),
  };
}

function worldOf(template: Template, doors: Doors, engine: Engine): World {
  const noStream = (table: string) => `arn:aws:dynamodb:${region}:${account}:table/${table}/stream/none`;
  return new World(
    template,
    { region, account, stackName },
    {
      awsUrl: () => doors.awsUrl,
      apiUrl: (id) => doors.urlOf(id),
      dashboardUrl: () => doors.url,
      signInUrl: () => `${doors.url}${signInPrefix}`,
      streamArn: (table) => engine.streams.of(table)?.arn ?? noStream(table),
    },
  );
}

/** Stands in for the user pool; without one in the template nobody asks it anything. */
function signInOf(world: World, doors: Doors, credentials: LocalCredentials, folder: StateFolder) {
  const [client] = world.ofType('AWS::Cognito::UserPoolClient');
  const clientId = client === undefined ? 'none' : world.nameOf(client.id);
  const callbacks = ((client?.properties['CallbackURLs'] ?? []) as string[]).map((one) => world.localised(one));
  const issuer = new Issuer(`${doors.url}${signInPrefix}`, clientId, folder.file('issuer.json'));
  return { issuer, door: new SignInDoor({ issuer, credentials, callbacks }) };
}

/** @returns once every function has loaded its bundle: nobody waits for that, but who measures */
async function begin(installation: Installation, undo: Undo): Promise<{ warmed: Promise<void> }> {
  const { queueMappings, streamMappings, topics, schedules, functions } = installation;
  for (const mapping of streamMappings.values()) {
    undo.push(() => mapping.stop());
    await mapping.start();
  }
  for (const mapping of queueMappings.values()) {
    undo.push(() => mapping.stop());
    mapping.start();
  }
  topics.start();
  schedules.start();
  undo.push(() => schedules.stop());
  return { warmed: functions.warm() };
}

/** The answer ends it. */
function every(ms: number, work: () => Promise<unknown>, complain: (error: unknown) => void): () => void {
  const timer = setInterval(() => void work().catch(complain), ms).unref();
  return () => clearInterval(timer);
}

async function undone(undo: Undo): Promise<void> {
  for (const one of undo.splice(0).toReversed()) await one();
}
