import type { Protocol } from './protocol.ts';

/** Asked in this order; the first that says yes is believed. */
export const protocols: readonly Protocol[] = [];
