import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { fixtureTemplate, logicalId } from '../fixtures/build.ts';
import { type Started, startFixture } from '../fixtures/started.ts';

/** Timers run twenty times faster: a visibility timeout of 60 s takes 3 s, one of 2 s a tenth of a second. */
const timerScale = 20;

describe('SQS', () => {
  let started: Started;
  let sqs: SQSClient;
  let QueueUrl: string;

  beforeAll(async () => {
    const { template, assets } = await fixtureTemplate();
    const lost = logicalId(template, 'AWS::SQS::Queue', 'Lost');
    template.Resources['DeadOfLost'] = { Type: 'AWS::SQS::Queue', Properties: {} };
    Object.assign(template.Resources[lost] ?? {}, {
      Properties: {
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadOfLost', 'Arn'] }, maxReceiveCount: 2 },
      },
    });
    started = await startFixture({ template, assets, timerScale });
    sqs = new SQSClient(started.client);
    QueueUrl = `${started.client.endpoint}/000000000000/${lost}`;
  });
  afterAll(() => started.stop());
  beforeEach(() => sqs.send(new PurgeQueueCommand({ QueueUrl })));

  const send = (MessageBody: string, more: object = {}) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
    (await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];

  test('a message is received with its attributes, and gone once it is deleted', async () => {
    const note = { DataType: 'String', StringValue: 'x' };
    const { MessageId, MD5OfMessageAttributes } = await send('hällo', { MessageAttributes: { note } });
    const [message] = await receive({ MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] });
    expect(message).toMatchObject({
      MessageId,
      Body: 'hällo',
      MD5OfMessageAttributes,
      MessageAttributes: { note },
      Attributes: { ApproximateReceiveCount: '1', SenderId: 'local' },
    });
    expect(await receive()).toEqual([]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
  });

  test('a message comes back when its visibility is over, and falls out when it came too often', async () => {
    await send('again');
    const [first] = await receive({ VisibilityTimeout: 1 });
    const [second] = await receive({ VisibilityTimeout: 1, WaitTimeSeconds: 10, MessageSystemAttributeNames: ['All'] });
    expect(second?.Attributes).toMatchObject({ ApproximateReceiveCount: '2' });
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    expect(await receive({ WaitTimeSeconds: 4 })).toEqual([]);
    const dead = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: QueueUrl.replace(/[^/]+$/, 'DeadOfLost'),
        MessageSystemAttributeNames: ['All'],
      }),
    );
    expect(dead.Messages?.[0]).toMatchObject({ Body: 'again', Attributes: { ApproximateReceiveCount: '1' } });
    expect(dead.Messages?.[0]?.Attributes?.DeadLetterQueueSourceArn).toContain('Lost');
  });

  test('an old receipt deletes nothing', async () => {
    await send('kept');
    const [first] = await receive({ VisibilityTimeout: 0 });
    const [second] = await receive({ VisibilityTimeout: 30 });
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle, VisibilityTimeout: 0 }),
    );
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes?.['ApproximateNumberOfMessages']).toBe('1');
  });

  test('a delayed message waits', async () => {
    await send('late', { DelaySeconds: 4 });
    expect(await receive()).toEqual([]);
    await sleep(4000 / timerScale + 20);
    expect(await receive()).toHaveLength(1);
  });

  test('a batch is sent and deleted as one', async () => {
    const Entries = ['1', '2', '3'].map((Id) => ({ Id, MessageBody: Id }));
    const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['1', '2', '3']);
    const messages = await receive({ MaxNumberOfMessages: 10 });
    expect(messages.map(({ Body }) => Body)).toEqual(['1', '2', '3']);
    const handles = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: handles }));
    expect((await started.runtime.status()).queues[QueueUrl.split('/').at(-1) ?? '']).toEqual({
      visible: 0,
      inFlight: 0,
      delayed: 0,
    });
  });

  const entries = (count: number, MessageBody = 'x', id = (index: number) => String(index)) =>
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: Array.from({ length: count }, (_, index) => ({ Id: id(index), MessageBody })),
    });

  test('limits are those of SQS', async () => {
    await send('x'.repeat(1024 * 1024));
    await expect(send('x'.repeat(1024 * 1024 + 1))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('shorter than 1048576 bytes'),
    });
    await expect(send('a\u0000b')).rejects.toMatchObject({ name: 'InvalidMessageContents' });
    await expect(send('x', { DelaySeconds: 901 })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(receive({ MaxNumberOfMessages: 11 })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(sqs.send(entries(11))).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequest' });
    await expect(sqs.send(entries(0))).rejects.toMatchObject({ name: 'EmptyBatchRequest' });
    await expect(sqs.send(entries(2, 'x', () => 'same'))).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' });
    await expect(sqs.send(entries(2, 'x'.repeat(600_000)))).rejects.toMatchObject({ name: 'BatchRequestTooLong' });
    await expect(
      sqs.send(new SendMessageCommand({ QueueUrl: QueueUrl.replace(/[^/]+$/, 'Nobody'), MessageBody: 'x' })),
    ).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});

test('one poisoned message of a batch is tried three times and becomes a dead letter; the others are done once', async () => {
  const started = await startFixture({ timerScale: 200 });
  const { runtime, post } = started;
  await Promise.all([
    post({ id: '1', type: 'note' }),
    post({ id: '2', type: 'note', poison: true }),
    post({ id: '3', type: 'note' }),
  ]);
  await runtime.whenQuiet();
  const { queues } = await runtime.status();
  const dead = Object.keys(queues).find((name) => name.startsWith('ThingsDead')) ?? '';
  expect(queues[dead]).toMatchObject({ visible: 1 });
  expect(started.lines.filter((line) => line.includes('could not store: poison'))).toHaveLength(3);
  await started.stop();
});
