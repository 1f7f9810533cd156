import { once } from 'node:events';
import { rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Lab } from './lab.ts';

const PORT = 8443;

export interface Passage {
  /** Of the installation, as it is called in the namespace. */
  readonly url: string;
  close(): Promise<void>;
}

/** Lets a namespace of the lab reach an address on this machine's loopback, and nothing else: through a socket in the file system. */
export async function passageTo(lab: Lab, namespace: string, url: string): Promise<Passage> {
  const target = new URL(url);
  const socketPath = path.join(tmpdir(), `plumbline-passage-${process.pid}-${PORT}.sock`);
  rmSync(socketPath, { force: true });
  const server = net.createServer((socket) => {
    const other = net.connect(Number(target.port), target.hostname);
    for (const one of [socket, other]) one.on('error', () => (socket.destroy(), other.destroy()));
    socket.pipe(other).pipe(socket);
  });
  server.listen(socketPath);
  await once(server, 'listening');
  await lab.serve(namespace, ['relay', '127.0.0.1', String(PORT), socketPath]);
  return {
    url: `http://127.0.0.1:${PORT}`,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      rmSync(socketPath, { force: true });
    },
  };
}
