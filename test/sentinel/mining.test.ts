import * as fc from 'fast-check';
import { flowOf, observe, plays, Talk } from './packets.ts';
import { cryptonote, ethProxy, refused, stratum, WALLET } from './transcripts.ts';

const said = (talk: Talk) =>
  flowOf(talk.packets).ops.map(({ app, dialect, evidence }) => `${app} ${dialect} ${evidence}`);

describe('mining in a capture', () => {
  test.each([
    ['Stratum v1', stratum, 'mining stratum-v1 session'],
    ['CryptoNote', cryptonote, 'mining cryptonote session'],
    ['eth-proxy', ethProxy, 'mining eth-proxy session'],
    ['a probe that a web server refused', refused, 'mining stratum-v1 refused'],
  ] as const)('%s is recognised', (_, lines, expected) => {
    expect(new Set(said(plays(new Talk().open(), lines).close()))).toEqual(new Set([expected]));
  });

  test('any ports, addresses and segment sizes, IPv4 or IPv6, from the beginning or not, change nothing', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6().map((text) => `[${text}]`));
    const arbitrary = fc.record({ ends: fc.oneof(fc.tuple(fc.ipV4(), fc.ipV4()), fc.tuple(address, address).filter(([one, other]) => one.startsWith('[') === other.startsWith('['))), ports: fc.tuple(fc.integer({ min: 1024, max: 65_535 }), fc.integer({ min: 1, max: 65_535 })), segment: fc.integer({ min: 1, max: 1460 }), lines: fc.constantFrom(stratum, cryptonote, ethProxy) });
    fc.assert(
      fc.property(arbitrary, ({ ends, ports, segment, lines }) => {
        const talk = new Talk(`${ends[0]}:${ports[0]}`, `${ends[1]}:${ports[1]}`).open();
        expect(said(plays(talk, lines, segment).close())).toContainEqual(expect.stringMatching(/^mining .* session$/));
      }),
      { numRuns: 60 },
    );
  }); // prettier-ignore

  test('the name of the pool inside the parameters is kept, wallets and passwords are not', () => {
    const flow = flowOf(plays(new Talk().open(), [...stratum, ...cryptonote]).packets);
    expect(flow.names).toContainEqual({ value: 'pool.example.org', from: 'mining' });
    const text = JSON.stringify(flow);
    for (const secret of [WALLET, 'hunter2', 'rig7', 'tb1qmy']) expect(text).not.toContain(secret);
  });

  test('mining inside a tunnel by CONNECT, SOCKS or behind a proxy header is seen, with the name asked for', () => {
    const connect = new Talk('10.0.0.5:40000', '10.0.0.9:3128').open();
    connect.says('CONNECT pool.example.org:3333 HTTP/1.1\r\nHost: pool.example.org:3333\r\n\r\n');
    connect.hears('HTTP/1.1 200 Connection established\r\n\r\n');
    const tunnel = flowOf(plays(connect, cryptonote).packets);
    expect(tunnel.names).toContainEqual({ value: 'pool.example.org', from: 'connect' });
    expect(tunnel.ops.map(({ app }) => app)).toEqual(expect.arrayContaining(['http', 'mining']));

    const socks = new Talk('10.0.0.5:40000', '10.0.0.9:1080').open();
    socks.says(Buffer.from([5, 1, 0])).hears(Buffer.from([5, 0]));
    socks.says(Buffer.concat([Buffer.from([5, 1, 0, 3, 16]), Buffer.from('pool.example.org'), Buffer.from([13, 5])]));
    socks.hears(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
    const inside = flowOf(plays(socks, stratum).packets);
    expect(inside.names).toContainEqual({ value: 'pool.example.org', from: 'connect' });
    expect(inside.ops.map(({ evidence }) => evidence)).toContain('session');

    const behind = new Talk().open().says('PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n');
    expect(flowOf(plays(behind, ethProxy).packets).ops.map(({ evidence }) => evidence)).toContain('session');
  });

  test('many connections from many pods to one proxy are many flows', () => {
    const packets = Array.from({ length: 20 }, (_, index) => plays(new Talk(`10.0.4.${index + 1}:40000`, '10.0.5.5:3333', { clientIsn: index * 7919, serverIsn: index * 104_729 }).open(), cryptonote).packets).flat(); // prettier-ignore
    const flows = observe(packets);
    expect(flows).toHaveLength(20);
    expect(flows.every((flow) => flow.kind === 'flow' && flow.ops.some(({ app }) => app === 'mining'))).toBe(true);
  });
});
