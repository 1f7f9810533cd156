import { createECDH, randomBytes } from 'node:crypto';
import { isCurvePoint } from '../../../core/mining/curve.ts';
import { byteByByte, play } from './play.ts';
import type { Turn } from './transcripts.ts';

const bitcoin = (magic: string, command: string, length: number): Uint8Array =>
  Buffer.concat([
    Buffer.from(magic, 'hex'),
    Buffer.from(command.padEnd(12, '\0')),
    u32(length),
    Buffer.alloc(4 + length, 3),
  ]);
const monero = (command: number): Uint8Array =>
  Buffer.concat([
    Buffer.from('0121010101010101', 'hex'),
    Buffer.alloc(8),
    Buffer.of(1),
    u32(command),
    Buffer.alloc(12),
  ]);
const u32 = (value: number): Uint8Array => Uint8Array.from([0, 8, 16, 24], (shift) => (value >> shift) & 255);

function rlpx(size: number, sized = true): Uint8Array {
  const curve = createECDH('secp256k1');
  const key = curve.generateKeys();
  const body = Buffer.concat([key, randomBytes(size - key.length)]);
  return sized ? Buffer.concat([Buffer.of(size >> 8, size & 255), body]) : body;
}

const nodes: readonly { title: string; dialect: string; turns: readonly Turn[] }[] = [
  { title: 'Bitcoin', dialect: 'bitcoin-p2p', turns: [['client', bitcoin('f9beb4d9', 'version', 102)], ['server', bitcoin('f9beb4d9', 'version', 102)]] },
  { title: 'a fork of Bitcoin with a magic of its own', dialect: 'bitcoin-p2p', turns: [['client', bitcoin('01020304', 'version', 102)], ['server', bitcoin('01020304', 'version', 110)]] },
  { title: 'Bitcoin, begun before the capture', dialect: 'bitcoin-p2p', turns: [['server', bitcoin('f9beb4d9', 'inv', 37)]] },
  { title: 'Monero', dialect: 'monero-p2p', turns: [['client', monero(1001)], ['server', monero(1001)]] },
  { title: 'Ethereum, RLPx', dialect: 'devp2p', turns: [['client', rlpx(440)], ['server', rlpx(380)]] },
  { title: 'Ethereum, RLPx before EIP-8', dialect: 'devp2p', turns: [['client', rlpx(307, false)], ['server', rlpx(210, false)]] },
]; // prettier-ignore

test.each(nodes)('$title is a crypto node, not mining', ({ turns, dialect }) => {
  for (const cut of [undefined, byteByByte]) {
    const verdict = play(turns, cut);
    expect(verdict).toMatchObject({ app: 'crypto-node', dialect, evidence: 'session' });
    expect(verdict?.methods).toHaveLength(1);
  }
});

test('a node that was not answered was refused', () => {
  const [direction, said] = nodes[0]?.turns[0] ?? ['client', ''];
  expect(play([[direction, said]])?.evidence).toBe('intent');
  expect(play([[direction, said]], undefined, 'timeout')?.evidence).toBe('refused');
});

test('a strange magic with an everyday command is no node', () => {
  expect(play([['client', bitcoin('01020304', 'ping', 8)]])).toBeUndefined();
});

test('only a point on the curve is one', () => {
  const key = createECDH('secp256k1').generateKeys().subarray(1);
  expect(isCurvePoint(key)).toBe(true);
  expect(isCurvePoint(key.map((byte, at) => (at === 40 ? byte ^ 1 : byte)))).toBe(false);
  expect(isCurvePoint(Buffer.alloc(64))).toBe(false);
  expect(isCurvePoint(key.subarray(1))).toBe(false);
});

// A fixed permutation of all bytes stands for an encoded key: as varied as chance, and the same in each run.
const noise = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * 167 + 29) & 255);

describe('Stratum V2 is at most a hint', () => {
  const handshake: Turn[] = [['client', noise(64)], ['server', noise(234)], ['client', noise(90)]]; // prettier-ignore

  test('by the sizes of the handshake', () => {
    for (const cut of [undefined, byteByByte]) {
      expect(play(handshake, cut)).toMatchObject({ app: 'mining', dialect: 'stratum-v2', evidence: 'hint' });
    }
  });

  test('not before the handshake is over, and not by other sizes', () => {
    expect(play(handshake.slice(0, 2))).toBeUndefined();
    expect(play(handshake.with(0, ['client', noise(65)]))).toBeUndefined();
    expect(play(handshake.with(1, ['server', noise(233)]))).toBeUndefined();
  });

  test('in the clear, with the host that it names', () => {
    const host = Buffer.from('pool.example.com');
    const payload = Buffer.concat([Buffer.of(0, 2, 0, 2, 0, 0, 0, 0, 0, host.length), host, Buffer.alloc(12)]);
    const setup = Buffer.concat([Buffer.of(0, 0, 0, payload.length, 0, 0), payload]);
    for (const cut of [undefined, byteByByte]) {
      expect(play([['client', setup]], cut)).toMatchObject({ dialect: 'stratum-v2', evidence: 'hint', poolHosts: ['pool.example.com'] }); // prettier-ignore
    }
  });
});

test('who mines and is a node too, mines', () => {
  const turns: Turn[] = [
    ['client', bitcoin('f9beb4d9', 'version', 102)],
    ['client', '{"id":1,"method":"mining.subscribe","params":[]}\n'],
  ];
  expect(play(turns)?.app).toBe('mining');
});
