import * as z from 'zod';

const unitMs = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;
const part = /(\d{1,9}(?:\.\d{1,6})?)(ms|w|d|h|m|s)/y;

/** Milliseconds of `2h30m`, `1d`, `1.5s`, `-3d` or `0`; undefined for anything else. The unit is never guessed. */
export function durationMs(text: string): number | undefined {
  if (text === '0') return 0;
  if (text.length > 40) return undefined;
  const negative = text.startsWith('-');
  let total = 0;
  part.lastIndex = negative ? 1 : 0;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (match === null) return undefined;
    total += Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
  }
  if (total === 0 && !/\d/.test(text)) return undefined;
  return (negative ? -1 : 1) * Math.round(total);
}

/** The shortest spelling of a number of milliseconds: `26h5m`, `0s`. */
export function durationText(ms: number): string {
  let rest = Math.abs(Math.round(ms));
  let text = '';
  for (const [unit, size] of Object.entries(unitMs)) {
    if (unit === 'w' || unit === 'd') continue;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text === '' ? '0s' : `${ms < 0 ? '-' : ''}${text}`;
}

const durationFault = 'must be a time with a unit, such as 90s, 10m, 2h30m or 1d';

function duration(minimum: number, fault: string) {
  return z.unknown().transform((value, context): number => {
    const ms = typeof value === 'string' ? durationMs(value) : value === 0 ? 0 : undefined;
    if (ms !== undefined && ms >= minimum) return ms;
    context.addIssue({ code: 'custom', message: ms === undefined ? durationFault : fault });
    return z.NEVER;
  });
}

/** A moment as distance from the scenario's start, in milliseconds. */
export const Moment = duration(0, 'must not lie before the start of the scenario');

/** A moment that may lie before the start: when something that was already there began. */
export const EarlierMoment = duration(-Number.MAX_SAFE_INTEGER, '');

/** A length of time in milliseconds, longer than nothing. */
export const Span = duration(1, 'must be longer than nothing');

/** A length of time in milliseconds that may be nothing. */
export const SpanOrNone = duration(0, 'must not be negative');

const byteUnits: Readonly<Record<string, number>> = {
  '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3,
}; // prettier-ignore

/** A number of bytes: 512, 4kB, 2MiB. */
export const Bytes = z.unknown().transform((value, context): number => {
  const match = /^(\d{1,12}(?:\.\d{1,6})?) ?([A-Za-z]{0,3})$/.exec(String(value));
  const unit = byteUnits[(match?.[2] ?? '?').toLowerCase()];
  if (match !== null && unit !== undefined) return Math.round(Number(match[1]) * unit);
  context.addIssue({ code: 'custom', message: 'must be a number of bytes, such as 512, 4kB or 2MiB' });
  return z.NEVER;
});
