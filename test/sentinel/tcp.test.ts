import * as fc from 'fast-check';
import { Flow, type Observation } from '../../core/telemetry.ts';
import {
  ACK,
  captured,
  ethernet,
  FIN,
  flowOf,
  observe,
  observer,
  plays,
  PSH,
  RST,
  SYN,
  T0,
  Talk,
  tcp,
} from './packets.ts';
import { cryptonote } from './transcripts.ts';

const syn = (talk: Talk) => talk.packet(tcp({ from: talk.client, to: talk.server, flags: SYN, seq: 1000 }));

describe('conversations over TCP', () => {
  test('a conversation has its ends, its bytes and its times', () => {
    const talk = new Talk().open().says('hello').hears('a longer answer').close();
    expect(flowOf(talk.packets)).toEqual({
      kind: 'flow', src: '10.0.3.17', dst: '203.0.113.9', port: 3333, proto: 'tcp', direction: 'out', names: [], ops: [],
      outcome: 'established', connections: 1, bytesOut: 5, bytesIn: 15, generation: 0,
      firstSeen: new Date(T0).toISOString(), lastSeen: new Date(talk.at - 1).toISOString(),
    }); // prettier-ignore
  });

  test('bytes are counted from SYN and FIN alone, beyond the wrap of the sequence number', () => {
    const [client, server] = ['10.0.0.1:50000', '10.0.0.2:80'];
    const packets = [
      tcp({ from: client, to: server, flags: SYN, seq: 0xffff_fff0 }),
      tcp({ from: server, to: client, flags: SYN | ACK, seq: 5, ack: 0xffff_fff1 }),
      tcp({ from: client, to: server, flags: FIN | ACK, seq: 0xffff_fff1 + 280_952, ack: 6 }),
      tcp({ from: server, to: client, flags: FIN | ACK, seq: 6 + 3_000_000_000, ack: 0 }),
    ].map((bytes, index) => captured(bytes, T0 + index));
    expect(flowOf(packets)).toMatchObject({ bytesOut: 280_952, bytesIn: 3_000_000_000, outcome: 'established' });
  });

  test('more than 4 GiB are counted when the data itself is seen', () => {
    const talk = new Talk().open();
    for (let step = 1; step <= 10; step += 1) {
      talk.serverSeq = (9001 + step * 900_000_000) >>> 0;
      talk.hears('x');
    }
    expect(flowOf(talk.packets).bytesIn).toBe(9_000_000_001);
  });

  test('a SYN answered by a reset is refused, one without an answer timed out, one reset before the first byte is reset', () => {
    const refused = syn(new Talk());
    refused.packet(tcp({ from: refused.server, to: refused.client, flags: RST | ACK, seq: 0, ack: 1001 }));
    expect(flowOf(refused.packets)).toMatchObject({ outcome: 'refused', bytesOut: 0, bytesIn: 0 });
    expect(flowOf(syn(syn(new Talk())).packets)).toMatchObject({ outcome: 'timeout', connections: 1 });
    expect(flowOf(new Talk().open().says('x').reset('server').packets)).toMatchObject({
      outcome: 'reset',
      bytesOut: 1,
    });
    expect(flowOf(new Talk().open().says('x').hears('y').reset('client').packets).outcome).toBe('established');
  });

  test('a filter that says so makes it blocked', () => {
    const talk = new Talk();
    talk.packet(tcp({ from: talk.client, to: talk.server, flags: SYN, seq: 1000 }));
    const quoted = talk.packets[0]!.bytes.subarray(0, 28);
    const icmp = Buffer.concat([Buffer.from([3, 13, 0, 0, 0, 0, 0, 0]), quoted]);
    const header = Buffer.from(talk.packets[0]!.bytes.subarray(0, 20));
    header[9] = 1;
    header.writeUInt16BE(20 + icmp.length, 2);
    talk.packet(Buffer.concat([header, icmp]));
    expect(flowOf(talk.packets).outcome).toBe('blocked');
  });

  test('the same port used again is a second connection of the same flow', () => {
    const first = new Talk().open().says('12345').close();
    const second = new Talk(first.client, first.server, { clientIsn: 777_777, serverIsn: 5, at: first.at }).open().says('678').close();
    expect(flowOf([...first.packets, ...second.packets])).toMatchObject({ connections: 2, bytesOut: 8 });
  }); // prettier-ignore

  test('what comes after the end of a connection does not open another one', () => {
    const talk = new Talk().open().says('x').hears('y').close();
    talk.packet(
      tcp({ from: talk.server, to: talk.client, flags: FIN | ACK, seq: talk.serverSeq, ack: talk.clientSeq + 1 }),
    );
    talk.packet(
      tcp({ from: talk.client, to: talk.server, flags: ACK, seq: talk.clientSeq + 1, ack: talk.serverSeq + 1 }),
    );
    expect(flowOf(talk.packets)).toMatchObject({ connections: 1, bytesOut: 1, bytesIn: 1 });
  });

  test('a session that began before the capture has the right client, whoever is seen first', () => {
    const talk = new Talk('10.0.3.17:40000', '203.0.113.9:14444');
    talk.hears('{"jsonrpc":"2.0","method":"job","params":{"blob":"00","job_id":"1","target":"ff"}}\n');
    talk.says('{"id":3,"method":"submit","params":{"id":"1","job_id":"1","nonce":"00","result":"ff"}}\n');
    expect(flowOf(talk.packets)).toMatchObject({ src: '10.0.3.17', port: 14_444, direction: 'out' });
    const odd = new Talk('10.0.3.17:2000', '10.0.9.9:61000').says(
      'GET /shop/cart HTTP/1.1\r\nHost: shop.example\r\n\r\n',
    );
    expect(flowOf(odd.packets)).toMatchObject({ src: '10.0.3.17', dst: '10.0.9.9', port: 61_000 });
  });

  test('the order, repetition and cutting of segments change nothing that is observed', () => {
    const request = 'POST /api/orders HTTP/1.1\r\nHost: shop.example.com\r\nContent-Length: 4\r\n\r\nbody';
    const whole = flowOf(new Talk().open().says(request).hears('HTTP/1.1 204 No Content\r\n\r\n').packets);
    const arbitrary = fc.record({ size: fc.integer({ min: 1, max: 40 }), seed: fc.array(fc.nat(), { minLength: 90, maxLength: 90 }), repeats: fc.array(fc.nat(), { maxLength: 10 }) }); // prettier-ignore
    fc.assert(
      fc.property(arbitrary, ({ size, seed, repeats }) => {
        const opening = new Talk().open();
        const talk = new Talk(opening.client, opening.server, { clientIsn: 1001, serverIsn: 9001 }).says(request, size);
        const segments = talk.packets.map(({ bytes }) => bytes);
        const shuffled = segments.map((bytes, index) => ({ bytes, rank: seed[index % 90]! })).toSorted((x, y) => x.rank - y.rank);
        for (const repeat of repeats) shuffled.splice(repeat % shuffled.length, 0, shuffled[(repeat * 7) % shuffled.length]!);
        const answer = new Talk(opening.client, opening.server, { serverIsn: 9001 });
        answer.clientSeq = 1001 + request.length;
        const packets = [...opening.packets, ...shuffled.map(({ bytes }) => captured(bytes, T0 + 5)), ...answer.hears('HTTP/1.1 204 No Content\r\n\r\n').packets];
        expect(flowOf(packets)).toMatchObject({ ops: whole.ops, names: whole.names, bytesOut: whole.bytesOut, bytesIn: whole.bytesIn });
      }),
      { numRuns: 150 },
    ); // prettier-ignore
  });

  test('a hole that never closes is given up, and what comes after it is read', () => {
    const talk = new Talk().open().says('GET /first HTTP/1.1\r\nHost: a.example\r\n\r\n');
    talk.clientSeq += 5000;
    for (let request = 0; request < 5; request += 1) {
      talk.says(`GET /again/${request} HTTP/1.1\r\nHost: b.example\r\n\r\n`);
      talk.hears('HTTP/1.1 204 No Content\r\n\r\n');
    }
    expect(flowOf(talk.packets).names.map(({ value }) => value)).toEqual(['a.example', 'b.example']);
  });

  test('a packet cut by the capture is counted with its true length', () => {
    const talk = new Talk().open().says('x'.repeat(1000));
    const cut = talk.packets.map((packet) => ({ ...packet, bytes: packet.bytes.subarray(0, 96) }));
    expect(flowOf(cut).bytesOut).toBe(1000);
    expect(observer(cut).counters.get('packet: cut by the capture')).toBe(1);
  });

  test('more conversations than there is room for are folded, counted, and none is lost', () => {
    const packets = Array.from({ length: 500 }, (_, index) => new Talk(`10.0.0.${index % 250}:${3000 + index}`, '198.51.100.7:443', { at: T0 + index }).open().says('hello').packets).flat(); // prettier-ignore
    const early: Observation[] = [];
    const observing = observer(packets, { limits: { conversations: 20, keys: 16 }, evicted: (observation) => early.push(observation) }); // prettier-ignore
    const connections = [...early, ...observing.take()].map((observation) => Flow.parse(observation).connections);
    expect(connections.reduce((sum, count) => sum + count)).toBe(500);
    expect(observing.counters.get('folded: conversation ended early to make room')).toBe(480);
    expect(observing.folded).toBeGreaterThan(480);
  });

  test('a decoy SYN in the middle hides nothing that follows', () => {
    const talk = new Talk().open();
    talk.packet(tcp({ from: talk.client, to: talk.server, flags: SYN, seq: 0xdead_beef }));
    plays(talk, cryptonote);
    expect(flowOf(talk.packets).ops.map(({ app, evidence }) => [app, evidence])).toContainEqual(['mining', 'session']);
  });
});

describe('translated addresses', () => {
  const client = '10.0.1.11:11124';
  const service = '172.20.0.80:80';
  const backend = '10.0.1.13:8080';
  const request = 'GET /cart HTTP/1.1\r\nHost: shop\r\n\r\n';
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

  test('a backend that answers for a service address is the destination, the service address is via', () => {
    const packets = [
      tcp({ from: client, to: service, flags: SYN, seq: 100 }),
      tcp({ from: backend, to: client, flags: SYN | ACK, seq: 900, ack: 101 }),
      tcp({ from: client, to: service, flags: PSH | ACK, seq: 101, ack: 901, payload: Buffer.from(request) }),
      tcp({
        from: backend,
        to: client,
        flags: PSH | ACK,
        seq: 901,
        ack: 101 + request.length,
        payload: Buffer.from(answer),
      }),
    ].map((bytes, index) => captured(bytes, T0 + index));
    expect(flowOf(packets)).toMatchObject({ src: '10.0.1.11', dst: '10.0.1.13', port: 8080, via: service, bytesOut: request.length, bytesIn: answer.length, connections: 1 }); // prettier-ignore
  });

  test('both sides of a translation, with the client hidden behind the node, are one connection', () => {
    const hidden = '10.0.0.10:52389';
    const packets: Buffer[] = [];
    const both = (fields: { flags: number; seq: number; ack: number; fromClient: boolean; payload?: string }) => {
      const { fromClient, payload = '', ...rest } = fields;
      const sight = (c: string, s: string) => tcp({ ...rest, from: fromClient ? c : s, to: fromClient ? s : c, payload: Buffer.from(payload) }); // prettier-ignore
      packets.push(...(fromClient ? [sight(client, service), sight(hidden, backend)] : [sight(hidden, backend), sight(client, service)])); // prettier-ignore
    };
    both({ fromClient: true, flags: SYN, seq: 100, ack: 0 });
    both({ fromClient: false, flags: SYN | ACK, seq: 900, ack: 101 });
    both({ fromClient: true, flags: PSH | ACK, seq: 101, ack: 901, payload: request });
    both({ fromClient: false, flags: PSH | ACK, seq: 901, ack: 101 + request.length, payload: answer });
    both({ fromClient: true, flags: FIN | ACK, seq: 101 + request.length, ack: 901 + answer.length });
    const flow = flowOf(packets.map((bytes, index) => captured(bytes, T0 + index)));
    expect(flow).toMatchObject({ src: '10.0.1.11', dst: '10.0.1.13', port: 8080, via: service, connections: 1, bytesOut: request.length, bytesIn: answer.length }); // prettier-ignore
    expect(flow.ops).toEqual([{ app: 'http', method: 'GET', path: '/cart', unauthenticated: true, count: 1 }]);
  });

  test('a scanner that sends one sequence number everywhere is not taken for a translation', () => {
    const packets = Array.from({ length: 50 }, (_, index) => [
      tcp({ from: client, to: `10.0.9.${index}:22`, flags: SYN, seq: 100 }),
      tcp({ from: `10.0.9.${index}:22`, to: client, flags: SYN | ACK, seq: 900 + index, ack: 101 }),
    ]).flat();
    const flows = observe(packets.map((bytes, index) => captured(bytes, T0 + index)));
    expect(flows).toHaveLength(50);
    expect(flows.every((flow) => !('via' in flow))).toBe(true);
  });

  test('a public address is never hidden behind another one', () => {
    const packets = [
      tcp({ from: client, to: '203.0.113.9:3333', flags: SYN, seq: 100 }),
      tcp({ from: '198.51.100.1:443', to: client, flags: SYN | ACK, seq: 900, ack: 101 }),
    ].map((bytes, index) => captured(bytes, T0 + index));
    expect(observe(packets).map((flow) => 'dst' in flow && flow.dst)).toEqual(['203.0.113.9', '198.51.100.1']);
  });
});

test('an address seen in a frame with two tags, in padding and in IPv6 is the same conversation', () => {
  const talk = new Talk('[fd00::1]:40000', '[2001:db8::9]:443').open().says('x').hears('yz').close();
  const tagged = talk.packets.map((packet, index) => captured(Buffer.concat([ethernet(packet.bytes, index % 2 === 0 ? [300, 50] : [7]), Buffer.alloc(6)]), packet.at, 1)); // prettier-ignore
  expect(flowOf(tagged)).toMatchObject({ src: 'fd00::1', dst: '2001:db8::9', bytesOut: 1, bytesIn: 2, connections: 1 });
});
