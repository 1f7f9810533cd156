import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as tlsConnect, createServer as createTlsServer } from 'node:tls';
import { generate } from 'selfsigned';
import type { Flow } from '../../core/telemetry.ts';
import { observing, packetsOf } from '../../test/sentinel/corpus.ts';
import { transcripts, type Saying, type Transcript } from './transcripts.ts';

/**
 * Replays mining sessions over loopback as they were, in a WebSocket, in TLS, and in a WebSocket in TLS, captures them
 * with tcpdump, and says what the sentinel still sees of each and to what it is blind.
 */
const HOST = 'pool.example.org';

type Wrapping = 'plain' | 'websocket' | 'tls' | 'websocket in tls';
const wrappings: readonly Wrapping[] = ['plain', 'websocket', 'tls', 'websocket in tls'];

const { private: key, cert } = await generate([{ name: 'commonName', value: HOST }], { keySize: 2048 });

function frame(payload: Buffer, masked: boolean): Buffer {
  const length = payload.length < 126 ? Buffer.from([payload.length]) : Buffer.from([126, payload.length >> 8, payload.length & 255]); // prettier-ignore
  length[0] = length[0]! | (masked ? 0x80 : 0);
  const mask = masked ? randomBytes(4) : Buffer.alloc(0);
  const body = masked ? payload.map((byte, index) => byte ^ mask[index % 4]!) : payload;
  return Buffer.concat([Buffer.from([0x81]), length, mask, body]);
}

/** Reads exactly so many bytes from a socket: what one side says must have arrived before the other answers. */
function counter(socket: Socket): (count: number) => Promise<void> {
  let seen = 0;
  let wanted = 0;
  let wake: (() => void) | undefined;
  socket.on('data', (chunk: Buffer) => {
    seen += chunk.length;
    if (seen >= wanted) wake?.();
  });
  return async (count) => {
    wanted += count;
    if (seen < wanted) await new Promise<void>((resolve) => (wake = resolve));
  };
}

async function replay(says: readonly Saying[], wrapping: Wrapping, server: Server, port: number): Promise<void> {
  const isTls = wrapping.endsWith('tls');
  const accepted = once(server, isTls ? 'secureConnection' : 'connection') as Promise<[Socket]>;
  const client: Socket = isTls ? tlsConnect({ port, host: '127.0.0.1', servername: HOST, rejectUnauthorized: false }) : createConnection(port, '127.0.0.1'); // prettier-ignore
  await once(client, isTls ? 'secureConnect' : 'connect');
  const [pool] = await accepted;
  const arrives = { client: counter(pool), server: counter(client) };
  const say = async (side: 'client' | 'server', bytes: Buffer) => {
    (side === 'client' ? client : pool).write(bytes);
    await arrives[side](bytes.length);
  };
  const inWebSocket = wrapping.startsWith('websocket');
  if (inWebSocket) {
    await say('client', Buffer.from(`GET /mine HTTP/1.1\r\nHost: ${HOST}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n\r\n`)); // prettier-ignore
    await say(
      'server',
      Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
    );
  }
  for (const { side, bytes } of says) await say(side, inWebSocket ? frame(bytes, side === 'client') : bytes);
  client.end();
  await once(pool, 'end');
  pool.end();
}

async function capturedFlow(transcript: Transcript, wrapping: Wrapping, folder: string): Promise<Flow> {
  const server = wrapping.endsWith('tls') ? createTlsServer({ key, cert }) : createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = (server.address() as AddressInfo).port;
  const file = join(folder, 'capture.pcap');
  const tcpdump = spawn('tcpdump', ['-i', 'lo', '-U', '--immediate-mode', '-s', '65535', '-w', file, 'tcp', 'port', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] }); // prettier-ignore
  await once(tcpdump.stderr, 'data');
  await sleep(200);
  await replay(transcript.says, wrapping, server, port);
  await sleep(300);
  tcpdump.kill('SIGINT');
  await once(tcpdump, 'close');
  server.close();
  const flows = observing(await packetsOf(file)).take().filter((one): one is Flow => one.kind === 'flow'); // prettier-ignore
  if (flows.length !== 1) throw new Error(`${transcript.name}, ${wrapping}: expected one flow, saw ${flows.length}`);
  return flows[0]!;
}

const folder = mkdtempSync(join(tmpdir(), 'sentinel-wrapped-'));
const failures: string[] = [];
process.stdout.write('| session | wrapping | still seen | mining |\n|---|---|---|---|\n');
try {
  for (const transcript of await transcripts()) {
    for (const wrapping of wrappings) {
      const flow = await capturedFlow(transcript, wrapping, folder);
      const mining = flow.ops.find(({ app }) => app === 'mining');
      const others = [...new Set(flow.ops.filter(({ app }) => app !== 'mining').map(({ app }) => app))];
      const names = flow.names.map(({ value, from }) => `${value} (${from})`);
      const verdict = mining === undefined ? 'blind' : `${mining.dialect} ${mining.evidence}`;
      process.stdout.write(`| ${transcript.name} | ${wrapping} | ${[...others, ...names, `${flow.bytesOut} out`, `${flow.bytesIn} in`].join(', ')} | ${verdict} |\n`); // prettier-ignore
      const isTls = wrapping.endsWith('tls');
      if (isTls && (!others.includes('tls') || !names.includes(`${HOST} (sni)`))) failures.push(`${transcript.name}, ${wrapping}: TLS and its name not seen`); // prettier-ignore
      // In TLS a hint from the shape is allowed, a session would be an invention.
      if (isTls && mining !== undefined && mining.evidence !== 'hint')
        failures.push(`${transcript.name}, ${wrapping}: claims ${verdict}`);
      if (!isTls && mining?.evidence !== 'session') failures.push(`${transcript.name}, ${wrapping}: ${verdict}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
for (const failure of failures) process.stderr.write(`${failure}\n`);
process.stdout.write(`sentinel wrapped: ${failures.length === 0 ? 'ok: seen in the clear and in WebSockets; inside TLS only the name, the sizes and the times, never the words' : `FAILED: ${failures.length}`}\n`); // prettier-ignore
process.exit(failures.length === 0 ? 0 : 1);
