import * as z from 'zod';
import { telemetryLimits } from './telemetry-limits.ts';

/** Text of 1 to so many UTF-16 units, without lone surrogates: what a key and JSON can hold. */
export const wellFormed = (maximum: number) =>
  z
    .string()
    .min(1)
    .max(maximum)
    .refine((text) => text.isWellFormed(), { message: 'holds a lone surrogate' });

/** A count or a number of bytes since the sentinel's boot: a whole number that a double holds exactly. */
export const Count = z.int().min(0);

/** RFC 3339 in UTC with at most milliseconds, within the years that a JavaScript date and a sort key both hold. */
export const Timestamp = z.iso.datetime({ precision: null }).max(30);

export const DnsName = wellFormed(telemetryLimits.nameLength);
