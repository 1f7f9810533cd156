import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Refusal } from '../refusal.ts';

export interface Health {
  /** Empty where all is well; else what is wrong, for people. */
  readonly faults: readonly string[];
}

export interface StatusOptions {
  readonly host: string;
  readonly port: number;
  readonly live: () => Health;
  readonly ready: () => Health;
  readonly metrics: () => string;
}

/** `/livez`, `/readyz` and `/metrics`, for the kubelet and a Prometheus on the node. Holds nothing of what was observed. */
export class StatusServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @throws Refusal where the port is taken */
  static async listen({ host, port, live, ready, metrics }: StatusOptions): Promise<StatusServer> {
    const server = createServer((request, response) => {
      const said = (health: Health) =>
        response.writeHead(health.faults.length === 0 ? 200 : 503, { 'content-type': 'text/plain; charset=utf-8' }).end(`${health.faults.length === 0 ? 'ok' : health.faults.join('\n')}\n`); // prettier-ignore
      if (request.method !== 'GET') response.writeHead(405).end();
      else if (request.url === '/livez') said(live());
      else if (request.url === '/readyz') said(ready());
      else if (request.url === '/metrics')
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(metrics()); // prettier-ignore
      else response.writeHead(404).end();
    });
    server.requestTimeout = 5000;
    server.maxConnections = 16;
    try {
      server.listen(port, host);
      await once(server, 'listening');
    } catch (error) {
      throw new Refusal(`--listen ${host}:${port}: cannot be listened on (${(error as NodeJS.ErrnoException).code}); give another port`, 1, { cause: error }); // prettier-ignore
    }
    server.unref();
    return new StatusServer(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
