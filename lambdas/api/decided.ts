import * as z from 'zod';

/** Why somebody decides so: kept with the decision for as long as it holds. */
export const Reason = z.string().trim().min(1, 'must say why').max(500);

export const Decided = z.strictObject({ reason: Reason });
