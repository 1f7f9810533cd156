import * as z from 'zod';

export const IngestEnv = z.object({
  QUEUE_URL: z.url(),
});
export type IngestEnv = z.infer<typeof IngestEnv>;
