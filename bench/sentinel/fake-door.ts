import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Batch, type Flow } from '../../core/telemetry.ts';

/** The installation as these tests want it: it takes batches, refuses them, or is not there at all. */
export class FakeDoor {
  batches: Batch[] = [];
  answers = 200;
  token = 'first';
  keepsOpen = true;
  #server: http.Server | undefined;
  #port = 0;

  async open(): Promise<string> {
    this.#server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => void chunks.push(chunk));
      request.on('end', () => {
        if (!this.keepsOpen) response.setHeader('connection', 'close');
        const refused = request.headers.authorization !== `Bearer ${this.token}`;
        if (!refused) this.#take(Batch.parse(JSON.parse(gunzipSync(Buffer.concat(chunks)).toString('utf8'))));
        response.writeHead(refused ? 401 : 202, { 'content-type': 'application/json' }).end('{"accepted":1}');
      });
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    return `http://127.0.0.1:${this.#port}`;
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** What is posted again, because its answer came late, is the same batch. */
  #take(batch: Batch): void {
    if (!this.batches.some(({ bootId, seq }) => bootId === batch.bootId && seq === batch.seq)) this.batches.push(batch);
  }

  /** The highest of each key and boot, summed as the control plane does. */
  connections(port: number): number {
    const highest = new Map<string, number>();
    for (const { bootId, observations } of this.batches) {
      for (const one of observations) {
        if (one.kind !== 'flow' || one.port !== port) continue;
        const key = [bootId, one.if, one.src, one.dst, one.via, one.generation].join(' ');
        highest.set(key, Math.max(highest.get(key) ?? 0, one.connections));
      }
    }
    return [...highest.values()].reduce((sum, one) => sum + one, 0);
  }

  keys(port: number): Set<string> {
    const flows = this.batches.flatMap(({ observations }) => observations).filter((one): one is Flow => one.kind === 'flow' && one.port === port); // prettier-ignore
    return new Set(flows.map(({ dst }) => dst));
  }

  /** What is told in several batches carries its coverage in each of them: one window counts once. */
  sum(key: 'dropped' | 'folded' | 'freezes'): number {
    const byWindow = new Map<string, number>();
    for (const { bootId, window, coverage } of this.batches) {
      const told = `${bootId} ${window.from} ${window.to}`;
      byWindow.set(told, Math.max(byWindow.get(told) ?? 0, coverage[key]));
    }
    return [...byWindow.values()].reduce((sum, one) => sum + one, 0);
  }
}
