import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { isAwsHere } from '../../adapters/aws-here.ts';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoNotices } from '../../adapters/dynamodb/notice-store.ts';
import { eventBus } from '../../adapters/events/bus.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { signedWebhook } from '../../adapters/outside/webhook.ts';
import { sqsHoldBack } from '../../adapters/sqs/queue.ts';
import { ssmSecrets } from '../../adapters/ssm/secret.ts';
import { NoticeMessage } from '../../core/message.ts';
import { detectionFinding } from '../../core/ocsf.ts';
import { counted } from '../counted.ts';
import { eachMessage } from '../each-record.ts';
import { RelayEnv } from './env.ts';
import { relay } from './relay.ts';

const env = RelayEnv.parse(process.env);
const now = systemClock();
const glue = {
  stage: 'relay',
  log: powertoolsLog('relay'),
  meter: powertoolsMeter('relay'),
  holdBack: sqsHoldBack(new SQSClient({}), env.QUEUE_URL),
};
const secrets = ssmSecrets(now);
const webhook = signedWebhook({
  target: () => secrets.get(env.WEBHOOK_PARAMETER),
  now,
  agent: `plumbline/${env.PLUMBLINE_VERSION}`,
  loopback: isAwsHere(),
});
const events = eventBus((message) => detectionFinding(message, { version: env.PLUMBLINE_VERSION, at: now() }));
const notices = dynamoNotices(new DynamoDBClient({}), env.TABLE_NAME);
const deps = { ...glue, notices, outlets: { webhook, events }, now };

export const handler = (event: SQSEvent) =>
  counted(glue.meter, () => eachMessage(event, NoticeMessage, (message) => relay(message, deps), glue));
