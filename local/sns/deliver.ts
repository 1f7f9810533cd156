import { createHash } from 'node:crypto';
import type { Access } from '../iam/access.ts';
import type { AsyncInvoke } from '../sandbox/async-invoke.ts';
import type { Queues } from '../sqs/queues.ts';
import type { Postman } from './mail.ts';
import type { Subscription } from './subscription.ts';
import { type Deliver, type Published, textFor } from './topics.ts';

export type DeliverOptions = Readonly<{
  queues: Queues;
  access: Access;
  invokeAsync: AsyncInvoke;
  post: Postman;
  now: () => number;
}>;

/** Hands one message to one subscriber. Throws when that did not work and may work later. */
export function deliverer({ queues, access, invokeAsync, post, now }: DeliverOptions): Deliver {
  return async (message, subscription) => {
    const text = textFor(message, subscription);
    switch (subscription.protocol) {
      case 'email':
        return post({
          id: idOf(message, subscription),
          to: subscription.endpoint,
          subject: message.subject ?? 'AWS Notification Message',
          text,
          topicArn: message.topicArn,
          at: message.at,
        });
      case 'lambda':
        return invokeAsync(
          subscription.endpoint,
          { Records: [lambdaRecord(message, subscription, text)] },
          sns(subscription),
        );
      case 'sqs': {
        access.require(sns(subscription), 'sqs:SendMessage', subscription.endpoint);
        const queue = queues.find(subscription.endpoint);
        if (queue === undefined) throw new Error(`there is no queue ${subscription.endpoint}`);
        const body = subscription.raw ? text : JSON.stringify(notification(message, text));
        const attributes = subscription.raw ? message.attributes : {};
        queue.send({ body, attributes, sender: 'sns.amazonaws.com', sentAt: now() });
        return undefined;
      }
    }
  };
}

export function sns({ topicArn }: Subscription) {
  return { kind: 'service', service: 'sns.amazonaws.com', sourceArn: topicArn } as const;
}

/** The same delivery made again after a crash has the same id. */
function idOf({ id }: Published, subscription: Subscription): string {
  return createHash('sha256').update(`${id} ${subscription.id}`).digest('hex').slice(0, 32);
}

function notification({ id, topicArn, subject, attributes, at }: Published, text: string): unknown {
  const named = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { Type: DataType, Value: StringValue ?? BinaryValue },
  ]);
  return {
    Type: 'Notification',
    MessageId: id,
    TopicArn: topicArn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: text,
    Timestamp: new Date(at).toISOString(),
    ...(named.length === 0 ? {} : { MessageAttributes: Object.fromEntries(named) }),
  };
}

function lambdaRecord(message: Published, { arn }: Subscription, text: string): unknown {
  return {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: arn,
    Sns: notification(message, text),
  };
}
