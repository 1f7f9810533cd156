import { kubernetesApi } from '../adapters/kubernetes/api.ts';
import { Failure } from './failure.ts';
import type { KubernetesDoor } from './kubeconfig.ts';

const waitMs = 10_000;

/** Asks the API once, as `enrich` will: may these credentials list pods? Throws a Failure that says what is wrong. */
export async function checkReachable({ endpoint, authority, token }: Omit<KubernetesDoor, 'name'>): Promise<void> {
  const api = kubernetesApi({ endpoint, authority, token: async () => token });
  const answer = await api.get('/api/v1/pods', { limit: '1' }, AbortSignal.timeout(waitMs));
  api.close();
  if (answer.ok) return;
  const { fault } = answer;
  switch (fault.kind) {
    case 'status':
      if (fault.status === 401) throw new Failure(`${endpoint} does not know the token (401).`, 'It may have expired: make another with kubectl create token.'); // prettier-ignore
      if (fault.status === 403) throw new Failure(`${endpoint} does not let this token list pods (403).`, 'Bind its service account to the ClusterRole "view", or to one that may get and list pods, services, nodes and their controllers.'); // prettier-ignore
      throw new Failure(`${endpoint} answered ${fault.status} to a list of pods.`);
    case 'timeout':
      throw new Failure(`${endpoint} did not answer within ${waitMs / 1_000} seconds.`, 'Is it reachable from here? --no-check registers the cluster without asking.'); // prettier-ignore
    case 'tls':
      throw new Failure(`${endpoint} has a certificate that the given authority did not sign (${fault.code}).`, 'Take certificate-authority-data of this cluster, not of another.'); // prettier-ignore
    case 'connection':
      throw new Failure(`${endpoint} cannot be reached (${fault.code}).`, 'Is it reachable from here? --no-check registers the cluster without asking.'); // prettier-ignore
    default:
      throw new Failure(`${endpoint} does not answer like a Kubernetes API (${fault.kind}).`, 'Something may be in between: a proxy, or a sign-in page.'); // prettier-ignore
  }
}
