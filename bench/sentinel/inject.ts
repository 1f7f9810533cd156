// Puts frames on an interface as they are: `node inject.ts INTERFACE FILE PER_MS`; the file holds each behind its length.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { libc } from '../../sentinel/sources/libc.ts';

const AF_PACKET = 17;
const SOCK_RAW = 3;
const [name = '', file = '', perMs = '20'] = process.argv.slice(2);

const { socket, bind, send } = libc();
const fd = socket(AF_PACKET, SOCK_RAW, 0);
const address = Buffer.alloc(20);
address.writeUInt16LE(AF_PACKET, 0);
address.writeInt32LE(Number(readFileSync(`/sys/class/net/${name}/ifindex`, 'utf8')), 4);
if (fd < 0 || bind(fd, address, address.length) !== 0) throw new Error(`no raw socket on ${name}`);
const frames = readFileSync(file);
let [sent, refused] = [0, 0];
for (let at = 0; at < frames.length;) {
  const length = frames.readUInt32LE(at);
  const frame = frames.subarray(at + 4, at + 4 + length);
  // What is longer than the interface takes, or no frame at all, the kernel refuses.
  if (send(fd, frame, frame.length, 0) === frame.length) sent += 1;
  else refused += 1;
  at += 4 + length;
  if (sent % Number(perMs) === 0) await sleep(1);
}
process.stdout.write(`sent ${sent} refused ${refused}\n`);
process.exit(0);
