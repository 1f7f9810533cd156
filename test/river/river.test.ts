import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AwsClient } from 'aws4fetch';
import type { Incident } from '../../core/incident.ts';
import type { Batch } from '../../core/telemetry.ts';
import { batch, flow } from '../lambdas/batches.ts';
import type { Grant } from '../../local/iam/access.ts';
import { ago, deployment, installation } from './installation.ts';
import { synthesized, type Synthesized } from './template.ts';

jest.setTimeout(60_000);

let here: Installation;
let token: string;
let built: Synthesized;

const pool = { value: 'xmr-eu9.nanopool.org', from: 'dns' as const };
const login = {
  app: 'mining' as const,
  dialect: 'cryptonote',
  method: 'login',
  evidence: 'session' as const,
  count: 1,
};

/** The batch of a miner: two conversations, so that it can be halved. */
function mined(): Batch {
  const seen = { src: '10.0.3.99', firstSeen: ago(300), lastSeen: ago(100) };
  const window = { from: ago(5000), to: ago(0) };
  return batch({
    sentAt: ago(0),
    window,
    observations: [
      flow({ ...seen, dst: '203.0.113.66', port: 3333, names: [pool], ops: [login] }),
      flow({ ...seen, dst: '203.0.113.67', port: 443, names: [{ value: 'files.example.net', from: 'dns' }] }),
    ],
  });
}

/** As `aws eks describe-cluster` prints it. */
const eksCluster = {
  version: '1.33',
  status: 'ACTIVE',
  resourcesVpcConfig: { endpointPublicAccess: true, endpointPrivateAccess: false, publicAccessCidrs: ['0.0.0.0/0'] },
  logging: { clusterLogging: [{ types: ['audit'], enabled: true }] },
};

const graph = async () => JSON.stringify((await here.api('GET', '/v1/clusters/prod-1/graph')).body);

/** The same template with stages that find no table or bucket and a queue that lets no topic in, so that what fails for good is set aside. */
function cripple({ template, assets }: Synthesized): Synthesized {
  const copy = structuredClone(template);
  for (const [id, { Type, Properties = {} }] of Object.entries(copy.Resources)) {
    if (Type === 'AWS::SQS::QueuePolicy' && /^(NotifyNotices|RelayMessages)/.test(id)) delete copy.Resources[id];
    if (Type === 'AWS::Lambda::Function' && id.startsWith('EnrichFunction')) {
      // Two edges are a flood.
      (Properties.Environment as { Variables: Record<string, string> }).Variables.NOVELTY_BURST = '1';
    }
    if (Type === 'AWS::Lambda::Function' && /^(Detect|Announce|Discover|Survey)Function/.test(id)) {
      (Properties.Environment as { Variables: Record<string, string> }).Variables.TABLE_NAME = 'no-such-table';
    }
    // Nothing is ever published then, which detect has to tell from "may not be read".
    if (Type === 'AWS::Lambda::Function' && id.startsWith('RefreshIntelFunction')) {
      (Properties.Environment as { Variables: Record<string, string> }).Variables.BUCKET_NAME = 'no-such-bucket';
    }
  }
  return { template: copy, assets };
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 100) {
    if (waited > 60_000) throw new Error(`not within a minute: ${what}`);
    await sleep(100);
  }
}

type Installation = Awaited<ReturnType<typeof installation>>;

/** As the local person. */
function clientOf({ runtime: { environment } }: Installation) {
  const credentials = { accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '' }; // prettier-ignore
  return { endpoint: environment.AWS_ENDPOINT_URL ?? '', region: 'eu-west-1', credentials };
}

const tableOf = (installed: Installation) => new DynamoDBClient(clientOf(installed));

beforeAll(async () => {
  built = await synthesized();
  // Retries of streams and topics take minutes on AWS; here a minute takes a second.
  here = await installation({ timerScale: 60, eks: { shop: eksCluster } }, built);
  // A sentinel that calls before any cluster was enrolled: refused, not an error.
  expect(await here.post(mined(), `plumbline_${'a'.repeat(43)}`)).toBe(403);
  token = await here.enrol();
  await here.api('PUT', '/v1/clusters/prod-1/mode', { mode: 'enforcing' });
  // Created after learning ended and before it spoke; Kubernetes tells whole seconds.
  await sleep(1100);
  here.kubernetes.set(deployment('dfsdf', '10.0.3.99', ago(0), 'docker.io/ddsfdf/dfsdf:99'));
  await sleep(1100);
}, 180_000);
afterAll(() => here.stop());

test('a miner in a batch posted over HTTP is one critical incident in Slack and e-mail, however often, in halves and backwards', async () => {
  const whole = mined();
  const [first, second] = whole.observations as [Batch['observations'][0], Batch['observations'][0]];
  expect(await here.post(whole, token)).toBe(202);
  await here.runtime.whenQuiet();
  const before = await graph();
  for (const observations of [whole.observations, [second, first], [second], [first]]) {
    expect(await here.post({ ...whole, observations }, token)).toBe(202);
  }
  await here.runtime.whenQuiet();
  expect(await graph()).toBe(before);
  const { body } = await here.api<{ incidents: Incident[] }>('GET', '/v1/clusters/prod-1/incidents');
  expect(body.incidents).toMatchObject([{ classification: 'cryptojacking', severity: 'critical', verdict: 'incident', techniques: expect.arrayContaining(['T1496.001', 'T1610']) as string[] }]); // prettier-ignore
  expect(body.incidents[0]?.findings.map(({ kind }) => kind).toSorted()).toEqual(['mining-protocol', 'new-egress', 'new-egress', 'new-workload', 'threat-contact']); // prettier-ignore
  expect(here.slack.posts.map(({ text }) => text)).toEqual([expect.stringContaining('Critical — Cryptomining: shop/dfsdf talks to xmr-eu9[.]nanopool[.]org')]); // prettier-ignore
  expect(here.mail.mails).toHaveLength(1);
  expect(here.mail.mails[0]?.subject).toContain('[critical] Cryptomining: shop/dfsdf');
});

test('a batch that somebody kept and posts again changes nothing', async () => {
  const sent = { sentAt: ago(50_000), window: { from: ago(80_000), to: ago(50_000) } };
  const seen = { src: '10.0.3.99', firstSeen: ago(70_000), lastSeen: ago(60_000) };
  const kept: Batch = { ...mined(), ...sent, seq: 7, observations: [flow({ ...seen, dst: '203.0.113.80', port: 4444, names: [{ value: 'api.github.com', from: 'dns' }] })] };
  expect(await here.post(kept, token)).toBe(202);
  await here.runtime.whenQuiet();
  const before = await graph();
  expect(before).toContain('4444');
  await sleep(Date.parse(sent.sentAt) + 61_000 - Date.now());
  expect(await here.post(kept, token)).toBe(202);
  await here.runtime.whenQuiet();
  expect(await graph()).toBe(before);
}); // prettier-ignore

test('a message that no stage can read is set aside, and what comes after it is told', async () => {
  for (const type of ['edge', 'incident']) {
    const Item = { pk: { S: `poison#${type}` }, sk: { S: 'x' }, type: { S: type } };
    await tableOf(here).send(new PutItemCommand({ TableName: here.runtime.outputs.TableName ?? '', Item }));
  }
  const [first] = mined().observations;
  const elsewhere = {
    ...first,
    names: [{ value: 'pool.supportxmr.com', from: 'dns' as const }],
  } as Batch['observations'][0];
  expect(await here.post({ ...mined(), seq: 2, observations: [elsewhere] }, token)).toBe(202);
  await here.runtime.whenQuiet();
  const { body } = await here.api<{ incidents: Incident[] }>('GET', '/v1/clusters/prod-1/incidents');
  expect(JSON.stringify(body)).toContain('pool.supportxmr.com');
  expect(here.slack.posts).toHaveLength(1);
});

test('what is low goes to Slack alone', async () => {
  const before = { slack: here.slack.posts.length, mail: here.mail.mails.length };
  const lookup = { kind: 'lookup' as const, src: '10.0.3.50', dst: '10.0.0.2', port: 53, proto: 'udp' as const, name: 'eu1.supportxmr.com', aliases: [], outcome: 'answered' as const, count: 1, generation: 0, firstSeen: ago(200), lastSeen: ago(100) }; // prettier-ignore
  here.kubernetes.set(deployment('scanner', '10.0.3.50', ago(3_600_000)));
  expect(await here.post(batch({ seq: 3, sentAt: ago(0), window: { from: ago(5000), to: ago(0) }, observations: [lookup] }), token)).toBe(202); // prettier-ignore
  await here.runtime.whenQuiet();
  expect(here.slack.posts.length - before.slack).toBe(1);
  expect(here.mail.mails.length - before.mail).toBe(0);
});

test('a cluster that pushes its inventory is taken in without being asked, and nobody else may push for it', async () => {
  const { status, body } = await here.api<{ token: string }>('POST', '/v1/clusters', { id: 'far-1' });
  expect(status).toBe(201);
  const objects = deployment('quiet', '10.8.0.1', ago(3_600_000));
  const lists = Object.fromEntries([['pods', 'Pod'], ['deployments', 'Deployment'], ['replicasets', 'ReplicaSet']].map(([name, kind]) => [name, objects.filter((one) => one.kind === kind)]));
  const empty = Object.fromEntries(['services', 'endpointslices', 'namespaces', 'nodes', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs', 'ingresses', 'networkpolicies'].map((name) => [name, []]));
  const push = async (bearer: string, pushed: unknown) => (await fetch(`${here.runtime.url}/v1/inventory`, { method: 'POST', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }, body: JSON.stringify(pushed) })).status;
  const inventory = { v: 1, at: ago(0), sentAt: ago(0), lists: { ...empty, ...lists } };
  expect(await push(`plumbline_${'b'.repeat(43)}`, inventory)).toBe(403);
  expect(await push(body.token, { ...inventory, lists: [] })).toBe(422);
  expect(await push(body.token, inventory)).toBe(202);
  expect(await push(body.token, inventory)).toBe(202);
  const stored = (await itemsOf('traits')).filter(({ pk }) => pk?.S?.startsWith('traits#far-1#'));
  expect(stored.map(({ value }) => (JSON.parse(value?.S ?? '{}') as { name: string }).name)).toEqual(['quiet']);
}); // prettier-ignore

test('EKS is asked about its clusters, their audit logs are read, and what invites attacks is found', async () => {
  const access = { endpoint: here.kubernetes.url, authority: here.kubernetes.authority, eks: { clusterName: 'shop', region: 'eu-west-1' } };
  expect((await here.api('POST', '/v1/clusters', { id: 'shop-1', access })).status).toBe(201);
  const line = { kind: 'Event', auditID: 'a-1', stage: 'ResponseComplete', verb: 'create', user: { username: 'ada' }, objectRef: { resource: 'deployments', namespace: 'shop', name: 'cart', apiGroup: 'apps' }, responseStatus: { code: 201 }, requestReceivedTimestamp: ago(0) };
  const target = { 'x-amz-target': 'Logs_20140328.PutLogEvents', 'content-type': 'application/x-amz-json-1.1' };
  const events = { logGroupName: '/aws/eks/shop/cluster', logStreamName: 'kube-apiserver-audit-1', logEvents: [{ timestamp: Date.now(), message: JSON.stringify(line) }] };
  const { environment } = here.runtime;
  const logs = new AwsClient({ accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '', service: 'logs', region: 'eu-west-1', retries: 0 });
  expect((await logs.fetch(`${environment.AWS_ENDPOINT_URL}/`, { method: 'POST', headers: target, body: JSON.stringify(events) })).status).toBe(200);
  expect((await itemsOf('event')).map(({ pk }) => pk?.S)).toEqual(['event#shop-1#shop']);
  await here.runtime.trigger(scheduleOf('Survey'));
  await here.runtime.trigger(scheduleOf('Discover'));
  // A sweep of everything is due where none was.
  for (const { pk, sk } of await itemsOf('part')) if (sk?.S === 'sweep') await tableOf(here).send(new DeleteItemCommand({ TableName: here.runtime.outputs.TableName ?? '', Key: { pk: pk!, sk } }));
  await here.runtime.trigger(scheduleOf('Sweep'));
  const risks = (await itemsOf('risk')).filter(({ pk }) => pk?.S?.startsWith('risk#shop-1#')).map(({ value }) => (JSON.parse(value?.S ?? '{}') as { tracker: string }).tracker);
  expect(risks).toContain('public-eks-endpoint');
}); // prettier-ignore

test('where Slack refuses for good, what would have gone there alone is mailed, and that it refuses; machines are told as ever', async () => {
  const before = here.mail.mails.length;
  here.slack.answerWith(() => ({ status: 404, body: 'no_service' }));
  const lookup = { kind: 'lookup' as const, src: '10.0.3.51', dst: '10.0.0.2', port: 53, proto: 'udp' as const, name: 'eu1.supportxmr.com', aliases: [], outcome: 'answered' as const, count: 1, generation: 0, firstSeen: ago(200), lastSeen: ago(100) }; // prettier-ignore
  here.kubernetes.set(deployment('scanner-2', '10.0.3.51', ago(3_600_000)));
  expect(await here.post(batch({ seq: 4, sentAt: ago(0), window: { from: ago(5000), to: ago(0) }, observations: [lookup] }), token)).toBe(202); // prettier-ignore
  await here.runtime.whenQuiet();
  here.slack.answerWith(() => ({ status: 200, body: 'ok' }));
  expect(here.mail.mails.slice(before).map(({ subject }) => subject ?? '').toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    expect.stringContaining('[high] Slack refuses notices (no-service)'),
    expect.stringContaining('[low]'),
  ]);
  const events = readFileSync(path.join(here.stateDir, 'events.jsonl'), 'utf8').trimEnd().split('\n');
  const details = events.map((line) => (JSON.parse(line) as { Source: string; Detail: { class_uid: number } }));
  expect(details.every(({ Source, Detail }) => Source === 'plumbline' && Detail.class_uid === 2004)).toBe(true);
  expect(details.length).toBeGreaterThanOrEqual(3);
}); // prettier-ignore

test('a hunt through everything stored tells nothing that was told already', async () => {
  const { environment, outputs } = here.runtime;
  const { credentials: { accessKeyId, secretAccessKey } } = clientOf(here); // prettier-ignore
  const objects = new AwsClient({ accessKeyId, secretAccessKey, service: 's3', region: 'eu-west-1', retries: 0 });
  const at = (name: string) => `${environment.AWS_ENDPOINT_URL}/${outputs.BucketName}/intelligence/${name}`;
  const before = JSON.stringify((await here.api('GET', '/v1/clusters/prod-1/incidents')).body);
  expect((await objects.fetch(at('hunted.bin'), { method: 'PUT', body: 'nobody knows how far it got' })).status).toBe(
    200,
  );
  const schedule = Object.keys(built.template.Resources).find((id) => id.startsWith('RefreshIntelEverySchedule')) ?? '';
  await here.runtime.trigger(schedule);
  await here.runtime.whenQuiet();
  const status = (await (await objects.fetch(at('status.json'))).json()) as { hunted: { edges: number } };
  expect(status.hunted.edges).toBeGreaterThan(1);
  expect(JSON.stringify((await here.api('GET', '/v1/clusters/prod-1/incidents')).body)).toBe(before);
});

test('people read how to sign in, and then what they need to decide', async () => {
  expect((await fetch(`${here.runtime.url}/config.json`)).status).toBe(200);
  for (const route of ['facts', 'findings', 'audit', 'graph', 'incidents', 'learning']) {
    expect((await here.api('GET', `/v1/clusters/prod-1/${route}`)).status).toBe(200);
  }
  expect([200, 404]).toContain((await here.api('GET', '/v1/clusters/prod-1/candidates')).status);
  const policy = await fetch(`${here.runtime.url}/v1/policy`, { headers: { authorization: `Bearer ${token}` } });
  expect([policy.status, await policy.json()]).toEqual([200, { v: 1, version: '1', heartbeatS: 60 }]);
  // Whether a feed was read by now is not this test's matter: that it may be looked at, is.
  expect([200, 404]).toContain((await here.api('GET', '/v1/intelligence')).status);
});

test('a day is told once in Slack and by e-mail, though sweep comes every second here', async () => {
  const TableName = here.runtime.outputs.TableName ?? '';
  const ofDigest = async () => (await itemsOf('part')).find(({ sk, pk }) => sk?.S === 'digest' && pk?.S?.endsWith('prod-1'));
  for (let waited = 0; (await ofDigest()) === undefined && waited < 300; waited++) await sleep(200);
  // As if it had last been told the day before.
  const yesterday = { ...(await ofDigest()), value: { S: JSON.stringify({ cluster: 'prod-1', dueAt: ago(2 * 86_400_000) }) } };
  await tableOf(here).send(new PutItemCommand({ TableName, Item: yesterday }));
  const days = () => here.slack.posts.filter(({ text }) => /(?:Daily digest of|Quiet day in) prod-1/.test(text));
  await until('the day is told', () => days().length > 0);
  for (let turn = 0; turn < 3; turn++) await here.runtime.trigger(scheduleOf('Sweep'));
  await here.runtime.whenQuiet();
  expect(days()).toHaveLength(1);
  expect(here.mail.mails.filter(({ subject }) => /^\[digest\] .* prod-1/.test(subject ?? ''))).toHaveLength(1);
}); // prettier-ignore

test('a cluster that is taken out is gone, and its token is not compiled any more', async () => {
  expect((await here.api('POST', '/v1/clusters', { id: 'short-lived' })).status).toBe(201);
  expect((await here.api('DELETE', '/v1/clusters/short-lived')).status).toBe(200);
  expect((await here.api('GET', '/v1/clusters/short-lived')).status).toBe(404);
});

const scheduleOf = (stage: string) => Object.entries(built.template.Resources).find(([id, { Type }]) => Type === 'AWS::Scheduler::Schedule' && id.startsWith(stage))?.[0] ?? ''; // prettier-ignore

/** Everything of one type in the table of `here`. */
async function itemsOf(type: string) {
  const filter = { FilterExpression: '#type = :type', ExpressionAttributeNames: { '#type': 'type' }, ExpressionAttributeValues: { ':type': { S: type } } }; // prettier-ignore
  return (await tableOf(here).send(new ScanCommand({ TableName: here.runtime.outputs.TableName ?? '', ...filter }))).Items ?? []; // prettier-ignore
}

/** Statements that one machine cannot exercise, each with who would. */
const onAwsAlone = new Map([
  ['OpsPolicy', 'CloudWatch publishes alarms; the local runtime has none'],
  ['CustomCDKBucketDeployment', 'copies the dashboard while a stack is deployed; here its files are served from where they were built'],
  ['DashboardFilesPolicy', 'CloudFront reads the bucket; here there is neither'],
]); // prettier-ignore

const nameOf = ({ kind, of, policy, position, actions }: Grant) => `${kind} ${of} ${policy}[${position}] ${actions.join(',')}`; // prettier-ignore

/** An incident as the table of `here` holds it, told to nobody yet. */
async function storedIncident() {
  const filter = { FilterExpression: '#type = :incident AND attribute_exists(revision)', ExpressionAttributeNames: { '#type': 'type' }, ExpressionAttributeValues: { ':incident': { S: 'incident' } } }; // prettier-ignore
  const { Items = [] } = await tableOf(here).send(new ScanCommand({ TableName: here.runtime.outputs.TableName ?? '', ...filter })); // prettier-ignore
  return { ...Items[0], announcedVersion: { N: '0' } };
}

/** What only happens when a stage fails for good: the grants that were needed to set it aside. */
async function neededWhenStagesFail(): Promise<readonly Grant[]> {
  const crippled = await installation({ timerScale: 600 }, cripple(built));
  try {
    const TableName = crippled.runtime.outputs.TableName ?? '';
    // No sweep gets over a risk that is none: it is there before there is a cluster to sweep.
    const poison = { pk: { S: 'risk#prod-1#0' }, sk: { S: 'x' }, type: { S: 'risk' } };
    await tableOf(crippled).send(new PutItemCommand({ TableName, Item: poison }));
    await crippled.post(mined(), await crippled.enrol());
    await tableOf(crippled).send(new PutItemCommand({ TableName, Item: await storedIncident() }));
    const TopicArn = crippled.runtime.outputs.TopicArn ?? '';
    await new SNSClient(clientOf(crippled)).send(new PublishCommand({ TopicArn, Message: 'to a queue that takes nothing', MessageAttributes: { audience: { DataType: 'String.Array', StringValue: '["chat","machines"]' } } })); // prettier-ignore
    const used = (of: string) => crippled.runtime.iam.used().some((grant) => grant.of.startsWith(of) && grant.exercised.includes('sqs:SendMessage')); // prettier-ignore
    await until('detect hands over what failed', () => used('DetectRole'));
    await until('refresh-intel hands over what failed', () => used('RefreshIntelRole'));
    for (const stage of ['Discover', 'Survey', 'Sweep'])
      await until(`${stage} hands over what failed`, () => used(`${stage}Role`));
    await until('announce hands over what failed', () => used('AnnounceRole'));
    await until('a node that floods is shut out', () => crippled.runtime.iam.used().some(({ of, exercised }) => of.startsWith('EnrichRole') && exercised.includes('s3:PutObject') && exercised.includes('s3:GetObject'))); // prettier-ignore
    await until('the topic sets aside what nobody takes', () => used('NotifyUndelivered') && used('RelayUndelivered'));
    return crippled.runtime.iam.used();
  } finally {
    await crippled.stop();
  }
}

// A minute of its own: .ci/run has it.
const inCi: (title: string, body: () => Promise<void>, ms: number) => void =
  process.env.PLUMBLINE_HEAVY === undefined ? () => undefined : test;

inCi(
  'every grant is used, and without any one of them something that the river did is denied',
  async () => {
    const { iam } = here.runtime;
    const grants = [...(await neededWhenStagesFail()), ...iam.used()];
    // CDK writes one permission for each route with the same source: a twin does what a deleted one did, on AWS too.
    const isNeeded = ({ kind, needed, exercised }: Grant) => (kind === 'function' ? exercised : needed).length > 0;
    const needed = new Set(grants.filter(isNeeded).map(nameOf));
    const all = [...iam.used(), ...iam.unused()].filter(({ policy }) => ![...onAwsAlone.keys()].some((one) => policy.startsWith(one))); // prettier-ignore
    expect(all.map(nameOf).filter((name) => !needed.has(name))).toEqual([]);
    expect(all.length).toBeGreaterThan(20);
  },
  180_000,
);
