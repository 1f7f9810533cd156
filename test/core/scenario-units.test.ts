import fc from 'fast-check';
import { durationMs, durationText } from '../../core/scenario-units.ts';

describe('durations of a scenario', () => {
  it.each([
    ['0', 0],
    ['90s', 90_000],
    ['2h30m', 9_000_000],
    ['1d', 86_400_000],
    ['1w', 604_800_000],
    ['1.5s', 1_500],
    ['250ms', 250],
    ['-3d', -259_200_000],
  ])('reads %s as %d ms', (text, ms) => expect(durationMs(text)).toBe(ms));

  it.each(['', '-', '10', '1h ', 'h', '1 h', '1x', '1h-2m', '--1h', '1e3s', '0x10s', `${'9'.repeat(50)}s`])(
    'does not guess what %j means',
    (text) => expect(durationMs(text)).toBeUndefined(),
  );

  it('writes what it reads back', () => {
    fc.assert(fc.property(fc.integer({ min: -1e12, max: 1e12 }), (ms) => expect(durationMs(durationText(ms))).toBe(ms)));
  });
}); // prettier-ignore
