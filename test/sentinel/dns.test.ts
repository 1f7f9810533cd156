import * as fc from 'fast-check';
import { dnsTypeName, parseDns } from '../../sentinel/protocols/dns-message.ts';
import { a, aaaa, captured, cname, dns, dnsName, observe, T0, Talk, u16, udp } from './packets.ts';

const client = '10.0.3.17:53000';
const resolver = '10.0.0.2:53';
const question = (name: string, at = T0, fields: { type?: number; id?: number } = {}) => captured(udp(client, resolver, dns({ name, ...fields })), at); // prettier-ignore
const answer = (fields: Parameters<typeof dns>[0], at = T0 + 10) => captured(udp(resolver, client, dns(fields)), at);
const lookups = (packets: Parameters<typeof observe>[0]) => observe(packets).filter(({ kind }) => kind === 'lookup');
const flows = (packets: Parameters<typeof observe>[0]) => observe(packets).filter(({ kind }) => kind === 'flow');

const framed = (bytes: Buffer) => Buffer.concat([u16(bytes.length), bytes]);

const pointer = (offset: number) => Buffer.from([0xc0 | (offset >> 8), offset & 255]);

describe('questions and answers', () => {
  test('a question with no conversation after it is a lookup; its resolver is a flow', () => {
    const packets = [question('pool.example.org'), answer({ name: 'pool.example.org', answers: [a('pool.example.org', '203.0.113.9')] })]; // prettier-ignore
    expect(lookups(packets)).toEqual([
      { kind: 'lookup', src: '10.0.3.17', dst: '10.0.0.2', port: 53, proto: 'udp', name: 'pool.example.org', aliases: [], outcome: 'answered', count: 1, generation: 0, firstSeen: new Date(T0).toISOString(), lastSeen: new Date(T0 + 10).toISOString() },
    ]); // prettier-ignore
    expect(flows(packets)).toMatchObject([{ dst: '10.0.0.2', port: 53, ops: [{ app: 'dns', method: 'A', count: 1 }] }]);
  });

  test('a conversation to an answer carries the name and the whole chain of aliases', () => {
    const packets = [
      question('telemetry.acme.io'),
      answer({
        name: 'telemetry.acme.io',
        answers: [a('pool.example.org', '203.0.113.9'), cname('cdn.example.net', 'pool.example.org'), cname('telemetry.acme.io', 'cdn.example.net')],
      }),
      ...new Talk('10.0.3.17:41000', '203.0.113.9:443', { at: T0 + 20 }).open().packets,
    ]; // prettier-ignore
    expect(lookups(packets)).toEqual([]);
    expect(flows(packets)).toMatchObject([{}, { names: [{ value: 'telemetry.acme.io', from: 'dns', aliases: ['cdn.example.net', 'pool.example.org'] }] }]); // prettier-ignore
  });

  test('a name belongs to the client that asked: another pod that dials the same address gets none', () => {
    const packets = [
      question('pool.example.org'),
      answer({ name: 'pool.example.org', answers: [a('pool.example.org', '203.0.113.9')] }),
      ...new Talk('10.0.3.99:41000', '203.0.113.9:443', { at: T0 + 20 }).open().packets,
    ];
    expect(flows(packets)).toMatchObject([{}, { src: '10.0.3.99', names: [] }]);
    expect(lookups(packets)).toMatchObject([{ name: 'pool.example.org', src: '10.0.3.17' }]);
  });

  test('an answer after the conversation began names nothing that was there before', () => {
    const talk = new Talk('10.0.3.17:41000', '203.0.113.9:443', { at: T0 - 100 }).open();
    const packets = [...talk.packets, question('late.example.org'), answer({ name: 'late.example.org', answers: [a('late.example.org', '203.0.113.9')] })]; // prettier-ignore
    expect(flows(packets)).toMatchObject([{ names: [] }, {}]);
  });

  test('A and AAAA of one name are one lookup; the answer that says most stands', () => {
    const name = 'api.example.com';
    const packets = [
      question(name, T0, { id: 1 }), question(name, T0 + 1, { id: 2, type: 28 }),
      answer({ id: 1, name, answers: [a(name, '198.51.100.4')] }), answer({ id: 2, name, type: 28, answers: [] }),
    ]; // prettier-ignore
    expect(lookups(packets)).toMatchObject([{ name, count: 2, outcome: 'answered' }]);
  });

  test.each([
    ['nxdomain', { code: 3, answers: [] }],
    ['refused', { code: 5, answers: [] }],
    ['refused', { code: 2, answers: [] }],
    ['blocked', { answers: [a('x.example', '0.0.0.0')] }],
    ['blocked', { type: 28, answers: [aaaa('x.example', '::')] }],
    ['answered', { answers: [] }],
  ])('the outcome of a lookup is %s', (outcome, fields) => {
    const type = (fields as { type?: number }).type ?? 1;
    expect(lookups([question('x.example', T0, { type }), answer({ name: 'x.example', ...fields })])).toMatchObject([{ outcome }]);
    expect(lookups([question('x.example')])).toMatchObject([{ outcome: 'timeout' }]);
  }); // prettier-ignore

  test('an answer to no question is not believed', () => {
    const forged = captured(udp(resolver, client, dns({ id: 9, name: 'bank.example', answers: [a('bank.example', '203.0.113.9')] })), T0 + 1); // prettier-ignore
    const packets = [question('other.example', T0, { id: 8 }), forged, ...new Talk('10.0.3.17:41000', '203.0.113.9:443', { at: T0 + 20 }).open().packets]; // prettier-ignore
    expect(flows(packets)).toMatchObject([{}, { names: [] }]);
  });

  test('where a capture holds answers only, they stand for their questions', () => {
    expect(lookups([answer({ name: 'pool.example.org', answers: [a('pool.example.org', '203.0.113.9')] })])).toMatchObject([{ src: '10.0.3.17', dst: '10.0.0.2', count: 1 }]); // prettier-ignore
  });

  test('a resolver behind a service address: the backend is the destination, the service is via', () => {
    const packets = [
      captured(udp(client, '172.20.0.10:53', dns({ name: 'x.example' })), T0),
      captured(
        udp('10.0.9.9:53', client, dns({ name: 'x.example', answers: [a('x.example', '198.51.100.4')] })),
        T0 + 5,
      ),
    ];
    expect(flows(packets)).toMatchObject([{ src: '10.0.3.17', dst: '10.0.9.9', port: 53, via: '172.20.0.10:53', outcome: 'established', connections: 1 }]); // prettier-ignore
    expect(lookups(packets)).toMatchObject([{ dst: '172.20.0.10', name: 'x.example' }]);
  });

  test('over TCP, in any segmentation, several messages in one segment', () => {
    for (const segment of [1, 3, 7, 1400]) {
      const talk = new Talk(client, resolver).open();
      talk.says(Buffer.concat([framed(dns({ id: 1, name: 'one.example' })), framed(dns({ id: 2, name: 'two.example' }))]), segment); // prettier-ignore
      talk.hears(Buffer.concat([framed(dns({ id: 2, name: 'two.example', code: 3, answers: [] })), framed(dns({ id: 1, name: 'one.example', answers: [a('one.example', '198.51.100.4')] }))]), segment); // prettier-ignore
      expect(lookups(talk.packets)).toMatchObject([{ name: 'one.example', outcome: 'answered', proto: 'tcp' }, { name: 'two.example', outcome: 'nxdomain' }]); // prettier-ignore
    }
  });
});

describe('messages', () => {
  test('names are lower case, and bytes that no host name has are escaped', () => {
    expect(parseDns(dns({ name: 'PoOl.Example.ORG' }))?.questions[0]?.name).toBe('pool.example.org');
    expect(parseDns(dns({ name: 'a\u0000b.x' }))?.questions[0]?.name).toBe('a\\000b.x');
    expect(parseDns(dns({ name: '' }))?.questions[0]?.name).toBe('.');
  });

  test('compressed names are followed', () => {
    const base = dns({ name: 'www.example.com', answers: [] });
    base.writeUInt16BE(2, 6);
    const target = Buffer.concat([Buffer.from([3]), Buffer.from('cdn'), pointer(16)]);
    const alias = Buffer.concat([pointer(12), u16(5), u16(1), Buffer.alloc(4), u16(target.length), target]);
    const address = Buffer.concat([pointer(base.length + 12), u16(1), u16(1), Buffer.alloc(4), u16(4), Buffer.from([1, 2, 3, 4])]); // prettier-ignore
    expect(parseDns(Buffer.concat([base, alias, address]))).toMatchObject({ aliases: ['cdn.example.com'], addresses: ['1.2.3.4'] }); // prettier-ignore
  });

  test('pointers that loop, lead forwards or chain without end are refused', () => {
    const header = Buffer.concat([u16(1), u16(0x0100), u16(1), u16(0), u16(0), u16(0)]);
    for (const name of ['c00c', 'c00e', 'c010c00c', 'c0ff', '3fffff', 'c0']) {
      expect(parseDns(Buffer.concat([header, Buffer.from(name, 'hex'), u16(1), u16(1)]))).toBeUndefined();
    }
    const chain = Buffer.concat([
      header,
      ...Array.from({ length: 200 }, (_, index) => u16(0xc000 | (12 + (index + 1) * 2))),
    ]);
    expect(parseDns(chain)).toBeUndefined();
    expect(parseDns(dns({ name: Array.from({ length: 60 }, () => 'abcdefgh').join('.') }))).toBeUndefined();
  });

  test('a loop of aliases ends', () => {
    const message = parseDns(dns({ name: 'a.example', answers: [cname('a.example', 'b.example'), cname('b.example', 'a.example')] })); // prettier-ignore
    expect(message?.aliases).toEqual(['b.example']);
  });

  test('no bytes make it throw or take long', () => {
    const valid = dns({ name: 'www.example.com', answers: [cname('www.example.com', 'x.example'), a('x.example', '1.2.3.4')] }); // prettier-ignore
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(valid.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
        fc.nat(valid.length),
        (edits, length) => {
          // prettier-ignore
          const bytes = Buffer.from(valid.subarray(0, length));
          for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
          const message = parseDns(bytes);
          for (const { name } of message?.questions ?? []) expect(name.length).toBeLessThanOrEqual(253);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('types have their names', () => {
    expect([1, 28, 65, 1234].map(dnsTypeName)).toEqual(['A', 'AAAA', 'HTTPS', 'TYPE1234']);
    expect(dnsName('a.b')).toEqual(Buffer.from([1, 97, 1, 98, 0]));
  });
});
