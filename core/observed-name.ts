import * as z from 'zod';
import { DnsName } from './telemetry-fields.ts';
import { telemetryLimits } from './telemetry-limits.ts';

/** A name under which the destination was known, and how it was learned; `aliases` is the CNAME chain of the answer. */
export const ObservedName = z.object({
  value: DnsName,
  from: z.enum(['dns', 'sni', 'http-host', 'connect', 'mining']),
  aliases: z.array(DnsName).max(telemetryLimits.aliasesPerName).optional(),
});
export type ObservedName = z.infer<typeof ObservedName>;
