import { Validations } from 'aws-cdk-lib';
import type { SubscriptionProps, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';

/** A mailbox that gets what the topic tells, once its owner confirmed it. */
export function subscribeEmail(topic: Topic, email: string, options: Pick<SubscriptionProps, 'filterPolicy'> = {}): void {
  Validations.of(topic.addSubscription(new EmailSubscription(email, options))).acknowledge({
    id: 'Serverless::Serverless-SNSRedrivePolicy',
    reason: 'SNS tries a mail server for hours; what a mailbox never takes is in Slack and in the dashboard, and a queue of undelivered mail would be read by nobody.',
  });
} // prettier-ignore
