// Nothing of this runs: `tsc` is the test. A stage's construct must give each key of its env.ts, and no other.
import type { IngestEnv } from '../../lambdas/ingest/env.ts';
import type { Environment } from '../../lib/stage-function.ts';

export const whole: Environment<IngestEnv> = { QUEUE_URL: 'https://queue.example', BUCKET_NAME: 'b', HEARTBEAT_SECONDS: '60' }; // prettier-ignore

// @ts-expect-error a key is missing
export const missing: Environment<IngestEnv> = {};

// @ts-expect-error a key too many
export const more: Environment<IngestEnv> = { QUEUE_URL: 'https://queue.example', BUCKET_NAME: 'b', HEARTBEAT_SECONDS: '60', OTHER: '' }; // prettier-ignore
