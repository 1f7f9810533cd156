import * as z from 'zod';

export const NotifyEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** Name of the SecureString that holds the webhook's address. */
  SLACK_PARAMETER: z.string().startsWith('/'),
});
export type NotifyEnv = z.infer<typeof NotifyEnv>;
