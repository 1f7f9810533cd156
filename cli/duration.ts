import { InvalidArgumentError } from 'commander';

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of `30m`, `8h` or `7d`, for options. */
export function durationFrom(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text.trim()) ?? [];
  if (count === undefined || unit === undefined) throw new InvalidArgumentError('It must be a number of minutes, hours or days: 30m, 8h or 7d.'); // prettier-ignore
  return Number(count) * unitMs[unit as keyof typeof unitMs];
}
