import { once } from 'node:events';
import { connect, createServer, type ClientHttp2Session } from 'node:http2';
import { createConnection, createServer as createTcpServer, type AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { HpackDecoder, MOST_KEPT } from '../../sentinel/protocols/hpack.ts';
import { huffmanDecoded } from '../../sentinel/protocols/huffman.ts';
import { flowOf, Talk } from './packets.ts';

interface Piece {
  readonly side: 'client' | 'server';
  readonly bytes: Buffer;
}

/** What Node's own client and server (nghttp2) say to each other, recorded between them. */
async function recorded(act: (session: ClientHttp2Session) => Promise<void>, settings = {}): Promise<readonly Piece[]> {
  const pieces: Piece[] = [];
  const server = createServer({ settings }, (request, response) => {
    request.resume();
    request.on('end', () => response.end('ok'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const between = createTcpServer((socket) => {
    const onward = createConnection((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('data', (bytes: Buffer) => (pieces.push({ side: 'client', bytes }), onward.write(bytes)));
    onward.on('data', (bytes: Buffer) => (pieces.push({ side: 'server', bytes }), socket.write(bytes)));
    for (const one of [socket, onward]) one.on('error', () => {});
    socket.on('close', () => onward.destroy());
  }).listen(0, '127.0.0.1');
  await once(between, 'listening');
  const session = connect(`http://127.0.0.1:${(between.address() as AddressInfo).port}`);
  try {
    await act(session);
    session.close();
    await once(session, 'close');
  } finally {
    session.destroy();
    between.close();
    server.close();
  }
  return pieces;
}

const request = async (session: ClientHttp2Session, headers: Record<string, string>, body = '') => {
  const stream = session.request(headers, { endStream: false });
  stream.end(body);
  stream.resume();
  await once(stream, 'end');
};

function talkOf(pieces: readonly Piece[], segment = 1400, begun = true): Talk {
  const talk = begun ? new Talk().open() : new Talk();
  for (const { side, bytes } of pieces) if (side === 'client') talk.says(bytes, segment); else talk.hears(bytes, segment); // prettier-ignore
  return talk;
}

const fields = (hex: string) => Object.fromEntries(new HpackDecoder().decode(Buffer.from(hex, 'hex')) ?? []);

describe('HTTP/2 in the clear', () => {
  test('gRPC and plain requests of a real client are told in any segmentation, however its table is used', async () => {
    const pieces = await recorded(async (session) => {
      for (let index = 0; index < 40; index += 1) {
        await request(session, { ':path': `/shop.Cart/AddItem${index % 3}`, ':method': 'POST', 'content-type': 'application/grpc', authorization: `Bearer secret-${index}`, [`x-header-${index}`]: 'v'.repeat(index * 7) }); // prettier-ignore
      }
      await request(session, { ':path': '/users/77?q=1', ':method': 'GET', ':authority': 'web.example.com' });
    });
    for (const segment of [1, 5, 100, 1400]) {
      const flow = flowOf(talkOf(pieces, segment).packets);
      expect(flow.ops.slice(0, 3)).toEqual([
        { app: 'grpc', method: 'shop.Cart/AddItem0', path: '/shop.Cart/AddItem0', count: 14 },
        { app: 'grpc', method: 'shop.Cart/AddItem1', path: '/shop.Cart/AddItem1', count: 13 },
        { app: 'grpc', method: 'shop.Cart/AddItem2', path: '/shop.Cart/AddItem2', count: 13 },
      ]);
      expect(flow.ops[3]).toMatchObject({ app: 'http', method: 'GET', count: 1 });
      expect(flow.names).toContainEqual({ value: 'web.example.com', from: 'http-host' });
      expect(JSON.stringify(flow)).not.toContain('secret');
    }
  });

  test('a larger table than we keep costs names, never the place in the stream', async () => {
    const pieces = await recorded(
      async (session) => {
        for (let index = 0; index < 60; index += 1) await request(session, { ':path': '/a.B/C', ':method': 'POST', 'content-type': 'application/grpc', [`x-${index}`]: 'w'.repeat(900) }); // prettier-ignore
      },
      { headerTableSize: 65_536 },
    );
    const calls = flowOf(talkOf(pieces).packets).ops.filter(({ app }) => app === 'grpc');
    expect(calls).toMatchObject([{ path: '/a.B/C' }]);
    expect(calls[0]!.count).toBeGreaterThan(50);
  });

  test('joined in the middle, what the static table and literals say is read', async () => {
    const pieces = await recorded(async (session) => {
      for (let index = 0; index < 20; index += 1) await request(session, { ':path': `/svc.Api/Call${index}`, ':method': 'POST', 'content-type': 'application/grpc' }); // prettier-ignore
    });
    const later = pieces.slice(Math.floor(pieces.length / 2));
    const first = later.findIndex(({ side, bytes }) => side === 'client' && bytes[3] === 1);
    const paths = flowOf(talkOf(later.slice(first), 1400, false).packets).ops.map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(3);
    expect(paths.every((path) => path!.startsWith('/svc.Api/Call'))).toBe(true);
  });

  test('h2c by upgrade', async () => {
    const pieces = await recorded(async (session) => request(session, { ':path': '/a.B/C', ':method': 'POST', 'content-type': 'application/grpc' })); // prettier-ignore
    const talk = new Talk()
      .open()
      .says('GET / HTTP/1.1\r\nHost: x.example\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n');
    talk.hears('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n');
    for (const { side, bytes } of pieces) if (side === 'client') talk.says(bytes); else talk.hears(bytes); // prettier-ignore
    expect(flowOf(talk.packets).ops.map(({ app }) => app)).toEqual(['http', 'grpc']);
  });
});

describe('HPACK', () => {
  test("the examples of RFC 7541, C.3 and C.4, in one connection's order", () => {
    const plain = new HpackDecoder();
    expect(Object.fromEntries(plain.decode(Buffer.from('828684410f7777772e6578616d706c652e636f6d', 'hex'))!)).toEqual({ ':method': 'GET', ':path': '/', ':authority': 'www.example.com' }); // prettier-ignore
    expect(Object.fromEntries(plain.decode(Buffer.from('828684be58086e6f2d6361636865', 'hex'))!)).toMatchObject({ ':authority': 'www.example.com' }); // prettier-ignore
    expect(Object.fromEntries(plain.decode(Buffer.from('828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565', 'hex'))!)).toEqual({ ':method': 'GET', ':path': '/index.html', ':authority': 'www.example.com' }); // prettier-ignore
    expect(plain.size).toBe(164);
    expect(fields('828684418cf1e3c2e5f23a6ba0ab90f4ff')).toEqual({ ':method': 'GET', ':path': '/', ':authority': 'www.example.com' }); // prettier-ignore
  });

  test('Huffman codes of the RFC decode, and broken padding does not', () => {
    expect(huffmanDecoded(Buffer.from('a8eb10649cbf', 'hex'))).toBe('no-cache');
    expect(huffmanDecoded(Buffer.from('25a849e95bb8e8b4bf', 'hex'))).toBe('custom-value');
    expect(huffmanDecoded(Buffer.from('ffffffff', 'hex'))).toBeUndefined();
    expect(huffmanDecoded(Buffer.from('00', 'hex'))).toBeUndefined();
  });

  test('every character survives the encoder of nghttp2', async () => {
    const path = `/${Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join('')}`;
    const seen: string[] = [];
    const pieces = await recorded(async (session) => request(session, { ':path': path, ':method': 'GET' }));
    const frames = Buffer.concat(pieces.filter(({ side }) => side === 'client').map(({ bytes }) => bytes)).subarray(24);
    for (let at = 0; at + 9 <= frames.length; at += 9 + frames.readUIntBE(at, 3)) {
      if (frames[at + 3] !== 1) continue;
      const padding = frames[at + 4]! & 32 ? 5 : 0;
      seen.push(new HpackDecoder().decode(frames.subarray(at + 9 + padding, at + 9 + frames.readUIntBE(at, 3)))?.get(':path') ?? ''); // prettier-ignore
    }
    expect(seen).toEqual([path]);
  });

  test('no block makes it throw, and its table stays within its bounds', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (blocks) => {
        const decoder = new HpackDecoder();
        decoder.allow(2 ** 31);
        for (const block of blocks) decoder.decode(Buffer.from(block));
        expect(decoder.size).toBeLessThanOrEqual(MOST_KEPT);
      }),
      { numRuns: 500 },
    );
    const filling = new HpackDecoder();
    filling.allow(1 << 20);
    filling.decode(Buffer.from('3fe1ff3f', 'hex'));
    for (let index = 0; index < 500; index += 1) filling.decode(Buffer.concat([Buffer.from([0x40, 3]), Buffer.from('x-y'), Buffer.from([100]), Buffer.alloc(100, 97)])); // prettier-ignore
    expect(filling.size).toBeLessThanOrEqual(MOST_KEPT);
    expect(filling.overflowed).toBeGreaterThan(0);
  });
});
