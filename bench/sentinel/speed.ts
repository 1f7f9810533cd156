import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync, rmSync, mkdtempSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Observer } from '../../sentinel/observer.ts';
import { PcapSource } from '../../sentinel/sources/pcap.ts';
import type { CapturedPacket } from '../../sentinel/sources/source.ts';
import { clientHello } from '../../test/sentinel/client-hello.ts';
import { a, captured, dns, ethernet, pcapFile, plays, T0, Talk, u32, udp } from '../../test/sentinel/packets.ts';
import { cryptonote } from '../../test/sentinel/transcripts.ts';
import { version } from './oracles.ts';

/**
 * Microseconds a packet for each protocol, from the file to the findings, and the speed on a large mixed capture beside
 * ndpiReader and tshark on the same file. Times are of one machine; compare them with each other.
 */
const { values } = parseArgs({ options: { connections: { type: 'string', default: '20000' } } });
const count = Number(values.connections);

type Make = (index: number) => readonly CapturedPacket[];

const talk = (index: number, port: number) =>
  new Talk(`10.0.0.${10 + (index % 100)}:${32_768 + (Math.floor(index / 100) % 28_000)}`, `203.0.113.${index % 250}:${port}`, { clientIsn: (index * 2_654_435_761) >>> 0, serverIsn: (index * 40_503) >>> 0, at: T0 + index }).open(); // prettier-ignore
const ok = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n' + 'x'.repeat(500);
const literal = (name: string, value: string) => Buffer.concat([Buffer.from([0x40, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)]); // prettier-ignore
const headers = (stream: number, path: string) => {
  const block = Buffer.concat([Buffer.from([0x83, 0x86]), literal(':path', path), literal('content-type', 'application/grpc'), literal('te', 'trailers')]); // prettier-ignore
  return Buffer.concat([Buffer.from([0, 0, block.length, 1, 4]), u32(stream), block, Buffer.from([0, 0, 50, 0, 1]), u32(stream), Buffer.alloc(50)]); // prettier-ignore
};

const makers: Readonly<Record<string, Make>> = {
  DNS: (index) => {
    const [client, name] = [`10.0.0.${10 + (index % 100)}:${20_000 + (index % 40_000)}`, `host-${index % 5000}.example.com`];
    return [
      captured(udp(client, '10.0.0.2:53', dns({ id: index & 0xffff, name })), T0 + index),
      captured(udp('10.0.0.2:53', client, dns({ id: index & 0xffff, name, answers: [a(name, '198.51.100.7')] })), T0 + index),
    ];
  },
  TLS: (index) => talk(index, 443).says(clientHello({ name: `host-${index % 5000}.example.com`, alpn: ['h2', 'http/1.1'], pad: 300 })).hears(Buffer.alloc(1400, 22)).says(Buffer.alloc(600, 23)).hears(Buffer.alloc(1400, 23)).close().packets,
  'HTTP/1': (index) => talk(index, 80).says(`GET /api/items/${index}/reviews?page=2 HTTP/1.1\r\nHost: shop.example.com\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n`).hears(ok).says(`POST /api/carts/${index} HTTP/1.1\r\nHost: shop.example.com\r\nContent-Length: 200\r\n\r\n${'y'.repeat(200)}`).hears(ok).close().packets,
  h2c: (index) => talk(index, 50_051).says('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n').says(headers(1, '/shop.Cart/GetCart')).hears(Buffer.alloc(200)).says(headers(3, '/shop.Cart/AddItem')).hears(Buffer.alloc(200)).close().packets,
  mining: (index) => plays(talk(index, 3333), cryptonote).close().packets,
  bulk: (index) => talk(index, 9000).says(Buffer.alloc(100, 1)).hears(Buffer.alloc(30 * 1400, 2)).close().packets,
}; // prettier-ignore

const folder = mkdtempSync(join(tmpdir(), 'sentinel-speed-'));

async function write(
  path: string,
  make: (index: number) => readonly CapturedPacket[],
  connections: number,
): Promise<number> {
  const out = createWriteStream(path);
  let packets = 0;
  for (let from = 0; from < connections; from += 500) {
    const some = Array.from({ length: Math.min(500, connections - from) }, (_, index) => make(from + index)).flat();
    packets += some.length;
    const framed = some.map((packet) => captured(ethernet(packet.bytes), packet.at, 1));
    const bytes = pcapFile(framed);
    if (!out.write(from === 0 ? bytes : bytes.subarray(24))) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return packets;
}

/** Processor time in microseconds: what others do on the machine counts less than in the time of a clock. */
async function inProcess(path: string): Promise<number> {
  const observer = new Observer();
  const before = process.cpuUsage();
  await new PcapSource(path).run(observer, new AbortController().signal);
  observer.end();
  observer.take();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

interface Cost {
  readonly seconds: number;
  readonly mebibytes: number;
}

/** Wall time and the highest resident memory of another program, from /proc. */
async function costOf(program: string, args: readonly string[]): Promise<Cost> {
  const started = performance.now();
  const child = spawn(program, [...args], { stdio: 'ignore' });
  let peak = 0;
  const watching = setInterval(() => {
    try {
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0));
    } catch {
      // It has just ended.
    }
  }, 20);
  await once(child, 'close');
  clearInterval(watching);
  return { seconds: (performance.now() - started) / 1000, mebibytes: peak / 1024 };
}

try {
  process.stdout.write('| protocol | packets | µs a packet |\n|---|---|---|\n');
  const path = join(folder, 'one.pcap');
  for (const [name, make] of Object.entries(makers)) {
    const packets = await write(path, make, count);
    // The first run warms the compiler; the best of three is the least disturbed.
    const times = [await inProcess(path), await inProcess(path), await inProcess(path)];
    process.stdout.write(`| ${name} | ${packets} | ${(Math.min(...times) / packets).toFixed(2)} |\n`);
  }
  const large = join(folder, 'large.pcap');
  const all = Object.values(makers);
  const packets = await write(large, (index) => all[index % all.length]!(index), count * 3);
  const megabytes = statSync(large).size / 1e6;
  process.stdout.write(
    `\nA mixed capture of ${megabytes.toFixed(0)} MB, ${packets} packets:\n\n| program | seconds | MB/s | µs a packet | MiB at most |\n|---|---|---|---|---|\n`,
  );
  const programs: readonly (readonly [string, string, readonly string[]])[] = [
    ['sentinel', process.execPath, [join(import.meta.dirname, '../../sentinel/main.mjs'), '--pcap', large, '--print']],
    ['ndpiReader', 'ndpiReader', ['-q', '-i', large]],
    ['tshark', 'tshark', ['-r', large, '-T', 'fields', '-e', 'frame.protocols']],
  ];
  const costs: Cost[] = [];
  for (const [name, program, args] of programs) {
    if (name !== 'sentinel' && (await version(program, ['-h'])) === undefined) {
      process.stdout.write(`| ${name} | absent | | | |\n`);
      continue;
    }
    const cost = await costOf(program, args);
    costs.push(cost);
    process.stdout.write(`| ${name} | ${cost.seconds.toFixed(1)} | ${(megabytes / cost.seconds).toFixed(0)} | ${((cost.seconds * 1e6) / packets).toFixed(1)} | ${cost.mebibytes.toFixed(0)} |\n`); // prettier-ignore
  }
  process.stdout.write(`sentinel speed: ok: ${(megabytes / costs[0]!.seconds).toFixed(0)} MB/s\n`);
} finally {
  rmSync(folder, { recursive: true });
}
