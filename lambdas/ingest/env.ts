import * as z from 'zod';

export const IngestEnv = z.object({
  QUEUE_URL: z.url(),
  /** Holds the list of nodes that are shut out for a while. */
  BUCKET_NAME: z.string().min(1),
  /** Seconds between two tellings of counters. */
  HEARTBEAT_SECONDS: z.coerce.number().int(),
});
export type IngestEnv = z.infer<typeof IngestEnv>;
