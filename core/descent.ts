import * as z from 'zod';
import { textUpTo } from './fields.ts';
import { Lineage } from './ids.ts';

/** What two workloads are compared by when one may be the other made anew. */
export const DescentTrait = z.enum(['creator', 'service-account', 'images', 'ports', 'kind']);
export type DescentTrait = z.infer<typeof DescentTrait>;

/** Where a workload comes from, decided when it is first seen and kept with it (DESIGN 5). */
export const Descent = z.discriminatedUnion('kind', [
  /** Nothing like it was there before. */
  z.object({ kind: z.literal('first') }),
  /** Deleted and created again, all traits the same: it goes on under the old lineage. */
  z.object({ kind: z.literal('continues'), from: Lineage, uid: textUpTo(64) }),
  /** The same name as something that is gone, but something else: its baseline is not inherited. */
  z.object({ kind: z.literal('breaks'), from: Lineage, differs: z.array(DescentTrait) }),
  /** Much like another one, and a person has to say whether it may inherit. */
  z.object({
    kind: z.literal('proposes'),
    from: Lineage,
    why: z.enum(['creator-unknown', 'renamed', 'side-by-side']),
    label: textUpTo(600),
  }),
  /** It bears the name of something that it is not. */
  z.object({
    kind: z.literal('imitates'),
    /** Absent where the name is one that every cluster has and this one does not. */
    of: Lineage.optional(),
    how: z.enum(['name', 'look-alike', 'label']),
    label: textUpTo(600),
    differs: z.array(DescentTrait),
  }),
]);
export type Descent = z.infer<typeof Descent>;
