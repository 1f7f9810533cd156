import { endpointOf, Refused } from '../adapters/aws-request.ts';
import { auditLogOf, subscribeAudit } from '../adapters/logs/subscription.ts';
import { Unavailable } from '../adapters/unavailable.ts';

/** Has the audit log of an EKS cluster sent to the installation, with your own credentials, and says what came of it. Nothing hangs on it. */
export async function auditLogSent(eksName: string, region: string, auditFunction: string | undefined): Promise<string> {
  const log = `Audit log: ${auditLogOf(eksName)}`;
  if (auditFunction === undefined) return 'Audit log: this installation does not say who reads it; docs/deploy.md#clusters says how it is subscribed.';
  const home = auditFunction.split(':')[3];
  if (home !== region) return `${log} is in ${region}, and a subscription cannot leave for ${home}: who created what stays unknown.`;
  const { EKSClient } = await import('@aws-sdk/client-eks');
  const client = new EKSClient({ region });
  try {
    await subscribeAudit(eksName, auditFunction, { region, endpoint: endpointOf('logs'), credentials: async () => client.config.credentials() });
    return `${log} is sent to the installation from now on.`;
  } catch (error) {
    if (error instanceof Refused && error.name === 'ResourceNotFoundException') return `${log} is not there, so who created what stays unknown. Turn it on and add the cluster's log as docs/deploy.md#clusters says:\n  aws eks update-cluster-config --region ${region} --name ${eksName} --logging '{"clusterLogging":[{"types":["audit"],"enabled":true}]}'`;
    if (error instanceof Refused || error instanceof Unavailable) return `${log} could not be subscribed (${error.name}); docs/deploy.md#clusters says how it is done by hand.`;
    throw error;
  } finally {
    client.destroy();
  }
} // prettier-ignore
