import * as z from 'zod';

export const SweepEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** Holds the published index of threat intelligence. */
  BUCKET_NAME: z.string().min(1),
});
export type SweepEnv = z.infer<typeof SweepEnv>;
