import type { SentinelPolicy } from './policy-schema.ts';

/** Until the control plane says otherwise. */
export const firstPolicy: SentinelPolicy = { v: 1, version: '1', heartbeatS: 60 };

/** Its version tells what it says, so that a sentinel asks again only when something else is wanted. */
export const policyOf = (heartbeatS: number): SentinelPolicy =>
  heartbeatS === firstPolicy.heartbeatS ? firstPolicy : { v: 1, version: `1-${heartbeatS}`, heartbeatS };
