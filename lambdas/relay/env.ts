import * as z from 'zod';

export const RelayEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** Its own queue: what goes back is held back there. */
  QUEUE_URL: z.url(),
  /** Name of the SecureString that holds url and secret of the webhook. */
  WEBHOOK_PARAMETER: z.string().startsWith('/'),
  PLUMBLINE_VERSION: z.string().min(1),
});
export type RelayEnv = z.infer<typeof RelayEnv>;
