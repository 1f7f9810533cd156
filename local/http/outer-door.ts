import { X509Certificate } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, isIP } from 'node:net';
import { StartError } from '../start-error.ts';
import { type LoopbackOptions, maxHeaderBytes, send, serve } from './loopback.ts';

/** Where other machines may post, and the certificate that says so, as PEM. */
export interface OuterDoor {
  readonly host: string;
  readonly port: number;
  readonly certificate: string;
  readonly key: string;
}

const open = ['POST /v1/telemetry', 'POST /v1/inventory', 'GET /v1/policy'];

/**
 * A door for sentinels of other machines: TLS alone, under a name of its certificate alone, and the routes that sentinels
 * ask alone. What people read stays on loopback, for their sign-in is this machine's own. No web page has a reason to call it.
 */
export function outerServer({ certificate, key }: OuterDoor, options: Omit<LoopbackOptions, 'origins'>): Server {
  const names = new X509Certificate(certificate);
  const server = createServer({ cert: certificate, key, minVersion: 'TLSv1.2', maxHeaderSize: maxHeaderBytes, requestTimeout: 60_000 }, (message, response) => {
    if (!isForUs(message, names)) return send(response, options.forbidden);
    void serve(message, response, options).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 30_000;
  return server;
} // prettier-ignore

function isForUs({ headers, method, url = '' }: IncomingMessage, names: X509Certificate): boolean {
  const host = (headers.host ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  if (!isNamed(host, names)) return false;
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return false;
  return open.includes(`${method} ${url}`);
}

/** Whether a certificate is for this name or address; both questions throw where they are asked of the other kind or of neither. */
function isNamed(host: string, names: X509Certificate): boolean {
  try {
    return (isIP(host) === 0 ? names.checkHost(host) : names.checkIP(host)) !== undefined;
  } catch {
    return false;
  }
}

/** The port that it listens on; 0 asks for any. */
export async function listenOutside(server: Server, { host, port }: OuterDoor): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) => reject(new StartError(`Nothing can listen on ${host}:${port} (${code ?? 'unknown'}): give an address of this machine and a free port.`))); // prettier-ignore
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}
