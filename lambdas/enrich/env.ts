import * as z from 'zod';

export const EnrichEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** Archive objects go under `archive/`. */
  BUCKET_NAME: z.string().min(1),
});
export type EnrichEnv = z.infer<typeof EnrichEnv>;
