import type { Descent, DescentTrait } from './descent.ts';
import { editDistance } from './nearest-word.ts';
import { imageRepository, isFamilyKind, type Workload, workloadLabel } from './workload.ts';

/** Where names are borrowed from: whoever bears one there is trusted by its name. */
export const systemNamespaces: readonly string[] = ['kube-system', 'istio-system', 'kube-node-lease'];

/** What every cluster has, whether it talks or not. */
const everywhere = [
  'coredns', 'kube-dns', 'kube-proxy', 'aws-node', 'kube-apiserver', 'kube-scheduler', 'kube-controller-manager', 'metrics-server', 'ebs-csi-controller',
  'ebs-csi-node', 'efs-csi-node', 'cluster-autoscaler', 'karpenter', 'calico-node', 'calico-typha', 'cilium', 'cilium-operator', 'istiod', 'node-exporter',
  'fluent-bit', 'aws-load-balancer-controller', 'external-dns', 'cert-manager', 'eks-pod-identity-agent', 'plumbline-sentinel',
]; // prettier-ignore

const repositoriesOf = ({ images }: Pick<Workload, 'images'>) =>
  [...new Set(images.map(imageRepository))].toSorted().join(' ');
const accountOf = ({ serviceAccount = 'default' }: Pick<Workload, 'serviceAccount'>) => serviceAccount;

/**
 * Where a workload that nobody has seen comes from. `others`: all that were ever seen in its namespace and in the system's.
 * By uid, creator, service account and images; a name alone inherits nothing.
 */
export function descentOf(workload: Workload, others: readonly Workload[]): Descent {
  if (isFamilyKind(workload.kind)) return { kind: 'first' };
  const strangers = others.filter(({ lineage, kind }) => lineage !== workload.lineage && !isFamilyKind(kind));
  const here = strangers.filter(({ namespace }) => namespace === workload.namespace);
  return (
    namesake(workload, here) ??
    imitation(workload, strangers) ??
    disguise(workload, here) ??
    twin(workload, here) ?? { kind: 'first' }
  );
}

/** Kubernetes has one object of a kind and name at a time, so the one that bore the name before is gone. */
function namesake(workload: Workload, here: readonly Workload[]): Descent | undefined {
  const before = here.filter(({ kind, name }) => kind === workload.kind && name === workload.name).toSorted(youngestFirst);
  const [last] = before;
  // Late data may tell of the older one after the younger: it inherits from nobody who came later.
  if (last === undefined || last.createdAt > workload.createdAt) return undefined;
  const differs = differences(workload, last);
  const from = last.descent?.kind === 'continues' ? last.descent.from : last.lineage;
  if (differs.length > 0) return { kind: 'breaks', from, differs };
  if (workload.creator === undefined || last.creator === undefined) return { kind: 'proposes', from, why: 'creator-unknown', label: workloadLabel(last) };
  return { kind: 'continues', from, uid: workload.uid };
} // prettier-ignore

const youngestFirst = (one: Workload, other: Workload) => (one.createdAt > other.createdAt ? -1 : 1);

/** What is known to differ. A creator that nobody named differs from none. */
function differences(one: Workload, other: Workload): DescentTrait[] {
  const traits: DescentTrait[] = [];
  if (one.creator !== undefined && other.creator !== undefined && one.creator !== other.creator) traits.push('creator');
  if (accountOf(one) !== accountOf(other)) traits.push('service-account');
  if (repositoriesOf(one) !== repositoriesOf(other)) traits.push('images');
  return traits;
}

/** The same pipeline runs the same image under another name: renamed, or beside the old one for a while. */
function twin(workload: Workload, here: readonly Workload[]): Descent | undefined {
  if (workload.images.length === 0) return undefined;
  const alike = here.filter((other) => other.kind === workload.kind && other.createdAt < workload.createdAt && differences(workload, other).length === 0);
  const [last] = alike.toSorted(youngestFirst);
  if (last === undefined) return undefined;
  const beside = workload.name.startsWith(last.name) || last.name.startsWith(workload.name);
  const from = last.descent?.kind === 'continues' ? last.descent.from : last.lineage;
  return { kind: 'proposes', from, why: beside ? 'side-by-side' : 'renamed', label: workloadLabel(last) };
} // prettier-ignore

/** It is called as something of the system, or nearly so, and runs something else. */
function imitation(workload: Workload, strangers: readonly Workload[]): Descent | undefined {
  const system = strangers.filter(({ namespace, createdAt }) => systemNamespaces.includes(namespace) && createdAt <= workload.createdAt);
  for (const other of system) {
    const how = workload.name === other.name && workload.namespace !== other.namespace ? 'name' : looksLike(workload.name, other.name) ? 'look-alike' : undefined;
    if (how === undefined || sharesImage(workload, other)) continue;
    // What the same creator installs beside it is its own affair.
    if (workload.creator !== undefined && workload.creator === other.creator) continue;
    return { kind: 'imitates', of: other.lineage, how, label: workloadLabel(other), differs: differences(workload, other) };
  }
  if (everywhere.includes(workload.name)) return undefined;
  const known = everywhere.find((name) => looksLike(workload.name, name));
  const family = known !== undefined && workload.images.some((image) => imageRepository(image).split('/').at(-1) === known);
  return known === undefined || family ? undefined : { kind: 'imitates', how: 'look-alike', label: known, differs: [] };
} // prettier-ignore

/** In a list of pods it looks like one of a workload beside it, and is somebody else's: `checkout-7d9f6c8b5`. */
function disguise(workload: Workload, here: readonly Workload[]): Descent | undefined {
  const model = here.find((other) => {
    const rest = workload.name.startsWith(`${other.name}-`) ? workload.name.slice(other.name.length + 1) : '';
    // Dates and numbers are what people count by themselves.
    const dressed = isMadeUp(rest) && /[a-z]/.test(rest) && other.createdAt <= workload.createdAt;
    return dressed && workload.creator !== undefined && other.creator !== undefined && workload.creator !== other.creator && !sharesImage(workload, other);
  });
  return model && { kind: 'imitates', of: model.lineage, how: 'look-alike', label: workloadLabel(model), differs: differences(workload, model) };
} // prettier-ignore

function sharesImage(one: Workload, other: Workload): boolean {
  const repositories = new Set(one.images.map(imageRepository));
  return other.images.some((image) => repositories.has(imageRepository(image)));
}

/** `kube-proxyy`, `corednss`, and what is dressed as its pod or ReplicaSet: `coredns-5d78c`. */
function looksLike(name: string, model: string): boolean {
  if (name === model || model.length < 5) return false;
  const rest = name.startsWith(`${model}-`) ? name.slice(model.length + 1) : undefined;
  if (rest !== undefined) return isMadeUp(rest);
  return Math.abs(name.length - model.length) <= 2 && editDistance(name, model) <= (model.length >= 8 ? 2 : 1);
} // prettier-ignore

/** An ending as Kubernetes makes them, of these letters alone: no vowels, no 0, 1 and 3, so that no word comes out; or hex. */
function isMadeUp(rest: string): boolean {
  return /^(?:[bcdfghjklmnpqrstvwxz2456789]{4,10}|[0-9a-f]{5,10})(?:-[a-z0-9]{5})?$/.test(rest) && /\d/.test(rest);
}
