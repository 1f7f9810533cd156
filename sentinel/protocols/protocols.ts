import { amqp } from './amqp.ts';
import { dnsTcp } from './dns-tcp.ts';
import { http1 } from './http1.ts';
import { http2 } from './http2.ts';
import { kafka } from './kafka.ts';
import { mongodb } from './mongodb.ts';
import { mysql } from './mysql.ts';
import { nats } from './nats.ts';
import { postgresql } from './postgresql.ts';
import type { Protocol } from './protocol.ts';
import { proxyHeader } from './proxy-header.ts';
import { redis } from './redis.ts';
import { socks } from './socks.ts';
import { tls } from './tls.ts';
import { websocket } from './websocket.ts';

/** Asked in this order, the strongest marks first; the first that says yes is believed. */
export const protocols: readonly Protocol[] = [
  tls, proxyHeader, http2, http1, nats, redis, amqp, postgresql, mysql, mongodb, dnsTcp, kafka, socks, websocket,
]; // prettier-ignore
