import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import {
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
} from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { fixtureTemplate, type FixtureTemplate, logicalId } from '../fixtures/build.ts';
import { type Started, startFixture } from '../fixtures/started.ts';

/** Two queues that nobody reads, one raw and one not, and the topic's right to send to them. */
function withEars(template: FixtureTemplate): void {
  const TopicArn = { Ref: logicalId(template, 'AWS::SNS::Topic', 'Alarms') };
  const ear = (name: string, subscription: Record<string, unknown>) => {
    template.Resources[name] = { Type: 'AWS::SQS::Queue', Properties: {} };
    const Endpoint = { 'Fn::GetAtt': [name, 'Arn'] };
    template.Resources[`${name}Subscription`] = {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn, Protocol: 'sqs', Endpoint, ...subscription },
    };
    if (name === 'Deaf') return;
    template.Resources[`${name}Policy`] = {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: name }],
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sqs:SendMessage',
              Resource: Endpoint,
              Principal: { Service: 'sns.amazonaws.com' },
            },
          ],
        },
      },
    };
  };
  ear('Wrapped', { FilterPolicyScope: 'MessageBody', FilterPolicy: { kind: ['body'] } });
  ear('Raw', {
    RawMessageDelivery: true,
    FilterPolicy: { level: [{ numeric: ['>=', 3] }], mute: [{ exists: false }] },
  });
  ear('Deaf', {
    FilterPolicy: { to: ['deaf'] },
    RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Wrapped', 'Arn'] } },
  });
}

const attribute = (StringValue: string, DataType = 'String') => ({ DataType, StringValue });

describe('SNS', () => {
  let started: Started;
  let sns: SNSClient;
  let sqs: SQSClient;
  let TopicArn: string;
  let smtp: SMTPServer;
  const posted: string[] = [];

  beforeAll(async () => {
    smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _, done) => {
        let text = '';
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('end', () => {
          posted.push(text);
          done();
        });
      },
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const { port } = smtp.server.address() as { port: number };
    const { template, assets } = await fixtureTemplate();
    withEars(template);
    started = await startFixture({ template, assets, smtp: { host: '127.0.0.1', port }, timerScale: 50 });
    sns = new SNSClient(started.client);
    sqs = new SQSClient(started.client);
    TopicArn = started.runtime.outputs['TopicArn'] ?? '';
  });
  afterAll(async () => {
    await started.stop();
    await new Promise<void>((resolve) => smtp.close(() => resolve()));
  });

  const publish = async (input: Partial<PublishCommandInput>) => {
    const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Message: 'text', ...input }));
    await started.runtime.whenQuiet();
    return MessageId ?? '';
  };
  const heard = async (name: string) => {
    const QueueUrl = `${started.client.endpoint}/000000000000/${name}`;
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    return Messages ?? [];
  };

  test('a mail is kept in the outbox and handed to the SMTP server', async () => {
    await publish({ Subject: 'Something talks', Message: 'Zeile 1\n\nZeile 2 – ümlaut' });
    const [mail] = await Promise.all(posted.splice(0).map((text) => simpleParser(text)));
    expect(mail).toMatchObject({
      subject: 'Something talks',
      text: expect.stringContaining('Zeile 1\n\nZeile 2 – ümlaut'),
    });
    expect(mail?.to).toMatchObject({ text: 'team@example.org' });
    const outbox = join(started.stateDir, 'outbox');
    const kept = await simpleParser(readFileSync(join(outbox, readdirSync(outbox)[0] ?? '')));
    expect(kept.text).toBe(mail?.text);
  });

  test('a filter on attributes decides, and raw delivery takes attributes along', async () => {
    await publish({ MessageAttributes: { level: attribute('2', 'Number') } });
    await publish({ MessageAttributes: { level: attribute('5', 'Number'), mute: attribute('yes') } });
    await publish({ Message: 'loud', MessageAttributes: { level: attribute('5', 'Number') } });
    const messages = await heard('Raw');
    expect(messages.map(({ Body }) => Body)).toEqual(['loud']);
    expect(messages[0]?.MessageAttributes?.['level']?.StringValue).toBe('5');
  });

  test('a filter on the body decides, and without raw delivery the message comes wrapped', async () => {
    await publish({ Message: '{"kind":"other"}' });
    const MessageId = await publish({
      Subject: 'S',
      Message: '{"kind":"body"}',
      MessageAttributes: { a: attribute('b') },
    });
    const [message, ...more] = await heard('Wrapped');
    expect(more).toEqual([]);
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 'S',
      Message: '{"kind":"body"}',
      MessageAttributes: { a: { Type: 'String', Value: 'b' } },
    });
  });

  test('a queue that the topic may not send to gets nothing, and the dead letters get it', async () => {
    await publish({ Message: 'unheard', MessageAttributes: { to: attribute('deaf') } });
    expect(await heard('Deaf')).toEqual([]);
    expect((await heard('Wrapped')).map(({ Body }) => Body)).toEqual(['unheard']);
    expect(started.lines.find((line) => line.startsWith('DeafSubscription: delivery 1'))).toContain(
      'is not authorized to perform: sqs:SendMessage',
    );
  });

  test.each<[string, Partial<PublishCommandInput>]>([
    ['Invalid parameter: Subject', { Subject: 'x'.repeat(100) }],
    ['Invalid parameter: Subject', { Subject: 'zwei\nZeilen' }],
    ['Invalid parameter: Subject', { Subject: 'nicht ascii: ü' }],
    ['Invalid parameter: Subject', { Subject: ' leading space' }],
    ['Invalid parameter: Message too long', { Message: 'x'.repeat(256 * 1024 + 1) }],
    ['No default entry', { MessageStructure: 'json', Message: '{"email":"x"}' }],
    ['failed to parse', { MessageStructure: 'json', Message: 'x' }],
  ])('%s', async (message, input) => {
    await expect(publish(input)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(message),
    });
  });

  test('a subject of 99 characters and a message of 256 KiB are taken', async () => {
    await expect(publish({ Subject: 'x'.repeat(99), Message: 'x'.repeat(256 * 1024) })).resolves.toMatch(/./);
  });

  test('it tells who is subscribed, and knows no other topic', async () => {
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions?.find(({ Protocol }) => Protocol === 'email')).toMatchObject({ Endpoint: 'team@example.org' });
    await expect(sns.send(new PublishCommand({ TopicArn: `${TopicArn}x`, Message: 'x' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });
});
