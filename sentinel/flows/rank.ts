import type { Operation } from '../../core/operation.ts';

/** Places among the operations of a flow that only what matters most may take, so that it is never crowded out. */
export const RESERVED = 8;
export const FIRST_RANK: ReadonlySet<Operation['app']> = new Set<Operation['app']>([
  'mining',
  'crypto-node',
  'tor',
  'jndi',
]);
