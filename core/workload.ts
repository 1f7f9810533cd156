import * as z from 'zod';
import { Descent } from './descent.ts';
import { digest } from './hash.ts';
import { ClusterId, Lineage } from './ids.ts';

/** An owner-resolved actor. Identity is the lineage; namespace, kind and name are what people call it. */
export const Workload = z.object({
  cluster: ClusterId,
  lineage: Lineage,
  namespace: z.string().max(253),
  kind: z.string().max(253),
  name: z.string().max(253),
  uid: z.string().max(64),
  createdAt: z.iso.datetime(),
  creator: z.string().max(253).optional(),
  serviceAccount: z.string().max(253).optional(),
  /** Image references as written in the pod template, e.g. `docker.io/kubeflow/centraldashboard:v1.9`. */
  images: z.array(z.string().max(512)).max(32),
  /** Where it comes from; absent where nobody has asked yet. */
  descent: Descent.optional(),
});
export type Workload = z.infer<typeof Workload>;

/** The lineage that begins with this object. Re-creations that continue one keep it; see DESIGN 5. */
export function lineageFrom(cluster: ClusterId, uid: string): Lineage {
  return digest('lineage', cluster, uid) as Lineage;
}

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
