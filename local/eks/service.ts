import { refusal, type Service } from '../aws/endpoint.ts';
import { type Access, AccessDenied } from '../iam/access.ts';

export type EksServiceOptions = Readonly<{
  /** By name: what `DescribeCluster` answers under `cluster`, as the AWS CLI prints it. */
  clusters: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  access: Access;
  /** ARN prefix of clusters, up to `cluster`. */
  arn: string;
}>;

/** `DescribeCluster` of EKS, for clusters that the runtime was told of. */
export function eksService({ clusters, access, arn }: EksServiceOptions): Service {
  return async ({ method, url, caller }) => {
    const path = url.split('?')[0] ?? '';
    const name = /^\/clusters\/([^/]+)$/.exec(path)?.[1];
    if (method !== 'GET' || name === undefined) return refusal(400, 'UnknownOperationException', `${method} ${path} of EKS is not emulated.`); // prettier-ignore
    const decoded = decodeURIComponent(name);
    try {
      access.require(caller, 'eks:DescribeCluster', `${arn}/${decoded}`);
    } catch (error) {
      if (error instanceof AccessDenied) return refusal(403, 'AccessDeniedException', error.message);
      throw error;
    }
    const cluster = Object.hasOwn(clusters, decoded) ? clusters[decoded] : undefined;
    if (cluster === undefined)
      return refusal(404, 'ResourceNotFoundException', `No cluster found for name: ${decoded}.`);
    const body = JSON.stringify({ cluster: { name: decoded, arn: `${arn}/${decoded}`, ...cluster } });
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  };
}
