import type { DescribeClusterCommandOutput, EKSClient } from '@aws-sdk/client-eks';
import { Failure } from './failure.ts';
import type { Io } from './io.ts';

export interface EksCluster {
  /** What the control plane needs to reach it; its address and authority come from EKS itself. */
  readonly access: { readonly endpoint: string; readonly authority: string; readonly eks: { readonly clusterName: string; readonly region: string } };
  /** Who signs the tokens of its service accounts. */
  readonly issuer: string | undefined;
  /** `1.33` */
  readonly version: string | undefined;
} // prettier-ignore

/** The one Kubernetes group that our roles are in: docs/deploy.md has the role that it is bound to. */
export const viewerGroup = 'plumbline:viewer';

export function eksRegion(region: string | undefined, env: Io['env']): string {
  const where = region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  if (where === undefined) throw new Failure('I do not know the region of the EKS cluster.', 'Say it with --region, or set AWS_REGION.'); // prettier-ignore
  return where;
}

export async function eksCluster(name: string, region: string): Promise<EksCluster> {
  const { DescribeClusterCommand } = await import('@aws-sdk/client-eks');
  const { cluster } = await asking<DescribeClusterCommandOutput, never>(
    region,
    async (client) => client.send(new DescribeClusterCommand({ name })),
    {
      ResourceNotFoundException: () => new Failure(`EKS has no cluster ${name} in ${region}.`, 'List them with: aws eks list-clusters'), // prettier-ignore
      default: (code) => new Failure(`EKS could not be asked about ${name} in ${region} (${code}).`, 'Your own credentials need eks:DescribeCluster.'), // prettier-ignore
    },
  );
  const { endpoint, certificateAuthority, identity, version } = cluster ?? {};
  if (!endpoint || !certificateAuthority?.data) throw new Failure(`EKS knows ${name}, but it has no endpoint yet.`, 'Wait until the cluster is active.'); // prettier-ignore
  const authority = Buffer.from(certificateAuthority.data, 'base64').toString('utf8');
  return {
    access: { endpoint, authority, eks: { clusterName: name, region } },
    issuer: identity?.oidc?.issuer,
    version,
  };
}

/** Lets a role into the cluster, in the narrow group and with no policy of EKS. */
export async function grantEntry(name: string, region: string, role: string): Promise<'created' | 'there already'> {
  const { CreateAccessEntryCommand } = await import('@aws-sdk/client-eks');
  const entry = { clusterName: name, principalArn: role, kubernetesGroups: [viewerGroup], type: 'STANDARD' };
  const answer = await asking(region, async (client) => client.send(new CreateAccessEntryCommand(entry)), {
    ResourceInUseException: () => 'there already' as const,
    default: (code) => new Failure(`EKS made no access entry for ${role} (${code}).`, 'Your own credentials need eks:CreateAccessEntry, and the cluster the authentication mode API or API_AND_CONFIG_MAP.'), // prettier-ignore
  });
  return answer === 'there already' ? answer : 'created';
}

/** What an error of EKS means: a Failure, or a value that is as good as success. */
type Meanings<Other> = Readonly<{ default: (code: string) => Failure }> & Readonly<Record<string, (code: string) => Failure | Other>>; // prettier-ignore

async function asking<Value, Other>(region: string, ask: (client: EKSClient) => Promise<Value>, meanings: Meanings<Other>): Promise<Value | Other> {
  const { EKSClient } = await import('@aws-sdk/client-eks');
  const client = new EKSClient({ region });
  try {
    return await ask(client);
  } catch (error) {
    const { name: code } = error as Error;
    const meant = (meanings[code] ?? meanings.default)(code);
    if (meant instanceof Failure) throw meant;
    return meant;
  } finally {
    client.destroy();
  }
} // prettier-ignore
