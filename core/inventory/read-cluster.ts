import { canonicalAddress } from '../address.ts';
import type { ClusterId } from '../ids.ts';
import type { NamespaceFacts, NodeFacts } from './cluster-facts.ts';
import { boundedLabels } from './read-traits.ts';
import type { Node } from './objects.ts';
import type { Snapshot } from './snapshot.ts';

/** Namespaces with their policies; undefined where either could not be had, because "no policy" would be a claim. */
export function namespacesIn(cluster: ClusterId, { items, at }: Snapshot): NamespaceFacts[] | undefined {
  const { namespaces, networkpolicies } = items;
  if (namespaces === undefined || networkpolicies === undefined) return undefined;
  return namespaces.map(({ metadata }) => ({
    cluster,
    name: metadata.name,
    createdAt: metadata.creationTimestamp,
    labels: boundedLabels(metadata.labels ?? {}),
    policies: networkpolicies
      .filter((policy) => policy.metadata.namespace === metadata.name)
      .map(({ metadata: { name, creationTimestamp }, spec }) => {
        const { podSelector = {}, policyTypes, egress } = spec ?? {};
        const everyPod = Object.keys(podSelector.matchLabels ?? {}).length === 0 && (podSelector.matchExpressions ?? []).length === 0;
        // Where nothing is said, it is for what comes in, and for what goes out if it has rules for that.
        const types = policyTypes?.map((type) => type.toLowerCase()) ?? ['ingress', ...((egress ?? []).length > 0 ? ['egress'] : [])];
        return { name, createdAt: creationTimestamp, everyPod, types: (['ingress', 'egress'] as const).filter((type) => types.includes(type)) };
      })
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, 200),
    firstSeen: at,
    asOf: at,
  }));
} // prettier-ignore

export function nodesIn(cluster: ClusterId, { items, at }: Snapshot): NodeFacts[] | undefined {
  return items.nodes?.map((node) => {
    const { metadata, status } = node;
    const condition = status?.conditions?.find(({ type }) => type === 'Ready');
    const address = internalAddress(node);
    const { kubeletVersion } = status?.nodeInfo ?? {};
    return {
      cluster,
      name: metadata.name,
      uid: metadata.uid,
      createdAt: metadata.creationTimestamp,
      ready: condition?.status === 'True' ? 'ready' : condition?.status === 'False' ? 'not-ready' : 'unknown',
      ...(condition?.lastTransitionTime === undefined ? {} : { readySince: condition.lastTransitionTime }),
      ...(address === undefined ? {} : { address }),
      ...(kubeletVersion === undefined ? {} : { kubelet: kubeletVersion.slice(0, 64) }),
      virtual: isVirtual(metadata.labels ?? {}),
      firstSeen: at,
      asOf: at,
    };
  });
}

function internalAddress({ status }: Node): string | undefined {
  const internal = status?.addresses?.find(({ type }) => type === 'InternalIP');
  return internal && canonicalAddress(internal.address);
}

/** Nodes on which no DaemonSet runs. */
function isVirtual(labels: Readonly<Record<string, string>>): boolean {
  return labels['eks.amazonaws.com/compute-type'] === 'fargate' || labels['type'] === 'virtual-kubelet';
}
