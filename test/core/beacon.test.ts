import * as fc from 'fast-check';
import { isSteadyBeat, type Reading } from '../../core/beacon.ts';
import { visible } from '../../core/defang.ts';
import { beaconOn, edgesInQuestion, volumeOn } from '../../core/judge-beacon.ts';
import { Finding } from '../../core/finding.ts';
import { gravityOf } from '../../core/incident-gravity.ts';
import type { Incident } from '../../core/incident.ts';
import { deedOf } from '../../core/notice-deeds.ts';
import { alarmOf } from '../../core/notice-words.ts';
import { runs } from './arbitraries.ts';
import { cases } from './notice-cases.ts';

const hourAt = (at: number) => new Date(Date.UTC(2026, 10, 24, at)).toISOString().slice(0, 13);
/** What a counter said at the end of hours in which it rose by so much. */
const counted = (rises: readonly number[], bytes = 400, counter = 'a'): Reading[] => {
  let [connections, bytesOut] = [0, 0];
  return rises.map((rise, at) => ({ counter, hour: hourAt(at), connections: (connections += rise), bytesOut: (bytesOut += rise * bytes), bytesIn: 0 }));
}; // prettier-ignore

test.each([
  ['sixty an hour', counted([49, 60, 60, 60, 12]), true],
  ['nearly sixty an hour', counted([49, 58, 60, 62, 12]), true],
  ['two whole hours only', counted([49, 60, 60, 12]), false],
  ['what comes and goes', counted([49, 60, 20, 60, 12]), false],
  ['few in an hour', counted([2, 2, 2, 2, 2]), false],
  ['few in an hour for half a day', counted([1, ...Array<number>(9).fill(2), 1]), true],
  ['few in an hour, with one hour of silence', counted([1, 2, 2, 2, 2, 0, 2, 2, 2, 2, 2, 1]), false],
  ['every nine minutes, which does not divide the hour', counted([3, 7, 6, 7, 3]), true],
  ['seldom and uneven', counted([1, 1, 3, 2, 4, 1, 2, 5, 1, 3, 1]), false],
  ['the same number of other sizes', [...counted([5, 60, 0, 0, 0]), ...counted([0, 0, 60, 60, 5], 4_000, 'b')], false],
  [
    'a beat with an hour of silence in it',
    counted([49, 60, 60, 60, 12]).filter(({ hour }) => hour !== hourAt(2)),
    false,
  ],
  ['nothing', [], false],
])('%s: a steady beat is %s', (_, readings, steady) => {
  expect(isSteadyBeat(readings)).toBe(steady);
});

test('neither the order of readings nor their repetition changes it', () => {
  const rises = fc.array(fc.integer({ min: 0, max: 70 }), { maxLength: 8 });
  fc.assert(
    fc.property(rises, rises, (one, other) => {
      const readings = [...counted(one), ...counted(other, 400, 'b')];
      expect(isSteadyBeat([...readings, ...readings].toReversed())).toBe(isSteadyBeat(readings));
    }),
    runs,
  );
});

test('neither a beat nor a volume is an alarm by itself; each makes the way out that it stands beside high', () => {
  const incident = cases['new egress alone'] as Incident;
  const [[, egress] = []] = edgesInQuestion([incident]);
  expect(egress?.kind).toBe('new-egress');
  const beacon = beaconOn(egress!);
  expect(Finding.parse(beacon)).toEqual(beacon);
  expect(gravityOf([egress!, beacon])).toMatchObject({ severity: 'high', verdict: 'alert', together: ['steady-beat'] });
  expect(gravityOf([beacon])).toMatchObject({ severity: 'low', together: [] });
  const volume = volumeOn(egress!);
  expect(Finding.parse(volume)).toEqual(volume);
  expect(volume.id).not.toBe(beacon.id);
  expect(gravityOf([volume])).toMatchObject({ severity: 'low', together: [] });
  expect(gravityOf([egress!, volume])).toMatchObject({
    severity: 'high',
    verdict: 'alert',
    together: ['large-volume'],
  });
  expect(gravityOf([volume, egress!, beacon])).toEqual(gravityOf([beacon, volume, egress!]));
  expect([deedOf(beacon), deedOf(volume)]).toEqual(
    [`calls home at a steady beat: ${egress!.label}`, `sends far more than it gets: ${egress!.label}`].map(visible),
  );
  expect([alarmOf(beacon), alarmOf(volume)]).toEqual(['Beacon', 'Large upload']);
  expect(
    edgesInQuestion([
      { ...incident, state: 'closed' },
      { ...incident, severity: 'high' },
    ]).size,
  ).toBe(0);
});
