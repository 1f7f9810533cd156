import * as z from 'zod';

export const DiscoverEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** Rosters go under `discover/`; what authorize reads is `authorize/index.json`. */
  BUCKET_NAME: z.string().min(1),
});
export type DiscoverEnv = z.infer<typeof DiscoverEnv>;
