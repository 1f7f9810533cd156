import { expressionOf } from '../../../local/schedule/expression.ts';

const next = (text: string, from: string) => {
  const at = expressionOf(text, 'here').next(Date.parse(from));
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 16);
};

test.each([
  ['rate(5 minutes)', '2026-01-01T00:00:00Z', '2026-01-01T00:05'],
  ['rate(1 hour)', '2026-01-01T00:30:00Z', '2026-01-01T01:30'],
  ['rate(2 days)', '2026-01-01T00:00:00Z', '2026-01-03T00:00'],
  ['cron(0 2 * * ? *)', '2026-01-01T02:00:00Z', '2026-01-02T02:00'],
  ['cron(*/15 * * * ? *)', '2026-01-01T23:50:00Z', '2026-01-02T00:00'],
  ['cron(5/20 8-9 * * ? *)', '2026-01-01T08:26:00Z', '2026-01-01T08:45'],
  // 2026-01-03 is a Saturday.
  ['cron(0 9 ? * MON-FRI *)', '2026-01-03T00:00:00Z', '2026-01-05T09:00'],
  ['cron(0 0 1 JAN,JUL ? *)', '2026-01-01T00:00:00Z', '2026-07-01T00:00'],
  ['cron(0 0 29 2 ? *)', '2026-01-01T00:00:00Z', '2028-02-29T00:00'],
  ['cron(0 0 1 1 ? 2025)', '2026-01-01T00:00:00Z', undefined],
  ['at(2026-03-01T10:00:00)', '2026-01-01T00:00:00Z', '2026-03-01T10:00'],
  ['at(2026-03-01T10:00:00)', '2026-03-01T10:00:00Z', undefined],
])('%s after %s is %s', (text, from, expected) => {
  expect(next(text, from)).toBe(expected);
});

test.each([
  'rate(0 minutes)',
  'rate(5 weeks)',
  'cron(0 2 * * *)',
  'cron(0 2 ? * 6#3 *)',
  'cron(61 * * * ? *)',
  'cron(0 2 W * ? *)',
  'at(soon)',
  'every day',
])('%s is refused', (text) => {
  expect(() => expressionOf(text, 'Hourly')).toThrow(`Hourly has the schedule ${text}, which is not emulated.`);
});
