import { goesAlone, groupedSoFar, groupedVersion, stormNotice } from '../../core/storm.ts';
import { emailMessage } from '../../core/email-text.ts';
import { Notice } from '../../core/message.ts';
import { message } from './notice-message.ts';

test('fifteen thousand incidents in a window make ten notices at most, whatever they are', () => {
  for (const criticals of [0, 3, 10, 7_000, 15_000]) {
    let told = 0;
    let grouped = 0;
    for (let at = 1; at <= 15_000; at++) {
      const sort = at <= criticals ? 'critical' : 'other';
      if (goesAlone(sort, sort === 'critical' ? at : at - criticals)) told += 1;
      else if (groupedVersion(++grouped) !== undefined) told += 1;
    }
    expect([criticals, told <= 10]).toEqual([criticals, true]);
  }
});

test('versions of grouped notices follow one another, and the last that was due is known', () => {
  const versions = Array.from({ length: 1_000 }, (_, at) => groupedVersion(at + 1)).filter((one) => one !== undefined);
  expect(versions).toEqual([1, 2, 3]);
  expect([1, 24, 25, 624, 625, 9_999].map(groupedSoFar)).toEqual([1, 1, 2, 2, 3, 3]);
});

test('the grouped notice is one of its own, with a list to open', () => {
  const { notice } = message();
  const storm = stormNotice(notice, { since: '2026-11-23T10:00:00.000Z', grouped: 25, version: 2, link: 'https://plumbline.example.org/clusters/prod-1/incidents' }); // prettier-ignore
  expect(Notice.parse(storm)).toMatchObject({ version: 2, classification: 'storm', severity: 'critical' });
  expect(storm.incident).not.toBe(notice.incident);
  expect(emailMessage(storm).text).toContain('Storm: 25 more incidents in prod-1 since 10:00');
});
