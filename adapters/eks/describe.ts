import { AwsV4Signer } from 'aws4fetch';
import * as z from 'zod';
import { textUpTo } from '../../core/fields.ts';

const Described = z.object({
  cluster: z.object({
    name: z.string(),
    version: textUpTo(20),
    status: textUpTo(64).default('UNKNOWN'),
    resourcesVpcConfig: z
      .object({
        endpointPublicAccess: z.boolean().default(true),
        endpointPrivateAccess: z.boolean().default(false),
        publicAccessCidrs: z.array(textUpTo(50)).nullish(),
      })
      .nullish(),
    logging: z
      .object({
        clusterLogging: z.array(z.object({ types: z.array(textUpTo(64)).nullish(), enabled: z.boolean().nullish() })).nullish(),
      })
      .nullish(),
    encryptionConfig: z.array(z.unknown()).nullish(),
  }),
}); // prettier-ignore

/** What EKS says of a cluster, as far as we look. */
export interface EksDescription {
  readonly version: string;
  readonly status: string;
  readonly publicEndpoint: boolean;
  readonly privateEndpoint: boolean;
  readonly publicRanges: readonly string[];
  readonly logging: readonly string[];
  readonly secretsEncrypted: boolean;
}

export type EksAnswer =
  | { readonly kind: 'described'; readonly cluster: EksDescription }
  /** "There is none" and "could not look" are different answers. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unavailable'; readonly reason: 'denied' | 'throttled' | 'timeout' | 'not-understood' | 'error' };

export type DescribeEks = (region: string, name: string) => Promise<EksAnswer>;

const timeoutMs = 5_000;

/** `DescribeCluster` by a signed request: the SDK's client would be ten times as large as the rest of the stage. */
export const describeEks: DescribeEks = async (region, name) => {
  const { AWS_ENDPOINT_URL_EKS: endpoint, AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env;
  const base = endpoint ? endpoint.replace(/\/$/, '') : `https://eks.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const signed = await new AwsV4Signer({
    method: 'GET',
    url: `${base}/clusters/${encodeURIComponent(name)}`,
    service: 'eks',
    region,
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  }).sign();
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(signed.url, { headers: signed.headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    body = await response.json().catch(() => undefined);
  } catch {
    return { kind: 'unavailable', reason: 'timeout' };
  }
  if (response.status === 404) return { kind: 'absent' };
  if (response.status === 401 || response.status === 403) return { kind: 'unavailable', reason: 'denied' };
  if (response.status === 429) return { kind: 'unavailable', reason: 'throttled' };
  if (response.status !== 200) return { kind: 'unavailable', reason: 'error' };
  const parsed = Described.safeParse(body);
  return parsed.success ? { kind: 'described', cluster: descriptionOf(parsed.data) } : { kind: 'unavailable', reason: 'not-understood' };
}; // prettier-ignore

function descriptionOf({ cluster }: z.infer<typeof Described>): EksDescription {
  const { version, status, resourcesVpcConfig, logging, encryptionConfig } = cluster;
  const on = (logging?.clusterLogging ?? []).filter(({ enabled }) => enabled === true);
  return {
    version,
    status,
    publicEndpoint: resourcesVpcConfig?.endpointPublicAccess ?? true,
    privateEndpoint: resourcesVpcConfig?.endpointPrivateAccess ?? false,
    publicRanges: (resourcesVpcConfig?.publicAccessCidrs ?? []).slice(0, 64),
    logging: [...new Set(on.flatMap(({ types }) => types ?? []))].toSorted().slice(0, 16),
    secretsEncrypted: (encryptionConfig ?? []).length > 0,
  };
}
