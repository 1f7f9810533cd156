import * as fc from 'fast-check';
import { conversationKey, type Counters, foldCounters, noCounters, rose } from '../../core/conversation.ts';
import { Observation } from '../../core/telemetry.ts';
import { runs } from './arbitraries.ts';

const count = fc.nat(1_000);
const counters: fc.Arbitrary<Counters> = fc.record({
  connections: count,
  bytesOut: count,
  bytesIn: count,
  lastSeen: count,
});

const flow = (over: object = {}) =>
  Observation.parse({
    kind: 'flow', src: '10.0.3.17', dst: '203.0.113.9', port: 3333, proto: 'tcp', direction: 'out', outcome: 'established',
    connections: 1, bytesOut: 512, bytesIn: 2048, firstSeen: '2026-11-23T02:13:05.000Z', lastSeen: '2026-11-23T02:13:06.000Z', ...over,
  }); // prettier-ignore
const lookup = (over: object = {}) =>
  Observation.parse({
    kind: 'lookup', src: '10.0.3.17', dst: '172.20.0.10', name: 'pool.example.org', outcome: 'answered', count: 1,
    firstSeen: '2026-11-23T02:13:05.000Z', lastSeen: '2026-11-23T02:13:06.000Z', ...over,
  }); // prettier-ignore

describe('the fold of counters', () => {
  test('is commutative, associative and idempotent, and nothing folded in changes nothing', () => {
    fc.assert(
      fc.property(counters, counters, counters, (a, b, c) => {
        expect(foldCounters(a, b)).toEqual(foldCounters(b, a));
        expect(foldCounters(foldCounters(a, b), c)).toEqual(foldCounters(a, foldCounters(b, c)));
        expect(foldCounters(a, a)).toEqual(a);
        expect(foldCounters(a, noCounters)).toEqual(a);
      }),
      runs,
    );
  });

  test('never falls: I7', () => {
    fc.assert(
      fc.property(counters, counters, (a, b) => {
        const folded = foldCounters(a, b);
        for (const key of Object.keys(a) as (keyof Counters)[]) expect(folded[key]).toBeGreaterThanOrEqual(a[key]);
        expect(rose(folded, a)).toBe(false);
      }),
      runs,
    );
  });

  test('an hour is seen by a counter that rose, not by a time that passed', () => {
    expect(rose(noCounters, { ...noCounters, lastSeen: 9 })).toBe(false);
    expect(rose(noCounters, { ...noCounters, bytesIn: 1 })).toBe(true);
  });
});

describe('conversationKey', () => {
  test.each([
    ['the interface', { if: 12 }],
    ['the source', { src: '10.0.3.18' }],
    ['the destination', { dst: '203.0.113.10' }],
    ['the port', { port: 3334 }],
    ['the protocol', { proto: 'udp' }],
    ['the direction', { direction: 'in' }],
    ['the translated address', { via: '172.20.0.10:80' }],
  ])('%s tells two conversations apart', (_what, over) => {
    expect(conversationKey(flow(over))).not.toBe(conversationKey(flow()));
  });

  test('neither counters, nor times, nor what was said do', () => {
    const later = { connections: 9, lastSeen: '2026-11-23T03:00:00.000Z', generation: 4, ops: [{ app: 'http', count: 1 }], names: [{ value: 'x.org', from: 'dns' }], outcome: 'refused' }; // prettier-ignore
    expect(conversationKey(flow(later))).toBe(conversationKey(flow()));
  });

  test('an address in another spelling is the same one', () => {
    expect(conversationKey(flow({ src: '::ffff:10.0.3.17' }))).toBe(conversationKey(flow()));
  });

  test('a question is told apart by its name, and from a conversation with the resolver', () => {
    expect(conversationKey(lookup({ name: 'other.example.org' }))).not.toBe(conversationKey(lookup()));
    const talk = flow({ dst: '172.20.0.10', port: 53, proto: 'udp' });
    expect(conversationKey(lookup())).not.toBe(conversationKey(talk));
  });
});
