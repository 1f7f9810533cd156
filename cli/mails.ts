import type { SNSClient } from '@aws-sdk/client-sns';
import { refused } from './aws.ts';

/** Who is subscribed by e-mail, in the order of their addresses. */
export async function mailsOf(sns: SNSClient, topic: string): Promise<{ address: string; confirmed: boolean }[]> {
  const { paginateListSubscriptionsByTopic } = await import('@aws-sdk/client-sns');
  const found: { address: string; confirmed: boolean }[] = [];
  try {
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn: topic })) {
      for (const { Protocol, Endpoint = '', SubscriptionArn } of Subscriptions) {
        if (Protocol === 'email') found.push({ address: Endpoint, confirmed: SubscriptionArn !== 'PendingConfirmation' });
      }
    }
  } catch (error) {
    throw refused(error, 'sns:ListSubscriptionsByTopic', topic);
  }
  return found.toSorted((a, b) => (a.address < b.address ? -1 : 1));
} // prettier-ignore
