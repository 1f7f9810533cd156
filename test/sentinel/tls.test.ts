import * as fc from 'fast-check';
import { clientHello } from './client-hello.ts';
import { flowOf, Talk } from './packets.ts';
import { a, captured, dns, observe, T0, udp } from './packets.ts';

const hello = (fields: Parameters<typeof clientHello>[0], segment = 1400) => flowOf(new Talk('10.0.0.1:40000', '198.51.100.1:8443').open().says(clientHello(fields), segment).packets); // prettier-ignore

describe('TLS', () => {
  test('the hello tells the name, the protocols offered and that a hidden hello is inside', () => {
    const flow = hello({ name: 'API.Example.com', alpn: ['h2', 'http/1.1'], ech: true });
    expect(flow.names).toEqual([{ value: 'api.example.com', from: 'sni' }]);
    expect(flow.ops).toEqual([{ app: 'tls', alpn: 'h2,http/1.1', ech: true, count: 1 }]);
  });

  test('spread over records and segments in any way it says the same', () => {
    const sizes = fc.record({ record: fc.integer({ min: 1, max: 900 }), segment: fc.integer({ min: 1, max: 900 }), pad: fc.integer({ min: 0, max: 2000 }) }); // prettier-ignore
    fc.assert(
      fc.property(sizes, ({ record, segment, pad }) => {
        const flow = hello({ name: 'api.example.com', alpn: ['h2'], pad, record }, segment);
        expect(flow.names.map(({ value }) => value)).toEqual(['api.example.com']);
      }),
      { numRuns: 100 },
    );
  });

  test('a hello of which the end is missing still names its server', () => {
    const bytes = clientHello({ name: 'api.example.com', alpn: ['h2'] });
    const talk = new Talk().open().says(bytes.subarray(0, bytes.length - 12));
    talk.clientSeq += 5000;
    for (let index = 0; index < 6; index += 1) talk.says('x').hears('y');
    expect(flowOf(talk.packets).names).toEqual([{ value: 'api.example.com', from: 'sni' }]);
  });

  test('a server name that is no host name, or an address, is not told; nor is an unknown protocol', () => {
    for (const name of ['10.0.0.1', 'a b', 'a\nb', '', 'x'.repeat(300), 'ünï.example', '-.-']) {
      expect(hello({ name: Buffer.from(name) }).names).toEqual([]);
    }
    expect(hello({ name: 'a.example', alpn: ['my-secret-token'] }).ops).toEqual([
      { app: 'tls', alpn: 'other', count: 1 },
    ]);
  });

  test('PostgreSQL, MySQL and a tunnel lead into TLS', () => {
    const postgres = new Talk().open().says(Buffer.from('0000000804d2162f', 'hex')).hears('S');
    expect(flowOf(postgres.says(clientHello({ name: 'db.example.com' })).packets)).toMatchObject({ names: [{ value: 'db.example.com' }], ops: [{ app: 'postgresql', method: 'SSL' }, { app: 'tls' }] }); // prettier-ignore
    const tunnel = new Talk().open().says('CONNECT a.example:443 HTTP/1.1\r\n\r\n').hears('HTTP/1.0 200 ok\r\n\r\n');
    expect(flowOf(tunnel.says(clientHello({ name: 'b.example' })).packets).names).toEqual([{ value: 'a.example', from: 'connect' }, { value: 'b.example', from: 'sni' }]); // prettier-ignore
  });
});

describe("Tor's shape", () => {
  const odd = 'www.gg562izcxdvqdk.com';

  test('a random name that nobody looked up, and no protocol offered', () => {
    expect(hello({ name: odd }).ops).toContainEqual({ app: 'tor', dialect: 'hello', count: 1 });
  });

  test.each(['www.example.com', 'www.b2b.com', 'www.web20.com', 'www.t3n.com', 'www.gg562izcxdvqdk.org', 'gg562izcxdvqdk.com', 'www.a1b2c9d8.com'])('%s is an ordinary name', (name) => {
    expect(hello({ name }).ops.map(({ app }) => app)).toEqual(['tls']);
  }); // prettier-ignore

  test('the same name with protocols offered, or looked up before, is ordinary', () => {
    expect(hello({ name: odd, alpn: ['h2'] }).ops.map(({ app }) => app)).toEqual(['tls']);
    const packets = [
      captured(udp('10.0.0.1:5000', '10.0.0.2:53', dns({ name: odd })), T0 - 20),
      captured(udp('10.0.0.2:53', '10.0.0.1:5000', dns({ name: odd, answers: [a(odd, '198.51.100.1')] })), T0 - 10),
      ...new Talk('10.0.0.1:40000', '198.51.100.1:443').open().says(clientHello({ name: odd })).packets,
    ];
    expect(observe(packets).flatMap((one) => (one.kind === 'flow' ? one.ops : [])).map(({ app }) => app)).toEqual(['dns', 'tls']); // prettier-ignore
  });
});
