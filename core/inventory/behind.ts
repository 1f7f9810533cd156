import type { ClusterId } from '../ids.ts';
import { type Candidate, type Dashboard, dashboardOf } from './dashboard.ts';
import type { WorkloadRef } from './exposure.ts';
import type { EndpointSlice, Pod, Service } from './objects.ts';
import type { Owners } from './owners.ts';
import { type Top, workloadRef } from './owners.ts';
import type { Snapshot } from './snapshot.ts';

/** A workload with all that tells what it serves. */
export interface Backend {
  readonly workload: WorkloadRef;
  readonly images: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Ports that its containers name: number and name. */
  readonly ports: readonly { readonly port: number; readonly name: string | undefined }[];
  readonly hostNetwork: boolean;
}

/** Who stands behind services and selectors. */
export class Behind {
  readonly #byNamespace = new Map<string, Map<string, Backend>>();
  readonly #ofPod = new Map<string, Backend>();
  readonly #slices = new Map<string, string[]>();
  readonly #services = new Map<string, Service>();

  constructor(cluster: ClusterId, snapshot: Snapshot, owners: Owners) {
    for (const pod of snapshot.items.pods ?? []) this.#ofPod.set(pod.metadata.uid, this.#add(cluster, owners.topOf(pod), pod)); // prettier-ignore
    for (const top of owners.topsWithoutPods()) this.#add(cluster, top, undefined);
    for (const slice of snapshot.items.endpointslices ?? []) this.#addSlice(slice);
    for (const service of snapshot.items.services ?? []) this.#services.set(refOf(service.metadata), service);
  }

  #add(cluster: ClusterId, top: Top, pod: Pod | undefined): Backend {
    const there = this.#byNamespace.get(top.namespace) ?? new Map<string, Backend>();
    this.#byNamespace.set(top.namespace, there);
    const known = there.get(top.uid);
    if (known !== undefined) return known;
    const spec = pod?.spec ?? top.template?.spec ?? {};
    const containers = spec.containers ?? [];
    const backend: Backend = {
      workload: workloadRef(cluster, top),
      images: containers.flatMap(({ image }) => image ?? []),
      labels: { ...top.template?.labels, ...pod?.metadata.labels },
      ports: containers.flatMap(({ ports = [] }) => ports.flatMap(({ containerPort, name }) => (containerPort === undefined ? [] : [{ port: containerPort, name }]))),
      hostNetwork: spec.hostNetwork === true,
    };
    there.set(top.uid, backend);
    return backend;
  } // prettier-ignore

  #addSlice({ metadata, endpoints }: EndpointSlice): void {
    const name = metadata.labels?.['kubernetes.io/service-name'];
    if (name === undefined) return;
    const key = `${metadata.namespace ?? ''}/${name}`;
    const uids = (endpoints ?? []).flatMap(({ targetRef }) => (targetRef?.kind === 'Pod' && targetRef.uid ? [targetRef.uid] : [])); // prettier-ignore
    this.#slices.set(key, [...(this.#slices.get(key) ?? []), ...uids]);
  }

  /** A service by `namespace/name`. */
  service(ref: string): Service | undefined {
    return this.#services.get(ref);
  }

  services(): Iterable<Service> {
    return this.#services.values();
  }

  /** Workloads that a service leads to: by its selector, or by its endpoints where it has none. */
  ofService({ metadata, spec }: Service): readonly Backend[] {
    if (spec?.selector !== undefined && Object.keys(spec.selector).length > 0) return this.selected(metadata.namespace, spec.selector); // prettier-ignore
    const uids = this.#slices.get(refOf(metadata)) ?? [];
    return [...new Set(uids.flatMap((uid) => this.#ofPod.get(uid) ?? []))];
  }

  /** Workloads whose pods bear these labels; in every namespace where none is given. */
  selected(namespace: string | undefined, selector: Readonly<Record<string, string>>): readonly Backend[] {
    const wanted = Object.entries(selector);
    if (wanted.length === 0) return [];
    const spaces = namespace === undefined ? [...this.#byNamespace.values()] : [this.#byNamespace.get(namespace) ?? new Map<string, Backend>()];
    return spaces.flatMap((there) => [...there.values()].filter(({ labels }) => wanted.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value)));
  } // prettier-ignore
}

export function refOf({ namespace = '', name }: { readonly namespace?: string | undefined; readonly name: string }): string {
  return `${namespace}/${name}`;
} // prettier-ignore

/** The known dashboard that a backend is, reached on these ports. */
export function dashboardBehind(backend: Backend, ports: readonly number[]): Dashboard | undefined {
  const candidate: Candidate = { images: backend.images, ports, labels: backend.labels };
  return dashboardOf(candidate);
}
