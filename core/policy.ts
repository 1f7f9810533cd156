import type { SentinelPolicy } from './policy-schema.ts';

/** Until the control plane says otherwise. */
export const firstPolicy: SentinelPolicy = { v: 1, version: '1', heartbeatS: 60 };

/** More nodes than this send half as often: requests are the bill. */
const MANY_NODES = 200;

export const policyFor = (nodes: number): SentinelPolicy =>
  nodes > MANY_NODES ? { v: 1, version: '1-large', heartbeatS: 120 } : firstPolicy;
