import * as z from 'zod';
import { Count, wellFormed } from './telemetry-fields.ts';
import { telemetryLimits } from './telemetry-limits.ts';

/** How sure the recogniser is that a conversation mines: a look, a client's wish, its refusal, a pool's error, or work done. */
export const MiningEvidence = z.enum(['hint', 'intent', 'refused', 'error', 'session']);
export type MiningEvidence = z.infer<typeof MiningEvidence>;

/** One kind of thing said in a conversation. Paths are templates; no value, header, query or credential ever stands here. */
export const Operation = z.object({
  app: z.enum([
    'http', 'grpc', 'tls', 'dns', 'quic', 'websocket', 'redis', 'postgresql', 'mysql', 'kafka', 'mongodb', 'amqp', 'nats',
    'mining', 'crypto-node', 'tor', 'jndi',
  ]), // prettier-ignore
  dialect: wellFormed(64).optional(),
  method: wellFormed(telemetryLimits.methodLength).optional(),
  path: wellFormed(telemetryLimits.pathLength).optional(),
  evidence: MiningEvidence.optional(),
  alpn: wellFormed(64).optional(),
  ech: z.boolean().optional(),
  /** A call over HTTP whose head was read whole and holds nothing that says who calls: no login, cookie, key or token. */
  unauthenticated: z.literal(true).optional(),
  count: Count,
});
export type Operation = z.infer<typeof Operation>;
