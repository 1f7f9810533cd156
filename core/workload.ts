import * as z from 'zod';
import { Descent } from './descent.ts';
import { textUpTo } from './fields.ts';
import { digest } from './hash.ts';
import { ClusterId, Lineage } from './ids.ts';
import { Instant } from './instant.ts';

/** An owner-resolved actor. Identity is the lineage; namespace, kind and name are what people call it. */
export const Workload = z.object({
  cluster: ClusterId,
  lineage: Lineage,
  namespace: textUpTo(253),
  kind: textUpTo(253),
  name: textUpTo(253),
  uid: textUpTo(64),
  createdAt: Instant,
  creator: textUpTo(253).optional(),
  serviceAccount: textUpTo(253).optional(),
  /** Image references as written in the pod template, e.g. `docker.io/kubeflow/centraldashboard:v1.9`. */
  images: z.array(textUpTo(512)).max(32),
  /** Where it comes from; absent where nobody has asked yet. */
  descent: Descent.optional(),
});
export type Workload = z.infer<typeof Workload>;
export type WorkloadRef = Pick<Workload, 'cluster' | 'lineage'>;

/** The lineage that begins with this object. Re-creations that continue one keep it; see DESIGN 5. */
export function lineageFrom(cluster: ClusterId, uid: string): Lineage {
  return digest('lineage', cluster, uid) as Lineage;
}

/** What is started for one task and is gone when it is done, under a name that comes once: its kind, not its name, tells. */
const forOneTask = new Set([
  'Pod', 'Job', 'Workflow', 'TaskRun', 'PipelineRun', 'SparkApplication', 'RayJob', 'PyTorchJob', 'TFJob', 'MPIJob', 'XGBoostJob', 'PaddleJob', 'JAXJob',
  'TrainJob', 'Experiment', 'Trial', 'Run', 'VolcanoJob', 'JobSet', 'AppWrapper', 'RunnerPod', 'EphemeralRunner', 'ProwJob',
]); // prettier-ignore

/** Whether objects of this kind are told apart by what they run rather than by who they are. */
export function isFamilyKind(kind: string): boolean {
  return forOneTask.has(kind);
}

/**
 * Whose baseline an object lives under: its own line, or its family's where such objects come and go under names that come
 * once (DESIGN 3). A family is namespace, kind, service account and image repositories. Who created a pod is known only
 * when the audit log comes, which is too late to name what the pod does: so the creator is judged, and is no part of it.
 */
export function lineageOf(cluster: ClusterId, owner: Pick<Workload, 'namespace' | 'kind' | 'uid' | 'serviceAccount' | 'images'>): Lineage {
  const { namespace, kind, uid, serviceAccount = 'default', images } = owner;
  if (!isFamilyKind(kind) || images.length === 0) return lineageFrom(cluster, uid);
  const repositories = [...new Set(images.map(imageRepository))].toSorted();
  return digest('family', cluster, namespace, kind, serviceAccount, ...repositories) as Lineage;
} // prettier-ignore

/** How people read it: `shop/checkout`, with the kind where it is no Deployment. */
export function workloadLabel(workload: Pick<Workload, 'namespace' | 'kind' | 'name'>): string {
  const name = `${workload.namespace}/${workload.name}`;
  return workload.kind === 'Deployment' ? name : `${name} (${workload.kind})`;
}

/** The image repository: the reference without tag and digest. A port in the registry's name is no tag. */
export function imageRepository(reference: string): string {
  const [name = ''] = reference.split('@');
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name;
}

/** The namespace of a service account; undefined where a creator is a person, or the control plane itself. */
export function homeOf(creator: string): string | undefined {
  return /^system:serviceaccount:([^:]+):/.exec(creator)?.[1];
}

/**
 * Whose repositories stand beside this one, as one word: the path before the last part, which is one publisher's, or one's own
 * registry. Undefined where anybody publishes: `docker.io/library`, and what names no registry.
 */
export function imagePublisher(repository: string): string | undefined {
  const parts = repository.split('/');
  const [registry = ''] = parts;
  if (parts.length < 2 || !/[.:]/.test(registry)) return undefined;
  const path = parts.slice(0, -1).join('/');
  if (path === 'docker.io/library') return undefined;
  const own = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.test(registry);
  return parts.length > 2 || own ? `${path}/*` : undefined;
}

const imageLimit = 32;

/** All that it ran and runs, one reference a repository, as many as are kept; the same array where nothing is new. */
export function withImages(before: readonly string[], images: readonly string[]): readonly string[] {
  const known = new Set(before.map(imageRepository));
  const fresh = images.filter((image) => !known.has(imageRepository(image)));
  const added = fresh.filter((image, at) => fresh.findIndex((other) => imageRepository(other) === imageRepository(image)) === at); // prettier-ignore
  const room = imageLimit - before.length;
  return added.length === 0 || room <= 0 ? before : [...before, ...added.slice(0, room)];
}
