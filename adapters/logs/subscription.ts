import { askJson } from '../aws-json.ts';
import type { AwsCaller } from '../aws-request.ts';

/** What `audit` reads of an EKS cluster's audit log: who made or changed something, and who went into a pod. */
export const auditPattern =
  '{ $.stage = "Response*" && ($.verb = "create" || $.verb = "update" || $.verb = "patch" || $.verb = "delete" || $.objectRef.resource = "pods") }';

export const auditLogOf = (eksName: string) => `/aws/eks/${eksName}/cluster`;

/** Has the audit log of a cluster sent to a function; a second time changes nothing. Throws Refused or Unavailable. */
export async function subscribeAudit(eksName: string, functionArn: string, caller: AwsCaller): Promise<void> {
  const input = { logGroupName: auditLogOf(eksName), filterName: 'plumbline', filterPattern: auditPattern, destinationArn: functionArn };
  await askJson('logs', 'Logs_20140328.PutSubscriptionFilter', input, caller);
} // prettier-ignore
