import * as z from 'zod';
import { FactKind } from './baseline.ts';
import { DeviationKind } from './deviation.ts';
import { Integer, textUpTo } from './fields.ts';
import * as ids from './ids.ts';
import { Instant } from './instant.ts';

/** What a person said no to: whatever is seen, it is never learned again. It stands under the id that the fact would have. */
export const Rejection = z.object({
  id: ids.FactId,
  cluster: ids.ClusterId,
  lineage: ids.Lineage,
  kind: FactKind,
  object: textUpTo(600),
  label: textUpTo(600),
  /** The finding that was rejected, and of what kind it was. */
  finding: ids.FindingId,
  deviation: DeviationKind,
  actor: textUpTo(253),
  /** RFC 3339. */
  at: Instant,
  reason: textUpTo(500),
  /** The baseline version that begins with it. */
  since: Integer,
});
export type Rejection = z.infer<typeof Rejection>;
