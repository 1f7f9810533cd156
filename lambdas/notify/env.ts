import * as z from 'zod';

export const NotifyEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** Its own queue: what goes back is held back there. */
  QUEUE_URL: z.url(),
  /** The topic of incidents, by which what Slack refuses goes by e-mail. */
  TOPIC_ARN: z.string().startsWith('arn:'),
  /** Name of the SecureString that holds the webhook's address, or token and channel. */
  SLACK_PARAMETER: z.string().startsWith('/'),
});
export type NotifyEnv = z.infer<typeof NotifyEnv>;
