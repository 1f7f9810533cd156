import * as z from 'zod';

export const SweepEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** Holds the published index of threat intelligence. */
  BUCKET_NAME: z.string().min(1),
  /** The topic of incidents, for the digest. */
  TOPIC_ARN: z.string().startsWith('arn:'),
  DASHBOARD_URL: z.url(),
  /** When days are told, in whole hours of UTC. */
  DIGEST_HOUR: z.coerce.number().int().min(0).max(23),
});
export type SweepEnv = z.infer<typeof SweepEnv>;
