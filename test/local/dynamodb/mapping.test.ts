import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { fixtureTemplate, logicalId } from '../fixtures/build.ts';
import { type Started, startFixture, startWebhook, type Webhook, webhookParameter } from '../fixtures/started.ts';

let webhook: Webhook;
let started: Started | undefined;
beforeEach(async () => {
  webhook = await startWebhook();
});
afterEach(async () => {
  await started?.stop();
  await webhook.stop();
});

async function start(mapping: Record<string, unknown>, timerScale: number): Promise<Started> {
  const { template, assets } = await fixtureTemplate();
  Object.assign(
    template.Resources[logicalId(template, 'AWS::Lambda::EventSourceMapping', 'Tell')]?.Properties ?? {},
    mapping,
  );
  started = await startFixture({ template, assets, timerScale, parameters: { [webhookParameter]: webhook.url } });
  return started;
}

async function put({ client, runtime }: Started, id: string, note = 'fine', type = 'alarm'): Promise<void> {
  const TableName = runtime.outputs['TableName'];
  const Item = {
    pk: { S: id },
    sk: { S: 'thing' },
    type: { S: type },
    g1p: { S: type },
    g1s: { S: id },
    note: { S: note },
  };
  await new DynamoDBClient(client).send(new PutItemCommand({ TableName, Item }));
}

const told = () => webhook.received.map((body) => (JSON.parse(body) as { id: string }).id);

test('a poisoned record is tried three times, then its position is told; those around it are told once, in order', async () => {
  const { runtime, client, ...rest } = await start({}, 100);
  const here = { runtime, client, ...rest };
  await put(here, '1');
  await put(here, '2', 'poison');
  await put(here, '3');
  await put(here, '4', 'fine', 'note');
  await runtime.whenQuiet();
  expect(told().toSorted()).toEqual(['1', '3']);
  const { queues } = await runtime.status();
  const lost = Object.keys(queues).find((name) => name.startsWith('Lost')) ?? '';
  const QueueUrl = `${client.endpoint}/000000000000/${lost}`;
  const { Messages = [] } = await new SQSClient(client).send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  expect(Messages).toHaveLength(1);
  expect(JSON.parse(Messages[0]?.Body ?? '')).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
    DDBStreamBatchInfo: {
      batchSize: 1,
      startSequenceNumber: '100000000000000000002',
      endSequenceNumber: '100000000000000000002',
      streamArn: expect.stringMatching(/^arn:aws:dynamodb:.*\/stream\//),
    },
  });
});

test('trouble of one partition holds up its own lane only', async () => {
  // At this pace the retries of the poisoned record take minutes.
  const here = await start({ ParallelizationFactor: 10, MaximumRetryAttempts: 100 }, 1);
  await put(here, 'bad', 'poison');
  await Promise.all(Array.from({ length: 20 }, (_, index) => put(here, `n${index}`)));
  for (let waited = 0; told().length < 15 && waited < 15_000; waited += 50) await sleep(50);
  // A few share the lane of the poisoned one; by chance never all of them.
  expect(told().length).toBeGreaterThanOrEqual(15);
  expect((await here.runtime.status()).quiet).toBe(false);
});
