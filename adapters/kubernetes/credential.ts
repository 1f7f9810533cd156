import type { KubernetesAccess } from '../../core/enrolment.ts';
import type { Clock } from '../../core/ports/runtime.ts';
import { Unavailable } from '../unavailable.ts';
import { type AwsCredentials, eksToken, eksTokenSeconds } from './eks-token.ts';

export interface CredentialDeps {
  /** The value of a SecureString, undefined where there is none. */
  readonly secret: (name: string) => Promise<string | undefined>;
  readonly now: Clock;
  /** @default those of the function, from its environment */
  readonly aws?: () => AwsCredentials;
}

// A signature has to reach STS before it runs out.
const renewBeforeMs = 15_000;

/** Gives the bearer token for a cluster. A signed one is used again until it is about to run out, or was refused. */
export function bearerOf(access: KubernetesAccess, deps: CredentialDeps): (fresh: boolean) => Promise<string> {
  const { credential } = access;
  if (credential.kind === 'token') {
    return async () => {
      const token = (await deps.secret(credential.parameter))?.trim();
      if (token === undefined || token === '') throw new Unavailable(`no Kubernetes token lies in ${credential.parameter}`); // prettier-ignore
      return token;
    };
  }
  let kept: { readonly token: string; readonly until: number } | undefined;
  return async (fresh) => {
    const now = deps.now();
    if (kept === undefined || fresh || now >= kept.until) {
      const aws = (deps.aws ?? environmentCredentials)();
      const token = await eksToken(aws, credential.region, credential.clusterName, now);
      kept = { token, until: now + eksTokenSeconds * 1_000 - renewBeforeMs };
    }
    return kept.token;
  };
}

function environmentCredentials(): AwsCredentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env; // prettier-ignore
  if (!accessKeyId || !secretAccessKey) {
    throw new Unavailable('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set, and a token for EKS is signed with them'); // prettier-ignore
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
