import * as fc from 'fast-check';
import { faultOf } from '../../core/problem.ts';
import { Batch } from '../../core/telemetry.ts';
import { telemetryLimits } from '../../core/telemetry-limits.ts';
import { hostileText, runs } from './arbitraries.ts';

const flow = {
  kind: 'flow', src: '10.0.3.17', dst: '203.0.113.9', port: 3333, proto: 'tcp', direction: 'out', via: '172.20.0.10:80', if: 12,
  names: [{ value: 'pool.example.org', from: 'dns', aliases: ['a.example.net'] }],
  ops: [{ app: 'mining', dialect: 'cryptonote', method: 'login', count: 1 }],
  outcome: 'established', generation: 0, connections: 1, bytesOut: 512, bytesIn: 2048,
  firstSeen: '2026-11-23T02:13:05.123Z', lastSeen: '2026-11-23T02:13:06Z',
}; // prettier-ignore
const lookup = {
  kind: 'lookup', src: '10.0.3.17', dst: '172.20.0.10', name: 'pool.example.org', outcome: 'nxdomain', count: 3,
  firstSeen: '2026-11-23T02:13:05Z', lastSeen: '2026-11-23T02:13:06Z',
}; // prettier-ignore
const batch = {
  v: 1, node: 'ip-10-0-1-7', bootId: 'b1', seq: 184, sentAt: '2026-11-23T02:13:07Z',
  window: { from: '2026-11-23T02:13:00Z', to: '2026-11-23T02:13:07Z' },
  coverage: { seen: 18_230, dropped: 0, sources: ['conntrack', 'wire'] },
  observations: [flow, lookup] as unknown[],
}; // prettier-ignore

const faultIn = (value: unknown) => {
  const parsed = Batch.safeParse(value);
  return parsed.success ? undefined : faultOf(parsed.error);
};
const withFlow = (over: object) => ({ ...batch, observations: [{ ...flow, ...over }] });
const withLookup = (over: object) => ({ ...batch, observations: [{ ...lookup, ...over }] });

describe('Batch', () => {
  test('takes what DESIGN 4 shows, and fills in what may be left out', () => {
    const parsed = Batch.parse(batch);
    expect(parsed.observations[0]).toEqual(flow);
    expect(parsed.observations[1]).toEqual({ ...lookup, port: 53, proto: 'udp', aliases: [], generation: 0 });
    expect(parsed.coverage).toMatchObject({ folded: 0, spooled: 0, freezes: 0, failed: [] });
  });

  test.each([
    [{ ...batch, v: 2 }, 'v'],
    [{ ...batch, v: '1' }, 'v'],
    [{ ...batch, node: '' }, 'node'],
    [{ ...batch, node: 'x'.repeat(254) }, 'node'],
    [{ ...batch, bootId: 'x'.repeat(65) }, 'bootId'],
    [{ ...batch, seq: -1 }, 'seq'],
    [{ ...batch, seq: 1.5 }, 'seq'],
    [{ ...batch, sentAt: 'yesterday' }, 'sentAt'],
    [{ ...batch, sentAt: '2026-11-23T02:13:07+01:00' }, 'sentAt'],
    [{ ...batch, sentAt: '2026-02-30T02:13:07Z' }, 'sentAt'],
    [{ ...batch, window: { from: batch.window.to, to: batch.window.from } }, 'window.to'],
    [{ ...batch, window: {} }, 'window.from'],
    [{ ...batch, coverage: { ...batch.coverage, seen: -1 } }, 'coverage.seen'],
    [{ ...batch, coverage: { ...batch.coverage, sources: ['telepathy'] } }, 'coverage.sources[0]'],
    [{ ...batch, observations: 'none' }, 'observations'],
    [{ ...batch, observations: Array.from({ length: 5_001 }, () => flow) }, 'observations'],
    [{ ...batch, observations: [flow, { ...lookup, kind: 'rumour' }] }, 'observations[1].kind'],
    [withFlow({ src: '010.0.3.17' }), 'observations[0].src'],
    [withFlow({ src: '10.0.3.17 ' }), 'observations[0].src'],
    [withFlow({ dst: 'pool.example.org' }), 'observations[0].dst'],
    [withFlow({ dst: '10.0.3' }), 'observations[0].dst'],
    [withFlow({ dst: null }), 'observations[0].dst'],
    [withFlow({ port: 65_536 }), 'observations[0].port'],
    [withFlow({ port: -1 }), 'observations[0].port'],
    [withFlow({ port: '443' }), 'observations[0].port'],
    [withFlow({ proto: 'icmp' }), 'observations[0].proto'],
    [withFlow({ direction: 'sideways' }), 'observations[0].direction'],
    [withFlow({ outcome: 'unknown' }), 'observations[0].outcome'],
    [withFlow({ if: 2 ** 31 }), 'observations[0].if'],
    [withFlow({ connections: NaN }), 'observations[0].connections'],
    [withFlow({ connections: Infinity }), 'observations[0].connections'],
    [withFlow({ bytesOut: 1e300 }), 'observations[0].bytesOut'],
    [withFlow({ bytesOut: 2 ** 53 }), 'observations[0].bytesOut'],
    [withFlow({ bytesIn: -0.5 }), 'observations[0].bytesIn'],
    [withFlow({ generation: -1 }), 'observations[0].generation'],
    [withFlow({ firstSeen: '+275760-09-13T00:00:00Z' }), 'observations[0].firstSeen'],
    [withFlow({ via: '' }), 'observations[0].via'],
    [withFlow({ names: [{ value: '\ud800', from: 'dns' }] }), 'observations[0].names[0].value'],
    [withFlow({ names: [{ value: 'x'.repeat(254), from: 'dns' }] }), 'observations[0].names[0].value'],
    [withFlow({ names: [{ value: 'x', from: 'gossip' }] }), 'observations[0].names[0].from'],
    [withFlow({ names: Array.from({ length: 9 }, () => ({ value: 'x', from: 'dns' })) }), 'observations[0].names'],
    [withFlow({ names: [{ value: 'x', from: 'dns', aliases: Array.from({ length: 17 }, () => 'y') }] }), 'observations[0].names[0].aliases'],
    [withFlow({ ops: Array.from({ length: 65 }, () => ({ app: 'http', count: 1 })) }), 'observations[0].ops'],
    [withFlow({ ops: [{ app: 'telnet', count: 1 }] }), 'observations[0].ops[0].app'],
    [withFlow({ ops: [{ app: 'http', path: '/'.repeat(513), count: 1 }] }), 'observations[0].ops[0].path'],
    [withFlow({ ops: [{ app: 'http', method: 'x'.repeat(129), count: 1 }] }), 'observations[0].ops[0].method'],
    [withLookup({ name: '' }), 'observations[0].name'],
    [withLookup({ name: 'a\udfffb' }), 'observations[0].name'],
    [withLookup({ outcome: 'established' }), 'observations[0].outcome'],
    [withLookup({ proto: 'sctp' }), 'observations[0].proto'],
  ])('a batch with one fault is refused, and the fault is named: case %#', (value, field) => {
    expect(faultIn(value)?.field).toBe(field);
    expect(faultIn(value)?.message).not.toBe('');
  }); // prettier-ignore

  test.each([[null], [undefined], [[]], ['batch'], [7], [{}]])('%j is no batch', (value) => {
    expect(faultIn(value)).toBeDefined();
  });

  test('an IPv4 address inside an IPv6 one is the IPv4 address', () => {
    const parsed = Batch.parse(withFlow({ src: '::ffff:10.0.3.17' }));
    expect(parsed.observations[0]?.src).toBe('10.0.3.17');
  });

  test('the last number that a double holds exactly is taken', () => {
    expect(faultIn(withFlow({ bytesOut: Number.MAX_SAFE_INTEGER }))).toBeUndefined();
  });

  test('a key that means something to JavaScript reaches nothing', () => {
    const sent: unknown = JSON.parse(`{"__proto__":{"polluted":1},"constructor":{"prototype":{}},${JSON.stringify(batch).slice(1)}`);
    const parsed = Batch.parse(sent);
    expect(Object.hasOwn(parsed, '__proto__')).toBe(false);
    expect((parsed as { polluted?: number }).polluted).toBeUndefined();
    expect(Object.keys(parsed).toSorted()).toEqual(Object.keys(batch).toSorted());
  }); // prettier-ignore

  test('what nobody asked for is left out: no payload gets in by another key', () => {
    const parsed = Batch.parse({ ...withFlow({ payload: 'secret' }), body: 'secret' });
    expect(JSON.stringify(parsed)).not.toContain('secret');
  });

  test('any text in any place is taken or refused, never thrown at, and taken texts are well-formed', () => {
    fc.assert(
      fc.property(hostileText(300), fc.constantFrom('src', 'dst', 'via', 'outcome', 'firstSeen', 'name', 'op'), (text, place) => {
        const value = place === 'name' ? withFlow({ names: [{ value: text, from: 'dns' }] }) : place === 'op' ? withFlow({ ops: [{ app: 'http', path: text, count: 1 }] }) : withFlow({ [place]: text });
        const parsed = Batch.safeParse(value);
        const said = parsed.success ? JSON.stringify(parsed.data) : faultOf(parsed.error).message;
        expect(said.isWellFormed() && !said.includes('\\ud800')).toBe(true);
      }),
      runs,
    );
  }); // prettier-ignore

  test('any JSON is taken or refused within milliseconds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect([true, false]).toContain(Batch.safeParse(value).success);
        expect([true, false]).toContain(Batch.safeParse({ ...batch, observations: [value] }).success);
      }),
      runs,
    );
  });

  test('parsing what was parsed changes nothing', () => {
    const once = Batch.parse(batch);
    expect(Batch.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  test('the largest batch that is allowed is taken', () => {
    const full = { ...batch, observations: Array.from({ length: telemetryLimits.observations }, () => flow) };
    expect(faultIn(full)).toBeUndefined();
  });
});
