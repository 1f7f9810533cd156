import * as z from 'zod';

export const AnnounceEnv = z.object({
  TABLE_NAME: z.string().min(1),
  TOPIC_ARN: z.string().startsWith('arn:'),
  /** Where the links of notices lead. */
  DASHBOARD_URL: z.url(),
});
export type AnnounceEnv = z.infer<typeof AnnounceEnv>;
