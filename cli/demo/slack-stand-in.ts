import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SlackStandIn {
  /** What goes into the parameter of the webhook: a secret elsewhere, a loopback address here. */
  readonly webhook: string;
  /** Every message that was posted, in order, with the moment (performance.now()) at which it came. */
  readonly received: readonly { readonly at: number; readonly message: unknown }[];
  stop(): Promise<void>;
}

const largestBytes = 200_000;

/** Takes what Slack's incoming webhooks take, on loopback, and keeps it. */
export async function startSlackStandIn(onMessage: () => void): Promise<SlackStandIn> {
  const path = `/services/${randomBytes(12).toString('hex')}`;
  const received: { at: number; message: unknown }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= largestBytes) chunks.push(chunk);
    });
    request.on('end', () => {
      const message = request.method === 'POST' && request.url === path && bytes <= largestBytes ? parsed(Buffer.concat(chunks)) : undefined;
      if (message === undefined) return void response.writeHead(404).end('no_service');
      received.push({ at: performance.now(), message });
      response.writeHead(200, { 'content-type': 'text/html' }).end('ok');
      onMessage();
    });
  }); // prettier-ignore
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(0, '127.0.0.1', listening));
  return {
    webhook: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    received,
    stop: () => {
      server.closeAllConnections();
      return new Promise((stopped) => void server.close(() => stopped()));
    },
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
