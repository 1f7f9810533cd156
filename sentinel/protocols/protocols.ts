import { http1 } from './http1.ts';
import { http2 } from './http2.ts';
import type { Protocol } from './protocol.ts';
import { tls } from './tls.ts';

/** Asked in this order; the first that says yes is believed. */
export const protocols: readonly Protocol[] = [tls, http2, http1];
