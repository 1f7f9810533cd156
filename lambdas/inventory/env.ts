import * as z from 'zod';

export const InventoryEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** Rosters go under `discover/`. */
  BUCKET_NAME: z.string().min(1),
});
export type InventoryEnv = z.infer<typeof InventoryEnv>;
