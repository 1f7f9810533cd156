import * as z from 'zod';
import { canonicalAddress } from './address.ts';

/** An IPv4 or IPv6 address in its one canonical spelling; an IPv4-mapped IPv6 address is the IPv4 address. */
export const Address = z
  .string()
  .max(45)
  .transform((text, context) => {
    const canonical = canonicalAddress(text);
    if (canonical !== undefined) return canonical;
    context.addIssue({ code: 'custom', message: 'is not an IPv4 or IPv6 address' });
    return z.NEVER;
  });
export type Address = z.infer<typeof Address>;
