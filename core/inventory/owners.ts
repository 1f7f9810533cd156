import type { ClusterId, Lineage } from '../ids.ts';
import { lineageOf } from '../workload.ts';
import type { WorkloadRef } from './exposure.ts';
import type { Controller, Metadata, Pod, PodSpec, Template } from './objects.ts';
import { type ListName, lists, type Snapshot } from './snapshot.ts';

/** The topmost owner of a pod, as far as it is known. */
export interface Top {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly createdAt: string;
  readonly controller: Controller | undefined;
  /** Its pod template: spec and labels; of a bare pod its own. */
  readonly template: { readonly spec: PodSpec; readonly labels: Readonly<Record<string, string>> } | undefined;
}

// Deeper than any chain that is meant: Workflow → Job → Pod has three.
const longestChain = 8;

const controllerLists = ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'] as const satisfies readonly ListName[]; // prettier-ignore

interface Known {
  readonly kind: string;
  readonly controller: Controller;
}

/** Who owns what in a snapshot. */
export class Owners {
  readonly #byUid = new Map<string, Known>();
  readonly #tops = new Map<string, Top>();

  constructor(snapshot: Snapshot) {
    for (const name of controllerLists) {
      for (const controller of snapshot.items[name] ?? []) {
        this.#byUid.set(controller.metadata.uid, { kind: lists[name].kind, controller });
      }
    }
    for (const controller of snapshot.owners) {
      if (controller.kind !== undefined)
        this.#byUid.set(controller.metadata.uid, { kind: controller.kind, controller });
    }
  }

  /** The owner of a pod at the top of its chain. Where the chain leads to somebody unknown, what the reference says is all. */
  topOf(pod: Pod): Top {
    const own: Top = { ...identity('Pod', pod.metadata), controller: undefined, template: { spec: pod.spec, labels: pod.metadata.labels ?? {} } };
    return this.#above(own, pod.metadata);
  } // prettier-ignore

  #above(start: Top, metadata: Metadata): Top {
    const cached = this.#tops.get(metadata.uid);
    if (cached !== undefined) return cached;
    let top = start;
    let references = metadata.ownerReferences;
    for (let depth = 0; depth < longestChain; depth++) {
      const reference = references?.find(({ controller }) => controller === true);
      // Static pods name their node as controller: that is where they run, not what they are.
      if (reference === undefined || (reference.kind === 'Node' && reference.apiVersion === 'v1')) break;
      const known = this.#byUid.get(reference.uid);
      if (known === undefined) {
        const { kind, name, uid } = reference;
        top = { ...top, kind, name, uid, controller: undefined };
        break;
      }
      top = this.#topOfController(known, top);
      references = known.controller.metadata.ownerReferences;
    }
    this.#tops.set(metadata.uid, top);
    return top;
  }

  #topOfController({ kind, controller }: Known, below?: Top): Top {
    const template = controller.spec?.template ?? controller.spec?.jobTemplate?.spec?.template;
    return {
      ...identity(kind, controller.metadata),
      controller,
      // A custom kind keeps its template elsewhere: what its pods are is what it makes.
      template: templateIn(template) ?? below?.template,
    };
  }

  /** Controllers that nobody owns and that have a pod template: workloads even while they have no pod. */
  topsWithoutPods(): Top[] {
    return [...this.#byUid.values()]
      .filter(({ controller }) => !controller.metadata.ownerReferences?.some((one) => one.controller === true))
      .map((known) => this.#topOfController(known))
      .filter(({ template, kind }) => template !== undefined && kind !== 'ReplicaSet');
  }

  /** References of pods to owners that nothing here knows: whom to walk to. */
  unknown(pods: readonly Pod[]): Pod[] {
    const seen = new Set<string>();
    return pods.filter((pod) => {
      const { kind, uid, controller } = this.topOf(pod);
      if (kind === 'Pod' || controller !== undefined || seen.has(uid)) return false;
      seen.add(uid);
      return true;
    });
  }
}

function templateIn(template: Template | undefined): Top['template'] {
  return template?.spec === undefined ? undefined : { spec: template.spec, labels: template.metadata?.labels ?? {} };
}

function identity(kind: string, { name, namespace = '', uid, creationTimestamp }: Metadata) {
  return { kind, name, namespace, uid, createdAt: creationTimestamp };
}

const most = { images: 32, characters: 512 };

/** The images that a template names, each once. */
export function imagesOf({ template }: Pick<Top, 'template'>): string[] {
  const { containers = [], initContainers = [] }: PodSpec = template?.spec ?? {};
  const named = [...containers, ...initContainers].flatMap(({ image = '' }) => (image === '' ? [] : [image.slice(0, most.characters)])); // prettier-ignore
  return [...new Set(named)].slice(0, most.images);
}

/** Under which baseline it lives: the same word as of whoever asks for one of its addresses. */
export function lineageOfTop(cluster: ClusterId, top: Pick<Top, 'kind' | 'namespace' | 'uid' | 'template'>): Lineage {
  const { kind, namespace, uid, template } = top;
  return lineageOf(cluster, { kind, namespace, uid, serviceAccount: template?.spec.serviceAccountName, images: imagesOf(top) }); // prettier-ignore
}

export function workloadRef(cluster: ClusterId, top: Pick<Top, 'kind' | 'name' | 'namespace' | 'uid' | 'template'>): WorkloadRef {
  const { namespace, kind, name } = top;
  return { lineage: lineageOfTop(cluster, top), namespace, kind, name };
} // prettier-ignore
