import { ArchiveRecord } from '../../core/archive.ts';
import { cluster, edgeOf, settled } from './notice-cases.ts';

const record = {
  v: 1, kind: 'batch', cluster, node: 'ip-10-0-1-7', bootId: 'b1', seq: 184, receivedAt: '2026-11-23T02:13:08.000Z', clockOffsetMs: -12.5,
  window: { from: '2026-11-23T02:13:00.000Z', to: '2026-11-23T02:13:07.000Z' },
  coverage: { seen: 10, dropped: 0, folded: 0, spooled: 0, freezes: 0, sources: ['wire'], failed: [] },
  sights: [{
    key: 'k', generation: 0, direction: 'out', edge: edgeOf(settled, { destination: { kind: 'internet' } }),
    connections: 1, bytesOut: 2, bytesIn: 3, lastSeen: Date.parse('2026-11-23T02:13:06.000Z'),
  }],
  workloads: [],
}; // prettier-ignore

test('what replay needs survives one line of JSON', () => {
  expect(ArchiveRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
});

test.each(['cluster', 'receivedAt', 'clockOffsetMs', 'window', 'coverage', 'sights'])('a record without %s is none', (key) => {
  expect(ArchiveRecord.safeParse({ ...record, [key]: undefined }).success).toBe(false);
}); // prettier-ignore
