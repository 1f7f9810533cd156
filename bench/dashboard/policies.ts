import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { ClusterId } from '../../core/ids.ts';
import { allowBaseline, lastingLabels, quarantine, type WrittenPolicy, yamlOf } from '../../core/network-policy.ts';
import type { Installation } from '../../local/simulator/installation.ts';

export interface Written {
  readonly workload: string;
  readonly kind: 'quarantine' | 'baseline';
  readonly rules: number;
  /** What the published schema of Kubernetes, or the API server's own rules beyond it, say against it. */
  readonly objections: readonly string[];
}

interface Policy {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly protocol: string; readonly port: number }[];
}

type Peer = Readonly<{ ipBlock?: { cidr: string; except?: readonly string[] }; podSelector?: object; namespaceSelector?: object }>; // prettier-ignore

/** Both policies of so many workloads of the cluster as the page gives them to copy, held against the schema that Kubernetes publishes. */
export async function policiesOf(stores: Installation['stores'], cluster: ClusterId, count: number): Promise<readonly Written[]> {
  const traits = await stores.traits.ofCluster(cluster);
  const [edges, facts] = [await stores.edges.ofCluster(cluster), await stores.baselines.facts(cluster)];
  const known = new Set(facts.filter(({ kind }) => kind === 'edge').map(({ object }) => object));
  const labelsOf = (lineage: string) => lastingLabels(traits.find((one) => one.lineage === lineage)?.labels ?? {});
  const talks = (lineage: string) => edges.filter(({ id, source, destination }) => known.has(id) && [source, destination].some((peer) => peer.kind === 'workload' && peer.lineage === lineage));
  const busiest = traits.toSorted((a, b) => talks(b.lineage).length - talks(a.lineage).length).slice(0, count);
  return Promise.all(busiest.flatMap((one) => {
    const target = { workload: one, labels: lastingLabels(one.labels) };
    const written: readonly (readonly [Written['kind'], WrittenPolicy | undefined])[] = [
      ['quarantine', quarantine(target)],
      ['baseline', allowBaseline({ ...target, lineage: one.lineage, edges: talks(one.lineage), labelsOf })],
    ];
    return written.map(async ([kind, policy]) => {
      const workload = `${one.namespace}/${one.name}`;
      if (policy === undefined) return { workload, kind, rules: 0, objections: ['no policy could be written'] };
      const { ingress = [], egress = [] } = policy.policy.spec;
      return { workload, kind, rules: ingress.length + egress.length, objections: await objectionsTo(yamlOf(policy.policy)) };
    });
  }));
} // prettier-ignore

/** Lives with the peers in bench/node_modules, so that its own types would have to be installed for everybody. */
const published: string = 'kubernetes-models/networking.k8s.io/v1';

/** Whose schema of networking.k8s.io/v1 it is: it knows resource.k8s.io/v1 as well, so that it is of Kubernetes 1.34 or newer. */
export const publishedIn = `kubernetes-models ${(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { dependencies: Record<string, string> }).dependencies['kubernetes-models']}`; // prettier-ignore

interface Published {
  readonly NetworkPolicy: new (policy: Policy) => { validate(): void };
}

async function objectionsTo(yaml: string): Promise<readonly string[]> {
  const policy = parse(yaml) as Policy;
  const { NetworkPolicy } = (await import(published)) as Published;
  const objections: string[] = [];
  try {
    new NetworkPolicy(policy).validate();
  } catch (error) {
    objections.push((error as Error).message);
  }
  const { ingress = [], egress = [], podSelector } = policy.spec;
  const rules = [...ingress, ...egress];
  const name = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
  if (!name.test(policy.metadata.name) || !name.test(policy.metadata.namespace)) objections.push('its name is no DNS label'); // prettier-ignore
  if (Object.keys(podSelector.matchLabels ?? {}).length === 0) objections.push('it selects the whole namespace');
  for (const { protocol, port } of rules.flatMap(({ ports = [] }) => ports)) {
    if (!['TCP', 'UDP', 'SCTP'].includes(protocol) || port < 1 || port > 65_535) objections.push(`port ${protocol} ${port}`);
  }
  for (const peer of rules.flatMap(({ from = [], to = [] }) => [...from, ...to])) {
    if (Object.keys(peer).length === 0) objections.push('a peer that says nothing');
    if (peer.ipBlock !== undefined && Object.keys(peer).length > 1) objections.push('an address block beside a selector');
    for (const cidr of peer.ipBlock === undefined ? [] : [peer.ipBlock.cidr, ...(peer.ipBlock.except ?? [])]) {
      if (!/^(?:\d{1,3}(?:\.\d{1,3}){3}\/(?:\d|[12]\d|3[0-2])|[0-9a-f:]+\/(?:\d{1,2}|1[01]\d|12[0-8]))$/.test(cidr)) objections.push(`no address block: ${cidr}`);
    }
  }
  return objections;
} // prettier-ignore
