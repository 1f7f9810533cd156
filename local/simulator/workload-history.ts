import { digest } from '../../core/hash.ts';
import type { ScenarioWorkload, WorkloadChange } from '../../core/scenario-inventory.ts';
import { pluralOf } from '../kubernetes/resources.ts';
import type { Addresses } from './addresses.ts';
import {
  beforeStart,
  endless,
  uidOf,
  type WorldAudit,
  type WorldNode,
  type WorldPod,
  type WorldWorkload,
} from './world.ts';

export interface Surroundings {
  readonly cluster: string;
  readonly nodes: readonly WorldNode[];
  readonly addresses: Addresses;
  /** When the scenario ends: runs are counted up to here. */
  readonly end: number;
  /** Which workload of the file it is, so that first pods do not all land on the first node. */
  readonly turn: number;
}

type Living = Omit<WorldPod, 'until'>;

/** Groups and versions of the kinds that people write most; any other kind is taken as a custom one. */
const apiVersions: Readonly<Record<string, string>> = {
  Pod: 'v1', ReplicationController: 'v1', Deployment: 'apps/v1', ReplicaSet: 'apps/v1', StatefulSet: 'apps/v1', DaemonSet: 'apps/v1',
  Job: 'batch/v1', CronJob: 'batch/v1', Notebook: 'kubeflow.org/v1', Workflow: 'argoproj.io/v1alpha1',
}; // prettier-ignore

/** The first container is `main`, those that joined it are `sidecar-1` and on. */
export function containerName(number: number): string {
  return number === 0 ? 'main' : `sidecar-${number}`;
}

/** Plays through what a scenario says of one workload, and keeps every life of it and every pod with its times. */
export class WorkloadHistory {
  readonly workloads: WorldWorkload[] = [];
  readonly pods: WorldPod[] = [];
  readonly audit: WorldAudit[] = [];
  readonly #spec: ScenarioWorkload;
  readonly #around: Surroundings;
  #workload: Omit<WorldWorkload, 'until'>;
  #images: readonly string[];
  #serviceAccount: string;
  #privileged: boolean;
  #living: Living[] = [];
  #made = 0;

  constructor(spec: ScenarioWorkload, around: Surroundings) {
    this.#spec = spec;
    this.#around = around;
    this.#images = spec.images ?? [`registry.example/${spec.name}:1`];
    this.#serviceAccount = spec.serviceAccount;
    this.#privileged = spec.privileged;
    this.#workload = this.#begun(spec.name, spec.from ?? beforeStart, spec.creator);
    this.#wrote(this.#workload.from, 'create', spec.creator);
    const until = spec.until ?? endless;
    if (spec.pods !== undefined) this.#named(spec.pods, until);
    else if (spec.runs !== undefined) this.#run(spec.runs, until);
    else this.#scale(this.#replicas(spec.replicas), this.#workload.from);
    const nodeChanges = spec.kind === 'DaemonSet' && spec.pods === undefined ? this.#followNodes() : [];
    const changes = [...spec.changes, ...nodeChanges].toSorted((a, b) => a.at - b.at);
    for (const change of changes) if (change.at < until) this.#apply(change);
    this.#end(until);
  }

  #begun(name: string, from: number, creator: string | undefined): Omit<WorldWorkload, 'until'> {
    const { namespace, kind, labels, apiVersion, uid } = this.#spec;
    const declared = `${namespace}/${this.#spec.name}`;
    const life = String(this.workloads.length);
    return {
      declared,
      namespace,
      name,
      kind,
      apiVersion: apiVersion ?? apiVersions[kind] ?? 'example.org/v1',
      uid: life === '0' && uid !== undefined ? uid : uidOf(this.#around.cluster, kind, declared, life),
      creator,
      labels: { app: this.#spec.name, ...labels },
      shape: this.#spec,
      from,
    };
  }

  /** The write that made the workload what it is, by whoever is known to have made it. */
  #wrote(at: number, verb: 'create' | 'patch', actor: string | undefined, added?: string): void {
    if (actor === undefined || at < 0) return;
    const { namespace, name, kind, apiVersion, uid } = this.#workload;
    const containers = this.#images.map((image, number) => ({ name: containerName(number), image }));
    const change = { containers, privileged: this.#privileged, ...(added === undefined ? {} : { added: containers.filter(({ image }) => image === added) }) };
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
    this.audit.push({ at, event: { verb, group, resource: pluralOf(kind), namespace, name, uid, actor, status: verb === 'create' ? 201 : 200, change } });
  } // prettier-ignore

  #apply(change: WorkloadChange): void {
    const { at, sidecar, serviceAccount, rename, recreate, restart, readdress, replicas, creator, privileged, by } =
      change;
    const images = sidecar === undefined ? change.images : [...(change.images ?? this.#images), sidecar];
    this.#images = images ?? this.#images;
    this.#serviceAccount = serviceAccount ?? this.#serviceAccount;
    this.#privileged = privileged ?? this.#privileged;
    const before = this.#living.length;
    if (rename !== undefined || recreate !== undefined) {
      this.#end(at);
      this.#workload = this.#begun(rename ?? this.#workload.name, at, creator ?? this.#workload.creator);
      this.#wrote(at, 'create', creator ?? by ?? this.#workload.creator);
      this.#scale(before, at);
    } else if (images !== undefined || serviceAccount !== undefined || privileged !== undefined) {
      this.#wrote(at, 'patch', by, sidecar);
      this.#replace(before, at);
    } else if (restart !== undefined) {
      this.#wrote(at, 'patch', by);
      this.#replace(restart === true ? before : restart, at);
    }
    if (readdress !== undefined) this.#readdress(readdress === true ? before : readdress, at);
    if (replicas !== undefined) this.#scale(this.#spec.kind === 'DaemonSet' ? this.#replicas(replicas) : replicas, at);
  }

  #replicas(asked: number | undefined): number {
    if (this.#spec.kind !== 'DaemonSet') return asked ?? 1;
    return this.#around.nodes.filter(({ from, until }) => from <= this.#workload.from && this.#workload.from < until)
      .length;
  }

  /** A DaemonSet has a pod on each node, from the moment at which the node is there. */
  #followNodes(): WorkloadChange[] {
    return this.#around.nodes.filter(({ from }) => from > this.#workload.from).map(({ from }) => ({ at: from, replicas: 0 })); // prettier-ignore
  }

  #scale(wanted: number, at: number): void {
    if (this.#spec.kind === 'DaemonSet') {
      const covered = new Set(this.#living.map(({ node }) => node));
      const nodes = this.#around.nodes.filter((node) => node.from <= at && at < node.until && !covered.has(node.name));
      for (const node of nodes) if (this.#allowed(node.name)) this.#start(at, node);
      return;
    }
    while (this.#living.length > wanted) this.#stop(this.#living.length - 1, at);
    while (this.#living.length < wanted) this.#start(at);
  }

  #replace(count: number, at: number): void {
    const ended = Math.min(count, this.#living.length);
    const nodes = this.#living.slice(0, ended).map(({ node }) => node);
    const kept = this.#living.slice(ended);
    for (let index = ended - 1; index >= 0; index--) this.#stop(index, at);
    this.#living = [];
    for (const node of nodes) this.#start(at, this.#spec.kind === 'DaemonSet' ? this.#around.nodes.find(({ name }) => name === node) : undefined);
    this.#living.push(...kept);
  } // prettier-ignore

  #readdress(count: number, at: number): void {
    this.#living = this.#living.map((pod, index) => {
      if (index >= count || pod.hostNetwork) return pod;
      this.#keep(pod, at);
      return { ...pod, address: this.#around.addresses.pod(), from: at };
    });
  }

  #start(at: number, on?: WorldNode): void {
    const number = this.#made++;
    const { name, kind } = this.#workload;
    const node = on ?? this.#place(at, number);
    const ordinal = Array.from({ length: this.#living.length + 1 }, (_, i) => i).find((i) => !this.#living.some((pod) => pod.name === `${name}-${i}`)) ?? 0; // prettier-ignore
    const random = digest('pod', this.#around.cluster, this.#workload.uid, String(number)).slice(0, 5);
    const through = this.#through(at, number);
    const podName = kind === 'Pod' ? name : kind === 'StatefulSet' || kind === 'Notebook' ? `${name}-${ordinal}` : `${through?.name ?? name}-${random}`; // prettier-ignore
    this.#living.push(this.#pod(podName, at, node, number, through));
  }

  #pod(name: string, at: number, node: WorldNode | undefined, number: number, through: WorldPod['through']): Living {
    const { hostNetwork, addresses } = this.#spec;
    const { kind, uid } = this.#workload;
    return {
      name,
      uid: kind === 'Pod' ? uid : uidOf(this.#around.cluster, 'Pod', uid, String(number)),
      address: hostNetwork ? (node?.address ?? this.#around.addresses.pod()) : (addresses?.[number] ?? this.#around.addresses.pod()), // prettier-ignore
      node: node?.name ?? '',
      hostNetwork,
      workload: this.#workload,
      images: this.#images,
      serviceAccount: this.#serviceAccount,
      privileged: this.#privileged,
      through,
      startedAt: at,
      from: at,
    };
  }

  #through(at: number, number: number): WorldPod['through'] {
    const { kind, name, uid } = this.#workload;
    if (kind === 'Deployment') {
      const template = digest(
        'template',
        uid,
        ...this.#images,
        this.#serviceAccount,
        ...(this.#privileged ? ['privileged'] : []),
      ).slice(0, 9);
      return { kind: 'ReplicaSet', apiVersion: 'apps/v1', name: `${name}-${template}` };
    }
    if (kind === 'CronJob') return { kind: 'Job', apiVersion: 'batch/v1', name: `${name}-${Math.max(0, Math.floor(at / 60_000)) + 29_000_000 + (this.#spec.runs ? 0 : number)}` }; // prettier-ignore
    if (kind === 'Notebook') return { kind: 'StatefulSet', apiVersion: 'apps/v1', name };
    return undefined;
  }

  #allowed(node: string): boolean {
    return this.#spec.nodes === undefined || this.#spec.nodes.includes(node);
  }

  #place(at: number, number: number): WorldNode | undefined {
    const candidates = this.#around.nodes.filter((node) => node.from <= at && at < node.until && this.#allowed(node.name));
    return candidates[(this.#around.turn + number) % Math.max(1, candidates.length)];
  } // prettier-ignore

  #stop(index: number, at: number): void {
    const [pod] = this.#living.splice(index, 1);
    if (pod !== undefined) this.#keep(pod, at);
  }

  #keep(pod: Living, until: number): void {
    if (pod.from < until) this.pods.push({ ...pod, until });
  }

  #end(at: number): void {
    for (const pod of this.#living) this.#keep(pod, at);
    this.#living = [];
    this.workloads.push({ ...this.#workload, until: at });
  }

  #named(pods: NonNullable<ScenarioWorkload['pods']>, end: number): void {
    pods.forEach((spec, number) => {
      const from = spec.from ?? this.#workload.from;
      const node = spec.node === undefined ? this.#place(from, number) : this.#around.nodes.find(({ name }) => name === spec.node);
      const pod = this.#pod(spec.name, from, node, number, this.#through(from, number));
      this.#keep({ ...pod, uid: spec.uid ?? pod.uid, address: spec.address ?? pod.address }, Math.min(spec.until ?? end, end));
    });
  } // prettier-ignore

  #run(runs: NonNullable<ScenarioWorkload['runs']>, end: number): void {
    const last = Math.min(runs.until ?? this.#around.end, end, this.#around.end + 1);
    for (let at = runs.from; at < last; at += runs.every) {
      for (let pod = 0; pod < runs.pods; pod++) this.#start(at);
      for (const pod of this.#living.splice(0)) this.#keep(pod, Math.min(at + runs.lasts, end));
    }
  }
}
