import { nextRun } from '../../core/cron.ts';

const after = Date.parse('2026-11-25T10:30:00.000Z'); // a Wednesday
const next = (cron: string, zone?: string) => {
  const at = nextRun(cron, zone, after);
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 16);
};

test.each([
  ['*/15 * * * *', '2026-11-25T10:45'],
  ['30 10 * * *', '2026-11-26T10:30'],
  ['0 2 * * 0', '2026-11-29T02:00'],
  ['0 2 * * 7', '2026-11-29T02:00'],
  ['0 2 * * sun', '2026-11-29T02:00'],
  ['0 0 1 jan *', '2027-01-01T00:00'],
  ['0 0 29 2 *', '2028-02-29T00:00'],
  ['0 6-8,20 * * mon-fri', '2026-11-25T20:00'],
  ['0 0 1 * fri', '2026-11-27T00:00'],
  ['5/20 * * * *', '2026-11-25T10:45'],
  ['@weekly', '2026-11-29T00:00'],
  ['0 0 31 2 *', undefined],
  ['61 * * * *', undefined],
  ['* * * *', undefined],
  ['0 5-1 * * *', undefined],
  ['a b c d e', undefined],
  ['', undefined],
])('%s comes next at %s', (cron, expected) => {
  expect(next(cron)).toBe(expected);
});

test('in another time zone nothing is guessed', () => {
  expect([next('0 2 * * *', 'Europe/Berlin'), next('0 2 * * *', 'Etc/UTC')]).toEqual([undefined, '2026-11-26T02:00']);
});
