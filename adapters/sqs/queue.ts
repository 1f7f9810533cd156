import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

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
