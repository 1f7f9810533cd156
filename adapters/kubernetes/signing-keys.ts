import { askedAccess, type Cluster } from '../../core/enrolment.ts';
import type { Clock } from '../../core/ports/runtime.ts';
import { type PublishedKeys, SigningKeys } from '../../core/signing-key.ts';
import { askOutside } from '../outside/request.ts';
import { kubernetesApi } from './api.ts';
import { bearerOf, type CredentialDeps } from './credential.ts';

export interface SigningKeysDeps extends CredentialDeps {
  readonly now: Clock;
  /** Tests: the addresses of issuers may lead to this machine. @default false */
  readonly loopback?: boolean;
}

const apiPath = '/openid/v1/jwks';
const timeoutMs = 3_000;
const largestBytes = 64 * 1024;
const minuteMs = 60_000;

/**
 * The keys that a cluster signs service-account tokens with: from where its issuer publishes them to the world (EKS), else
 * from its Kubernetes API. Each is asked at most once a minute, whoever wants to know.
 */
export function signingKeys(deps: SigningKeysDeps): { keysOf(cluster: Cluster): Promise<PublishedKeys> } {
  const asked = new Map<string, { readonly at: number; readonly answer: Promise<PublishedKeys> }>();
  return {
    keysOf(cluster) {
      const place = cluster.identity?.keysUrl ?? askedAccess(cluster)?.endpoint;
      if (place === undefined) return Promise.resolve({ fault: 'no-access' });
      const known = asked.get(place);
      if (known !== undefined && Math.abs(deps.now() - known.at) < minuteMs) return known.answer;
      const answer = (cluster.identity?.keysUrl === undefined ? ofApi(cluster) : published(place)).catch(() => ({ fault: 'unavailable' }) as const); // prettier-ignore
      asked.set(place, { at: deps.now(), answer });
      return answer;
    },
  };

  async function published(address: string): Promise<PublishedKeys> {
    const request = { method: 'GET', headers: { accept: 'application/json' }, timeoutMs, maxBytes: largestBytes, loopback: deps.loopback ?? false } as const; // prettier-ignore
    const { status, body } = await askOutside(new URL(address), request);
    return status === 200 ? fit(JSON.parse(body.toString('utf8'))) : { fault: 'unavailable' };
  }

  async function ofApi({ access }: Cluster): Promise<PublishedKeys> {
    if (access === undefined) return { fault: 'no-access' };
    const { endpoint, authority } = access;
    const api = kubernetesApi({ endpoint, authority, token: bearerOf(access, deps) });
    const answer = await api.get(apiPath, {}, AbortSignal.timeout(timeoutMs));
    api.close();
    return answer.ok ? fit(answer.body) : { fault: 'unavailable' };
  }
}

function fit(said: unknown): PublishedKeys {
  const parsed = SigningKeys.safeParse(said);
  return parsed.success && parsed.data.length > 0 ? parsed.data : { fault: 'no-keys' };
}
