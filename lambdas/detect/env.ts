import * as z from 'zod';

export const DetectEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** Holds the published index of threat intelligence. */
  BUCKET_NAME: z.string().min(1),
});
export type DetectEnv = z.infer<typeof DetectEnv>;
