import { readFileSync } from 'node:fs';
import { type Api, kubernetesApi } from '../../adapters/kubernetes/api.ts';
import { tokenIn } from '../delivery/token-file.ts';
import { Refusal } from '../refusal.ts';

export interface ClusterDoorOptions {
  /** @default the API of the cluster whose pod this is */
  readonly kubernetes?: URL;
  readonly kubernetesTokenFile: string;
  readonly kubernetesCaFile: string;
}

/** Where the kubelet puts what a pod needs to ask its own cluster. */
export const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The Kubernetes API of the cluster around, with the pod's own account: its token is read from its file at each request. */
export function clusterDoor({ kubernetes, kubernetesTokenFile, kubernetesCaFile }: ClusterDoorOptions, env: NodeJS.ProcessEnv): Api {
  const endpoint = kubernetes?.href ?? inCluster(env);
  let authority: string;
  try {
    authority = readFileSync(kubernetesCaFile, 'utf8');
  } catch (error) {
    throw new Refusal(`--kubernetes-ca-file ${kubernetesCaFile}: cannot be read (${(error as NodeJS.ErrnoException).code}); in a pod the kubelet puts it there, unless automountServiceAccountToken is off`, 1, { cause: error });
  }
  return kubernetesApi({ endpoint, authority, token: () => tokenIn(kubernetesTokenFile) });
} // prettier-ignore

function inCluster({ KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443' }: NodeJS.ProcessEnv): string {
  if (host === '') throw new Refusal('this is no pod of a cluster: say which Kubernetes API with --kubernetes <url>', 2);
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
} // prettier-ignore
