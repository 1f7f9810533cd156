import { digest } from '../core/hash.ts';
import type { AuditEntry } from '../core/ports/clusters.ts';

/** By content: the same entry appended again, after an answer that was lost, stays one. */
export function auditId({ at, actor, action, detail }: AuditEntry): string {
  return digest('audit', at, actor, action, detail);
}
