import type { Workload } from '../workload.ts';
import { type AuditEvent, isControlPlane, succeeded } from './audit-event.ts';

/** Who made a workload, as the audit events of its namespace tell: the write of its uid, else the last one of its name before it was there. */
export function creatorIn(events: readonly AuditEvent[], { uid, name, kind, createdAt }: Pick<Workload, 'uid' | 'name' | 'kind' | 'createdAt'>): string | undefined {
  const creates = events.filter((event) => event.verb === 'create' && event.subresource === undefined && succeeded(event) && !isControlPlane(event.actor));
  const byUid = creates.find((event) => event.uid === uid);
  const plural = `${kind.toLowerCase()}s`;
  // creationTimestamp has whole seconds, the record its own moment: both within the same few.
  const near = creates.filter((event) => event.uid === undefined && event.name === name && event.resource === plural && Math.abs(Date.parse(event.at) - Date.parse(createdAt)) < 5_000);
  const made = byUid ?? near.at(-1);
  return made && (made.as ?? made.actor);
} // prettier-ignore
