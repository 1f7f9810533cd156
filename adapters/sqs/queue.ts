import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

export interface Queue {
  /** Settled once the queue holds the message as JSON; throws where that is not certain. */
  send(message: unknown): Promise<void>;
}

export function sqsQueue(client: SQSClient, queueUrl: string): Queue {
  return {
    async send(message) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }));
    },
  };
}

/** Hides a message that was received for so many seconds. */
export function sqsHoldBack(client: SQSClient, queueUrl: string): (receipt: string, seconds: number) => Promise<void> {
  return async (receipt, seconds) => {
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt, VisibilityTimeout: seconds })); // prettier-ignore
  };
}
