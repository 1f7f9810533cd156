// Small programs that talk inside the lab's namespaces: `node program.ts NAME ARGUMENT…`. Nothing here mines: the "miner"
// says what miners say, and computes nothing.
import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';

const ready = (): void => void process.stdout.write('ready\n');
const [name = '', ...args] = process.argv.slice(2);
const at = (index: number): string => args[index] ?? '';

/** A job as pools of Monero's kind hand it out; the blob is random. */
const job = () => ({ blob: randomBytes(76).toString('hex'), job_id: randomBytes(4).toString('hex'), target: 'b88d0600', height: 3_000_000, seed_hash: randomBytes(32).toString('hex'), algo: 'rx/0' }); // prettier-ignore

function answer(line: string): object | undefined {
  const { id, method } = JSON.parse(line) as { id?: unknown; method?: string };
  if (method === 'login') return { id, jsonrpc: '2.0', error: null, result: { id: randomBytes(8).toString('hex'), job: job(), status: 'OK' } }; // prettier-ignore
  if (method === 'submit') return { id, jsonrpc: '2.0', error: null, result: { status: 'OK' } };
  if (method === 'mining.subscribe') return { id, result: [[['mining.notify', 'ae6812eb']], '08000002', 4], error: null }; // prettier-ignore
  if (method === 'mining.authorize' || method === 'mining.submit') return { id, result: true, error: null };
  return undefined;
}

const lines = (socket: net.Socket, each: (line: string) => void): void => {
  let rest = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) if (line.trim() !== '') each(line);
  });
  socket.on('error', () => socket.destroy());
};

const programs: Readonly<Record<string, () => void | Promise<void>>> = {
  /** pool HOST PORT */
  pool: () =>
    void net
      .createServer((socket) => lines(socket, (line) => {
        const said = answer(line);
        if (said !== undefined) socket.write(`${JSON.stringify(said)}\n`);
      }))
      .listen(Number(at(1)), at(0), ready),

  /** miner HOST PORT SHARES FROM RESOLVER: looks the host up, logs in, hands in shares of nothing, leaves. */
  miner: async () => {
    const [port, shares, localAddress, server] = [Number(at(1)), Number(at(2) || 1), args[3], args[4]];
    let host = at(0);
    if (server !== undefined) {
      const resolver = new Resolver({ timeout: 2000, tries: 2 });
      resolver.setServers([server]);
      [host = ''] = await resolver.resolve4(host);
    }
    let sent = 0;
    const socket = net.connect({ host, port, ...(localAddress === undefined ? {} : { localAddress }) }, () => {
      process.stdout.write(`connected ${Date.now()}\n`);
      socket.write(`${JSON.stringify({ id: 1, jsonrpc: '2.0', method: 'login', params: { login: 'not-a-wallet', pass: 'x', agent: 'lab/1.0', algo: ['rx/0'] } })}\n`);
    });
    lines(socket, () => {
      sent += 1;
      if (sent > shares) socket.end();
      else socket.write(`${JSON.stringify({ id: sent + 1, jsonrpc: '2.0', method: 'submit', params: { id: 'a', job_id: 'b', nonce: 'd0030040', result: '00'.repeat(32) } })}\n`);
    });
  },

  /** dns HOST PORT NAME=ADDRESS…: answers what it was told, NXDOMAIN to the rest. */
  dns: () => {
    const names = new Map<string, string[]>();
    for (const pair of args.slice(2)) {
      const [key = '', value = ''] = pair.split('=');
      names.set(key, [...(names.get(key) ?? []), value]);
    }
    const server = createSocket(at(0).includes(':') ? 'udp6' : 'udp4');
    server.on('message', (question, { address, port }) => {
      const labels: string[] = [];
      let end = 12;
      for (; question[end] !== 0; end += question[end]! + 1) labels.push(question.toString('latin1', end + 1, end + 1 + question[end]!));
      const type = question.readUInt16BE(end + 1);
      const known = names.get(labels.join('.').toLowerCase());
      const data = (known ?? []).filter((one) => (type === 1 ? net.isIPv4(one) : type === 28 && net.isIPv6(one))).map(addressBytes);
      const head = Buffer.from(question.subarray(0, end + 5));
      head.writeUInt16BE(known === undefined ? 0x8183 : 0x8180, 2);
      head.writeUInt16BE(data.length, 6);
      head.writeUInt32BE(0, 8);
      const records = data.map((bytes) => Buffer.concat([Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, bytes.length]), bytes]));
      server.send(Buffer.concat([head, ...records]), port, address);
    });
    server.bind(Number(at(1)), at(0), ready);
  },

  /** http HOST PORT; http2 HOST PORT (in the clear) */
  http: () => void http.createServer((_, response) => response.end('ok\n')).listen(Number(at(1)), at(0), ready),
  http2: () =>
    void http2
      .createServer()
      .on('stream', (stream) => {
        stream.respond({ ':status': 200 });
        stream.end('ok');
      })
      .listen(Number(at(1)), at(0), ready),

  /** postgresql HOST PORT: lets anybody in and answers every query with nothing. */
  postgresql: () =>
    void net
      .createServer((socket) => {
        let started = false;
        socket.on('error', () => socket.destroy());
        socket.on('data', (bytes: Buffer) => {
          if (!started && bytes.length === 8) return void socket.write('N');
          const idle = Buffer.from('Z\0\0\0\u0005I', 'latin1');
          if (!started) {
            started = true;
            return void socket.write(Buffer.concat([Buffer.from('R\0\0\0\u0008\0\0\0\0', 'latin1'), idle]));
          }
          if (bytes[0] === 0x51) socket.write(Buffer.concat([Buffer.from('C\0\0\0\u000dSELECT 0\0', 'latin1'), idle]));
          else if (bytes[0] === 0x58) socket.end();
          return undefined;
        });
      })
      .listen(Number(at(1)), at(0), ready),

  /** websocket HOST PORT; websocket-client HOST PORT: an upgrade, and one message each way. */
  websocket: () =>
    void http
      .createServer()
      .on('upgrade', (request, socket) => {
        const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
        socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`);
        socket.on('error', () => socket.destroy());
        socket.once('data', () => socket.end(Buffer.from([0x81, 2, 0x68, 0x69])));
      })
      .listen(Number(at(1)), at(0), ready),
  'websocket-client': () => {
    const request = http.request({ host: at(0), port: Number(at(1)), path: '/live/feed', headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': randomBytes(16).toString('base64') } });
    request.on('upgrade', (_, socket) => {
      socket.write(Buffer.from([0x81, 0x82, 1, 2, 3, 4, 0x68 ^ 1, 0x69 ^ 2]));
      socket.resume().on('end', () => socket.end());
    });
    request.end();
  },

  /** visits PORT COUNT PER-SECOND HOST…: a connection with one request each, evenly spaced; says how many were answered. */
  visits: async () => {
    const [port, count, perSecond, hosts] = [Number(at(0)), Number(at(1)), Number(at(2)), args.slice(3)];
    const visit = (index: number) =>
      new Promise<number>((resolve) => {
        const request = http.get({ host: hosts[index % hosts.length], port, path: '/visit', agent: false, timeout: 10_000 }, (response) => response.resume().on('end', () => resolve(1)));
        request.on('timeout', () => request.destroy()).on('error', () => resolve(0));
      });
    const began = performance.now();
    const all: Promise<number>[] = [];
    while (all.length < count) {
      const due = Math.min(count, Math.ceil(((performance.now() - began) / 1000) * perSecond));
      while (all.length < due) all.push(visit(all.length));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const answered = (await Promise.all(all)).reduce((sum, one) => sum + one, 0);
    process.stdout.write(`answered ${answered}\n`);
  },

  /** silent HOST PORT: takes datagrams and answers none. */
  silent: () => void createSocket('udp4').on('message', () => {}).bind(Number(at(1)), at(0), ready),

  /** relay HOST PORT PATH: a way out of a namespace, for sockets of the file system know none. */
  relay: () =>
    void net
      .createServer((socket) => {
        const other = net.connect(at(2));
        for (const one of [socket, other]) one.on('error', () => (socket.destroy(), other.destroy()));
        socket.pipe(other).pipe(socket);
      })
      .listen(Number(at(1)), at(0), ready),
}; // prettier-ignore

function addressBytes(address: string): Buffer {
  if (net.isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [front = '', back = ''] = address.split('::');
  const words = (text: string) => (text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16)));
  const [head, tail] = [words(front), words(back)];
  const all = [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 255]));
}

const program = programs[name];
if (program === undefined) {
  process.stderr.write(`no program "${name}"; there are: ${Object.keys(programs).join(', ')}\n`);
  process.exitCode = 2;
} else await program();
