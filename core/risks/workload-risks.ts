import { hostRights, mightOf, type WorkloadTraits } from '../inventory/traits.ts';
import { imageRepository } from '../workload.ts';
import type { Scene } from './scene.ts';
import type { Seen } from './track.ts';

const labelOf = ({ namespace, name, kind }: WorkloadTraits) => `${namespace}/${name}${kind === 'Deployment' ? '' : ` (${kind})`}`; // prettier-ignore
const about = (traits: WorkloadTraits) => ({ subject: traits.lineage, label: labelOf(traits), lineage: traits.lineage, namespace: traits.namespace }); // prettier-ignore
const main = ({ containers }: WorkloadTraits) => containers.filter(({ init }) => !init);

/** Kubernetes' own namespaces: what runs there has rights over nodes by its nature, and whoever may write there has them all. */
const systemNamespaces: ReadonlySet<string> = new Set(['kube-system', 'kube-node-lease']);

export function hostRightsRisks({ traits = [] }: Scene): Seen[] {
  return traits.flatMap((one): Seen[] => {
    const rights = hostRights(one);
    if (rights.length === 0) return [];
    const grave = mightOf(one).length > 0;
    const expected = systemNamespaces.has(one.namespace);
    return [
      {
        tracker: 'host-rights',
        severity: expected ? 'low' : grave ? 'high' : 'medium',
        ...about(one),
        evidence: [
          ...rights.map((right) => (right === 'hostPath' ? `hostPath: ${one.hostPaths.join(', ')}` : right)),
          ...(expected ? [`in ${one.namespace}, where such rights are usual`] : []),
        ],
        why: 'Whoever gets into such a pod has its node, and with it every other pod there and the node’s own rights in AWS.',
        fix: 'Take away what it does not need: privileged, host namespaces, host paths, added capabilities. Forbid it for the namespace by Pod Security.',
        command: `kubectl label namespace ${one.namespace} pod-security.kubernetes.io/warn=baseline`,
      },
    ];
  });
}

export function unpinnedImages({ traits = [] }: Scene): Seen[] {
  return traits.flatMap((one): Seen[] => {
    const loose = [...new Set(main(one).map(({ image }) => image).filter(isLoose))]; // prettier-ignore
    if (loose.length === 0) return [];
    return [
      {
        tracker: 'image-unpinned',
        severity: 'low',
        ...about(one),
        evidence: loose.map((image) => `image ${image}`),
        why: 'What this name stands for can be another program tomorrow, and no difference would be seen here.',
        fix: 'Name a version, better a digest (image@sha256:…), and let the pipeline raise it.',
      },
    ];
  });
}

/** No tag and no digest, or the tag that moves by its nature. */
function isLoose(image: string): boolean {
  if (image === '' || image.includes('@sha256:')) return false;
  const tag = image.slice(imageRepository(image).length);
  return tag === '' || tag === ':latest';
}

/** Registries that many clusters draw from; what else is used counts as known where two workloads do. */
const publicRegistries: ReadonlySet<string> = new Set(['docker.io', 'registry.k8s.io', 'quay.io', 'ghcr.io', 'gcr.io', 'public.ecr.aws', 'mcr.microsoft.com', 'nvcr.io', 'us-docker.pkg.dev']); // prettier-ignore

export function unknownRegistries({ traits = [] }: Scene): Seen[] {
  const users = new Map<string, Set<string>>();
  for (const one of traits) {
    for (const { image } of one.containers) {
      const registry = registryOf(image);
      if (registry !== undefined) users.set(registry, (users.get(registry) ?? new Set()).add(one.lineage));
    }
  }
  return traits.flatMap((one): Seen[] => {
    const registries = new Set(one.containers.map(({ image }) => registryOf(image)).filter((registry) => registry !== undefined)); // prettier-ignore
    const odd = [...registries].filter((registry) => !publicRegistries.has(registry) && !isOwn(registry) && (users.get(registry)?.size ?? 0) < 2); // prettier-ignore
    if (odd.length === 0) return [];
    return [
      {
        tracker: 'registry-unknown',
        severity: 'low',
        ...about(one),
        evidence: odd.map((registry) => `registry ${registry}, used by nothing else here`),
        why: 'An image from a registry that nobody else here uses was looked at by nobody else here.',
        fix: 'Copy the image to your own registry after looking at it, or admit only registries that you chose.',
      },
    ];
  });
}

/** A private registry of AWS is of an account that lets the nodes in. */
function isOwn(registry: string): boolean {
  return /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.test(registry);
}

/** `docker.io` where a reference names none, as container runtimes take it. */
export function registryOf(image: string): string | undefined {
  if (image === '') return undefined;
  const [first = '', ...rest] = image.split('/');
  const named = rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  return named ? first.toLowerCase() : 'docker.io';
}

export function noCpuLimit({ traits = [] }: Scene): Seen[] {
  return traits.flatMap((one): Seen[] => {
    if (systemNamespaces.has(one.namespace)) return [];
    const free = main(one).filter(({ cpuLimit }) => !cpuLimit);
    if (free.length === 0) return [];
    return [
      {
        tracker: 'no-cpu-limit',
        severity: 'low',
        ...about(one),
        evidence: free.map(({ name }) => `container ${name} has no limit of processor time`),
        why: 'A miner in this pod takes every processor of its node. A limit does not stop it, but makes it worth less.',
        fix: 'Set resources.limits.cpu, or a LimitRange for the namespace with a default.',
      },
    ];
  });
}
