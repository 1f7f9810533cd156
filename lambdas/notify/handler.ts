import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { isAwsHere } from '../../adapters/aws-here.ts';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoNotices } from '../../adapters/dynamodb/notice-store.ts';
import { dynamoThreads } from '../../adapters/dynamodb/thread-store.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { slackChat } from '../../adapters/slack/chat.ts';
import { snsTopic } from '../../adapters/sns/topic.ts';
import { sqsHoldBack } from '../../adapters/sqs/queue.ts';
import { ssmSecrets } from '../../adapters/ssm/secret.ts';
import { NoticeMessage } from '../../core/message.ts';
import { slackMessage } from '../../core/slack-text.ts';
import { slackEvidence, slackHead } from '../../core/slack-thread.ts';
import { counted } from '../counted.ts';
import { eachMessage } from '../each-record.ts';
import { NotifyEnv } from './env.ts';
import { notify } from './notify.ts';

const env = NotifyEnv.parse(process.env);
const now = systemClock();
const glue = {
  stage: 'notify',
  log: powertoolsLog('notify'),
  meter: powertoolsMeter('notify'),
  holdBack: sqsHoldBack(new SQSClient({}), env.QUEUE_URL),
};
const secrets = ssmSecrets(now);
const chat = slackChat({
  address: () => secrets.get(env.SLACK_PARAMETER),
  loopback: isAwsHere(),
  render: { whole: slackMessage, head: slackHead, evidence: slackEvidence },
});
const table = [new DynamoDBClient({}), env.TABLE_NAME] as const;
const deps = {
  ...glue,
  notices: dynamoNotices(...table),
  threads: dynamoThreads(...table),
  topic: snsTopic(env.TOPIC_ARN),
  chat,
  now,
};

export const handler = (event: SQSEvent) =>
  counted(glue.meter, () => eachMessage(event, NoticeMessage, (message) => notify(message, deps), glue));
