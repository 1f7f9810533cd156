import { AwsV4Signer } from 'aws4fetch';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Seconds for which STS takes the signed request; EKS asks for at most this. */
export const eksTokenSeconds = 60;

/**
 * The bearer token that an EKS cluster takes from an AWS identity: a signed GetCallerIdentity request, which the
 * cluster's authenticator sends to STS itself. The header binds it to this cluster (aws-iam-authenticator, "API
 * authorization from outside a cluster").
 * @param at milliseconds since 1970
 */
export async function eksToken(credentials: AwsCredentials, region: string, clusterName: string, at: number): Promise<string> {
  const host = `sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const { url } = await new AwsV4Signer({
    ...credentials,
    method: 'GET',
    url: `https://${host}/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Expires=${eksTokenSeconds}`,
    service: 'sts',
    region,
    signQuery: true,
    headers: { 'x-k8s-aws-id': clusterName },
    datetime: new Date(at).toISOString().replaceAll(/[:-]|\.\d{3}/g, ''),
  }).sign();
  return `k8s-aws-v1.${Buffer.from(url.toString()).toString('base64url')}`;
} // prettier-ignore
