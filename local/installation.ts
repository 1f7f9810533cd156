import type { Service } from './aws/endpoint.ts';
import type { RuntimeClock } from './clock.ts';
import type { Engine } from './dynamodb/engine.ts';
import { StreamMapping } from './dynamodb/mapping.ts';
import { dynamoService } from './dynamodb/service.ts';
import { eksService } from './eks/service.ts';
import { eventService } from './events/service.ts';
import { Access } from './iam/access.ts';
import { policiesOf } from './iam/policies.ts';
import type { Identities } from './identities.ts';
import type { Log } from './log.ts';
import type { LocalOptions } from './options.ts';
import { Objects } from './s3/objects.ts';
import { objectService } from './s3/service.ts';
import { logService, type Subscriber } from './logs/service.ts';
import { type AsyncInvoke, asyncInvoke } from './sandbox/async-invoke.ts';
import { functionsOf, retrySpecs } from './sandbox/from-template.ts';
import { Functions } from './sandbox/functions.ts';
import { schedulesOf } from './schedule/from-template.ts';
import { Schedules } from './schedule/schedules.ts';
import type { Seam } from './seam.ts';
import { deliverer, sns } from './sns/deliver.ts';
import { postman, type Postman } from './sns/mail.ts';
import { topicService } from './sns/service.ts';
import { subscriptionOf } from './sns/subscription.ts';
import { AskedForSubscriptions } from './sns/asked-for.ts';
import { textFor, Topics } from './sns/topics.ts';
import { QueueMapping } from './sqs/mapping.ts';
import { Queues, queueSpec } from './sqs/queues.ts';
import { queueService } from './sqs/service.ts';
import { Parameters } from './ssm/parameters.ts';
import { parameterService } from './ssm/service.ts';
import { StartError } from './start-error.ts';
import type { StateFolder } from './state/folder.ts';
import type { World } from './template/world.ts';

export type Ground = Readonly<{
  world: World;
  folder: StateFolder;
  engine: Engine;
  identities: Identities;
  clock: RuntimeClock;
  awsUrl: string;
  timerScale: number;
  log: Log;
  seam: Seam;
  options: LocalOptions;
}>;

/** Everything that the template describes, built and wired, not yet started. */
export type Installation = Readonly<{
  access: Access;
  functions: Functions;
  queues: Queues;
  topics: Topics;
  askedFor: AskedForSubscriptions;
  post: Postman;
  schedules: Schedules;
  queueMappings: ReadonlyMap<string, QueueMapping>;
  streamMappings: ReadonlyMap<string, StreamMapping>;
  services: Readonly<Record<string, Service>>;
}>;

export function install(ground: Ground): Installation {
  const { world, folder, clock, timerScale, log, identities, awsUrl, options } = ground;
  identities.admitRoles(world);
  const access = new Access(policiesOf(world.template, world.resolver), world.account);
  const clockFile = options.clockFile;
  const found = functionsOf(world, {
    assets: options.assets,
    awsUrl,
    credentialsOf: (role) => identities.credentialsOf(role),
    ...(clockFile === undefined ? {} : { clockFile }),
  });
  const functions = new Functions(found, access, log);
  const queues = queuesOf(ground);
  const invokeAsync = asyncInvoke({
    functions,
    access,
    queues,
    specs: retrySpecs(world, found),
    now: clock.now,
    timerScale,
    log,
  });
  const askedFor = new AskedForSubscriptions(folder.file('subscriptions.json'));
  const post = postman(folder.file('outbox'), options.smtp);
  const topics = topicsOf(ground, { access, queues, invokeAsync, askedFor, post });
  const schedules = new Schedules(
    schedulesOf({ world, access, invokeAsync }),
    folder.file('schedules.json'),
    clock.now,
    timerScale,
    log,
  );
  const base = { access, functions, queues, topics, askedFor, post, schedules };
  return { ...base, ...mappingsOf(ground, base), services: servicesOf(ground, { ...base, invokeAsync }) };
}

type Base = Pick<Installation, 'access' | 'functions' | 'queues' | 'topics' | 'askedFor' | 'post' | 'schedules'>;

function queuesOf({ world, folder, timerScale }: Ground): Queues {
  const specs = world
    .ofType('AWS::SQS::Queue')
    .map(({ id, properties }) =>
      queueSpec(world.nameOf(id).split('/').at(-1) ?? id, world.arnOf(id), properties, timerScale),
    );
  return new Queues(specs, folder.file('queues.log'));
}

function topicsOf(
  { world, folder, clock, timerScale, log, seam }: Ground,
  parts: Readonly<{
    access: Access;
    askedFor: AskedForSubscriptions;
    post: Postman;
    queues: Queues;
    invokeAsync: ReturnType<typeof asyncInvoke>;
  }>,
): Topics {
  const { access, queues, askedFor } = parts;
  const standing = world.ofType('AWS::SNS::Subscription').map(({ id, properties }) => subscriptionOf(id, properties));
  return new Topics({
    file: folder.file('topics.log'),
    topics: world.ofType('AWS::SNS::Topic').map(({ id }) => world.nameOf(id)),
    subscriptions: () => [...standing, ...askedFor.confirmed()],
    deliver: deliverer({ ...parts, now: clock.now }),
    giveUp: (message, subscription) => {
      const { deadLetterArn } = subscription;
      const queue = deadLetterArn === undefined ? undefined : queues.find(deadLetterArn);
      if (queue === undefined || !access.allows(sns(subscription), 'sqs:SendMessage', queue.spec.arn)) {
        log(subscription.id, `lost message ${message.id}: it could not be delivered and no dead letter queue takes it`);
        return;
      }
      queue.send({ body: textFor(message, subscription), sender: 'sns.amazonaws.com', sentAt: clock.now() });
    },
    timerScale,
    now: clock.now,
    seam,
    log,
  });
}

function mappingsOf(
  ground: Ground,
  { access, functions, queues }: Base,
): Pick<Installation, 'queueMappings' | 'streamMappings'> {
  const { world, engine, clock, timerScale, log, seam } = ground;
  const [queueMappings, streamMappings] = [new Map<string, QueueMapping>(), new Map<string, StreamMapping>()];
  for (const { id: logicalId, properties } of world.ofType('AWS::Lambda::EventSourceMapping')) {
    if (properties['Enabled'] === false) continue;
    const source = String(properties['EventSourceArn']);
    const target = functions.get(String(properties['FunctionName']));
    const shared = { logicalId, properties, target, functions, access, timerScale, log };
    const queue = source.includes(':sqs:') ? queues.find(source) : undefined;
    const stream = engine.streams.all().find(({ arn }) => arn === source);
    if (queue !== undefined) {
      queueMappings.set(logicalId, new QueueMapping({ ...shared, queue, region: world.region, seam }));
    } else if (stream !== undefined) {
      requireQueue(logicalId, properties, queues);
      const partitionKey = partitionKeysOf(world).get(stream.table) ?? '';
      const reader = { ...shared, engine, stream, partitionKey, queues, now: clock.now };
      streamMappings.set(logicalId, new StreamMapping(reader));
    } else {
      throw new StartError(`${logicalId} reads ${source}, which is neither a queue nor a stream of the template.`);
    }
  }
  return { queueMappings, streamMappings };
}

function requireQueue(logicalId: string, properties: Readonly<Record<string, unknown>>, queues: Queues): void {
  const { OnFailure } = (properties['DestinationConfig'] ?? {}) as { OnFailure?: { Destination?: string } };
  if (OnFailure === undefined || queues.find(OnFailure.Destination ?? '') !== undefined) return;
  throw new StartError(
    `${logicalId} sends failures to ${OnFailure.Destination}, which is not a queue of the template.`,
  );
}

function servicesOf(
  ground: Ground,
  { access, queues, topics, askedFor, post, invokeAsync }: Base & { readonly invokeAsync: AsyncInvoke },
): Readonly<Record<string, Service>> {
  const { world, folder, engine, clock, timerScale, awsUrl, options } = ground;
  const { region, account } = world;
  const now = clock.now;
  const parameters = new Parameters(folder.file('parameters.json'));
  for (const { id, properties } of world.ofType('AWS::SSM::Parameter')) {
    const type = properties['Type'] === 'StringList' ? 'StringList' : 'String';
    parameters.put(world.nameOf(id), type, world.localised(String(properties['Value'])), now());
  }
  for (const [name, value] of Object.entries(options.parameters ?? {}))
    parameters.put(name, 'SecureString', value, now());
  const buckets = new Map(
    world.ofType('AWS::S3::Bucket').map(({ id }) => {
      const name = world.nameOf(id);
      return [name, new Objects(folder.file('buckets', name))] as const;
    }),
  );
  const partitionKeys = partitionKeysOf(world);
  const arns = {
    table: (name: string) => (name.startsWith('arn:') ? name : `arn:aws:dynamodb:${region}:${account}:table/${name}`),
    partitionKey: (name: string) => partitionKeys.get(name),
  };
  return {
    dynamodb: dynamoService(engine, access, arns),
    eks: eksService({ clusters: options.eks ?? {}, access, arn: `arn:aws:eks:${region}:${account}:cluster` }),
    logs: logService({ subscribers: logSubscribers(world), invokeAsync, region, account }),
    events: eventService({ access, now, arn: `arn:aws:events:${region}:${account}:event-bus`, file: folder.file('events.jsonl') }), // prettier-ignore
    s3: objectService({ buckets, access, now }),
    sns: topicService({ topics, access, askedFor, post, now }),
    sqs: queueService({ queues, access, now, timerScale, urlOf: (name) => `${awsUrl}/${account}/${name}` }),
    ssm: parameterService({ parameters, access, now, arn: `arn:aws:ssm:${region}:${account}:parameter` }),
  };
}

/** Functions that CloudWatch Logs may call. */
function logSubscribers(world: World): Subscriber[] {
  return world
    .ofType('AWS::Lambda::Permission')
    .filter(({ properties }) => properties['Principal'] === 'logs.amazonaws.com')
    .map(({ properties }) => ({ functionReference: String(properties['FunctionName']), sourceArn: String(properties['SourceArn']) })); // prettier-ignore
}

/** The partition key of each table, by the table's name. */
function partitionKeysOf(world: World): ReadonlyMap<string, string> {
  const tables = ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'].flatMap((type) => world.ofType(type));
  return new Map(
    tables.map(({ id, properties }) => {
      const [hash] = properties['KeySchema'] as { AttributeName: string }[];
      return [world.nameOf(id), hash?.AttributeName ?? ''];
    }),
  );
}
