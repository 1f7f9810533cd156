import { Failure } from './failure.ts';
import type { Io } from './io.ts';

/** What the control plane needs to reach an EKS cluster; its address and authority come from EKS itself. */
export async function eksAccess(name: string, region: string | undefined, env: Io['env']): Promise<object> {
  const where = region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  if (where === undefined) throw new Failure('I do not know the region of the EKS cluster.', 'Say it with --region, or set AWS_REGION.'); // prettier-ignore
  const { EKSClient, DescribeClusterCommand } = await import('@aws-sdk/client-eks');
  const client = new EKSClient({ region: where });
  try {
    const { cluster } = await client.send(new DescribeClusterCommand({ name }));
    const { endpoint, certificateAuthority } = cluster ?? {};
    if (!endpoint || !certificateAuthority?.data) throw new Failure(`EKS knows ${name}, but it has no endpoint yet.`, 'Wait until the cluster is active.'); // prettier-ignore
    const authority = Buffer.from(certificateAuthority.data, 'base64').toString('utf8');
    return { endpoint, authority, eks: { clusterName: name, region: where } };
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { name: code } = error as Error;
    if (code === 'ResourceNotFoundException') throw new Failure(`EKS has no cluster ${name} in ${where}.`, 'List them with: aws eks list-clusters'); // prettier-ignore
    throw new Failure(`EKS could not be asked about ${name} in ${where} (${code}).`, 'Your own credentials need eks:DescribeCluster.'); // prettier-ignore
  } finally {
    client.destroy();
  }
}
