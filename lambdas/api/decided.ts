import * as z from 'zod';

/** Why somebody decides so: kept with the decision for as long as it holds. */
export const Reason = z
  .string()
  .trim()
  .min(1, 'must say why')
  .max(500)
  // Half a character is none that a table, a mail or a log could hold.
  .regex(/^[^\p{Cs}\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/u, 'must be text without control characters');

export const Decided = z.strictObject({ reason: Reason });
