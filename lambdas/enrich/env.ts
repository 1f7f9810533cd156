import * as z from 'zod';

export const EnrichEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** Archive objects go under `archive/`. */
  BUCKET_NAME: z.string().min(1),
  /** What one node may add to the graph: so many edges at once, and so many a minute after that. */
  NOVELTY_BURST: z.coerce.number().int().min(1),
  NOVELTY_PER_MINUTE: z.coerce.number().int().min(1),
});
export type EnrichEnv = z.infer<typeof EnrichEnv>;
