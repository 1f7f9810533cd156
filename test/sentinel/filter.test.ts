import { wireFilter } from '../../sentinel/sources/wire/filter.ts';
import { runFilter } from './bpf-machine.ts';
import { clientHello } from './client-hello.ts';
import { random } from './corpus.ts';
import { a, ACK, dns, FIN, ip, le32, PSH, RST, SYN, tcp, u16, u32, udp } from './packets.ts';
import { cryptonote, ethProxy, stratum } from './transcripts.ts';

const program = wireFilter({ host: true, ownHopLimits: [64] });
const families = { v4: ['10.0.0.1', '10.0.0.2'], v6: ['fd00::1', 'fd00::2'] } as const;
type Family = keyof typeof families;

const kept = (bytes: Buffer, about: { packetType?: number; interfaceIndex?: number } = {}) =>
  runFilter(program, { bytes, protocol: bytes[0]! >> 4 === 4 ? 0x0800 : 0x86dd, ...about }) > 0;
const ends = (family: Family) => families[family].map((address) => (address.includes(':') ? `[${address}]` : address));
const says = (family: Family, payload: Uint8Array | string, flags = PSH | ACK) => {
  const [from, to] = ends(family);
  return tcp({ from: `${from}:40000`, to: `${to}:9000`, flags, seq: 1, ack: 1, payload: Buffer.from(payload as string, 'latin1') }); // prettier-ignore
};
const datagram = (family: Family, from: number, to: number, payload: Uint8Array) => udp(`${ends(family)[0]}:${from}`, `${ends(family)[1]}:${to}`, payload); // prettier-ignore

const h2 = (flags: number, stream: number, type = 1) => Buffer.concat([Buffer.from([0, 0, 20, type, flags]), u32(stream), Buffer.alloc(20, 0x82)]); // prettier-ignore
const masked = (text: string) => {
  const mask = [0x12, 0x34, 0x56, 0x78];
  const body = Buffer.from(text).map((byte, index) => byte ^ mask[index % 4]!);
  return Buffer.concat([Buffer.from(text.length < 126 ? [0x81, 0x80 | text.length] : [0x81, 0xfe, text.length >> 8, text.length & 255]), Buffer.from(mask), body]); // prettier-ignore
};
const mysql = (sequence: number, body: Buffer) => Buffer.concat([Buffer.from([body.length & 255, body.length >> 8, 0, sequence]), body]); // prettier-ignore
const kafka = Buffer.concat([u32(30), u16(3), u16(9), u32(1), u16(6), Buffer.from('client'), Buffer.alloc(14)]);

const opens: Readonly<Record<string, Uint8Array | string>> = {
  ...Object.fromEntries(['GET /', 'POST /', 'PUT /', 'HEAD /', 'DELETE /', 'PATCH /', 'OPTIONS /', 'CONNECT a:443 '].map((head) => [head, `${head} HTTP/1.1\r\n\r\n`])), // prettier-ignore
  'an upgrade that is granted': 'HTTP/1.1 101 Switching Protocols\r\n\r\n',
  'a tunnel that is granted': 'HTTP/1.1 200 Connection established\r\n\r\n',
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'HEADERS of a request': h2(4, 1),
  'HEADERS behind an acknowledgement': Buffer.concat([Buffer.from([0, 0, 0, 4, 1, 0, 0, 0, 0]), h2(4, 1)]),
  'HEADERS behind WINDOW_UPDATE': Buffer.concat([Buffer.from([0, 0, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0, 1]), h2(4, 3)]),
  'a ClientHello': clientHello({ name: 'a.example', pad: 300 }),
  ...Object.fromEntries([...cryptonote, ...stratum, ...ethProxy].map(({ text }) => [`mining: ${text.slice(0, 40)}`, text])), // prettier-ignore
  'a batch of JSON-RPC': '[{"id":1,"method":"mining.subscribe","params":[]}]',
  'JSON in a WebSocket message of a server': Buffer.from('\u0081\u0010{"id":1,"error":', 'latin1'),
  'JSON in a WebSocket message of a client': masked('{"id":1,"method":"login","params":{}}'),
  'JSON in a long WebSocket message': masked(`{"id":1,"method":"login","params":{"pass":"${'x'.repeat(200)}"}}`),
  'a Redis command': '*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n',
  'a Redis command of many words': '*12\r\n$4\r\nMSET\r\n',
  'PostgreSQL asks for encryption': Buffer.concat([u32(8), u32(80_877_103)]),
  'PostgreSQL starts': Buffer.concat([u32(24), u32(3 << 16), Buffer.from('user\0app\0\0\0\0\0')]),
  'a PostgreSQL query': Buffer.concat([Buffer.from('Q'), u32(4 + 9), Buffer.from('SELECT 1\0')]),
  'a PostgreSQL batch': Buffer.concat([Buffer.from('P'), u32(4 + 12), Buffer.alloc(12), Buffer.from('S'), u32(4)]),
  'the greeting of MySQL': mysql(0, Buffer.concat([Buffer.from('\n8.0.36\0'), Buffer.alloc(60, 1)])),
  'a MySQL query': mysql(0, Buffer.from('\u0003SELECT 1')),
  'a Kafka request': kafka,
  'a MongoDB message': Buffer.concat([le32(40), le32(1), le32(0), le32(2013), Buffer.alloc(24)]),
  'AMQP begins': Buffer.from('AMQP\0\0\u0009\u0001', 'latin1'),
  'an AMQP method': Buffer.concat([Buffer.from([1, 0, 1]), u32(8), Buffer.alloc(8), Buffer.from([0xce])]),
  'NATS greets': 'INFO {"server_id":"x"}\r\n',
  'NATS publishes': 'PUB orders 8\r\n',
  'SOCKS 5': Buffer.from([5, 1, 0]),
  'SOCKS 5 agrees': Buffer.from([5, 0]),
  'SOCKS 5 dials': Buffer.from([5, 1, 0, 1, 203, 0, 113, 9, 1, 187]),
  'SOCKS 4 dials': Buffer.from([4, 1, 1, 187, 203, 0, 113, 9, 0]),
  'a header of a proxy': 'PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n',
  'a header of a proxy in bytes': Buffer.from('\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000c', 'latin1'),
  'a Bitcoin node': Buffer.concat([Buffer.from('f9beb4d9', 'hex'), Buffer.from('version\0\0\0\0\0'), le32(100), Buffer.alloc(104)]), // prettier-ignore
  'JSON with spaces in a WebSocket message': masked('{ "id": 1, "method": "login" }'),
  'an Ethereum node': Buffer.concat([u16(440), Buffer.from([4]), Buffer.alloc(439, 0x5a)]),
  'a Monero node': Buffer.concat([Buffer.from('0121010101010101', 'hex'), Buffer.alloc(40)]),
};

const bulk: Readonly<Record<string, Uint8Array | string>> = {
  'an acknowledgement': '',
  'one byte': 'x',
  'data within TLS': Buffer.concat([Buffer.from([23, 3, 3, 5, 0]), Buffer.alloc(1280, 7)]),
  'an answer of HTTP': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  'DATA of HTTP/2': h2(0, 1, 0),
  'HEADERS of an answer on a stream of the server': h2(4, 2),
  'text': 'lorem ipsum dolor sit amet',
  'an answer of Redis': '$5\r\nhello\r\n',
  'zeros': Buffer.alloc(1400),
  'part of a MySQL packet': Buffer.concat([Buffer.from([1, 2, 0, 0, 3]), Buffer.alloc(900, 65)]),
  'part of a PostgreSQL query': Buffer.concat([Buffer.from('Q'), u32(90_000), Buffer.alloc(1300, 65)]),
  'text in a WebSocket message': masked('{{ lorem ipsum dolor sit amet }}'),
  'a brace at the place of a short message in a long one': Buffer.concat([Buffer.from([0x81, 126, 0x7b, 0x22]), Buffer.alloc(900, 65)]),
  'what begins like an Ethereum node and is longer': Buffer.concat([u16(440), Buffer.from([4]), Buffer.alloc(1200, 0x5a)]),
  'binary WebSocket data': Buffer.concat([Buffer.from([0x82, 0x7e, 4, 0]), Buffer.alloc(1024, 9)]),
}; // prettier-ignore

describe.each(['v4', 'v6'] as const)('the packet filter, instruction by instruction, %s', (family) => {
  test.each(Object.entries(opens))('%s passes', (_, payload) => expect(kept(says(family, payload))).toBe(true));
  test.each(Object.entries(bulk))('%s does not pass', (_, payload) => expect(kept(says(family, payload))).toBe(false));

  test('beginnings and ends of connections pass, whatever they carry', () => {
    for (const flags of [SYN, SYN | ACK, FIN | ACK, RST, RST | ACK]) expect(kept(says(family, '', flags))).toBe(true);
    expect(kept(says(family, Buffer.alloc(500, 3), FIN | ACK))).toBe(true);
  });

  test('DNS passes on any port, by its structure; anything passes on its own port', () => {
    const question = dns({ name: 'a.example' });
    const answer = dns({ name: 'a.example', answers: [a('a.example', '10.0.0.9')] });
    for (const message of [question, answer]) {
      expect(kept(datagram(family, 40_000, 5300, message))).toBe(true);
      expect(kept(datagram(family, 5300, 40_000, message))).toBe(true);
    }
    expect(kept(datagram(family, 40_000, 53, Buffer.from('tunnel')))).toBe(true);
    expect(kept(says(family, Buffer.concat([u16(question.length), question])))).toBe(false);
  });

  test('of HTTP/3 the first packet passes, of other datagrams those of well-known services', () => {
    const initial = Buffer.concat([Buffer.from([0xc3]), u32(1), Buffer.alloc(1195)]);
    expect(kept(datagram(family, 40_000, 443, initial))).toBe(true);
    expect(kept(datagram(family, 40_000, 443, Buffer.alloc(1200, 0x41)))).toBe(false);
    expect(kept(datagram(family, 40_000, 123, Buffer.alloc(48)))).toBe(true);
    expect(kept(datagram(family, 40_000, 4789, Buffer.alloc(1200, 0x41)))).toBe(false);
    expect(kept(datagram(family, 40_000, 50_000, Buffer.alloc(4)))).toBe(false);
  });

  test('what the node forwards is seen once: when it comes', () => {
    const own = says(family, 'GET / HTTP/1.1\r\n\r\n');
    const forwarded = Buffer.from(own);
    forwarded[family === 'v4' ? 8 : 7] = 63;
    expect(kept(own, { packetType: 4 })).toBe(true);
    expect(kept(forwarded, { packetType: 4 })).toBe(false);
    expect(kept(forwarded, { packetType: 0 })).toBe(true);
    expect(kept(own, { packetType: 4, interfaceIndex: 1 })).toBe(false);
    const podsOnly = wireFilter({ host: false, ownHopLimits: [64] });
    expect(runFilter(podsOnly, { bytes: own, protocol: family === 'v4' ? 0x0800 : 0x86dd, packetType: 4 })).toBe(0);
  });

  test('whatever is cut short ends the program, and nothing runs past the end of a packet', () => {
    for (const payload of [...Object.values(opens), ...Object.values(bulk)]) {
      const whole = says(family, payload);
      for (let length = 0; length < Math.min(whole.length, 120); length += 1) kept(whole.subarray(0, length));
    }
    expect(kept(says(family, 'GET /').subarray(0, 42))).toBe(false);
  });
});

describe('the packet filter', () => {
  test('refuses what is neither IPv4 nor IPv6, fragments, loopback addresses', () => {
    expect(runFilter(program, { bytes: Buffer.alloc(60), protocol: 0x0806 })).toBe(0);
    expect(kept(ip('10.0.0.1', '10.0.0.2', 6, Buffer.alloc(60, 2), { fragment: 100 }))).toBe(false);
    expect(kept(tcp({ from: '127.0.0.1:4', to: '127.0.0.1:5', flags: SYN, seq: 1 }))).toBe(false);
    expect(kept(tcp({ from: '[::1]:4', to: '[::1]:5', flags: SYN, seq: 1 }))).toBe(false);
  });

  test('fits what older kernels give a socket for its filter', () => {
    // net.core.optmem_max was 20,480 bytes before Linux 6.7; the kernel's own instructions take 8 bytes each, at most
    // seven for each of ours (a relative load).
    expect(program.length).toBeLessThan(20_480 / 8 / 6);
    for (const [at, { code, jt, jf, k }] of program.entries()) {
      const next = code === 0x05 ? [at + 1 + k] : (code & 7) === 5 ? [at + 1 + jt, at + 1 + jf] : [at + 1];
      if ((code & 7) !== 6) for (const target of next) expect(target).toBeLessThan(program.length);
    }
  });

  test('random bulk passes less than once in ten thousand', () => {
    const chance = random(7);
    let passed = 0;
    for (let index = 0; index < 100_000; index += 1) if (kept(says('v4', Buffer.from(Array.from({ length: 64 }, () => Math.floor(chance() * 256)))))) passed += 1; // prettier-ignore
    expect(passed).toBeLessThan(10);
  });
});
