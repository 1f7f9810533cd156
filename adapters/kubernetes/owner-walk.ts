import type { Answer, Api } from './api.ts';
import { Controller, type Metadata, type OwnerReference, type PodSpec, Resources } from './objects.ts';
import type { ReadThrough } from './read-through.ts';

/** The top of a chain of owners, as far as it could be followed. */
export interface TopOwner {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly createdAt: string;
  /** Of its pod template, if it has one. */
  readonly template: PodSpec | undefined;
}

// Deeper than any chain that is meant: Workflow → Job → Pod has three.
const longestChain = 8;

interface Resource {
  readonly name: string;
  readonly namespaced: boolean;
}

// What nearly every pod belongs to needs no discovery.
const builtIn: Readonly<Record<string, string>> = {
  'apps/v1 ReplicaSet': 'replicasets',
  'apps/v1 Deployment': 'deployments',
  'apps/v1 StatefulSet': 'statefulsets',
  'apps/v1 DaemonSet': 'daemonsets',
  'batch/v1 Job': 'jobs',
  'batch/v1 CronJob': 'cronjobs',
  'v1 ReplicationController': 'replicationcontrollers',
};

const unreachable = new Set([403, 404]);

/** `/api/v1` or `/apis/<group>/<version>`. Owner references are written by users of the cluster, so each part is encoded. */
function groupPath(apiVersion: string): string {
  const parts = apiVersion.split('/').map(encodeURIComponent);
  return parts.length === 1 ? `/api/${parts[0]}` : `/apis/${parts.join('/')}`;
}

/** Follows controllers to the top. */
export class OwnerWalk {
  readonly #api: Api;
  readonly #until: AbortSignal;
  readonly #objects: ReadThrough<Controller | undefined>;
  readonly #kinds: ReadThrough<ReadonlyMap<string, Resource>>;

  constructor(api: Api, until: AbortSignal, memory: OwnerMemory) {
    this.#api = api;
    this.#until = until;
    this.#objects = memory.objects;
    this.#kinds = memory.kinds;
  }

  /**
   * The topmost owner. It stops at what may not be read or is gone, and at an owner that was made anew under the old
   * name (another uid): then what its reference says is all that is known of it.
   */
  async top(pod: Metadata, spec: PodSpec): Promise<Answer<TopOwner>> {
    let top: TopOwner = { ...identity('Pod', pod), template: spec };
    let references = pod.ownerReferences;
    for (let depth = 0; depth < longestChain; depth++) {
      const reference = references?.find(({ controller }) => controller === true);
      // Static pods name their node as controller: that is where they run, not what they are.
      if (reference === undefined || (reference.kind === 'Node' && reference.apiVersion === 'v1')) break;
      const found = await this.#fetch(reference, top.namespace);
      if (!found.ok) return found;
      if (found.body?.metadata.uid !== reference.uid) {
        const { kind, name, uid } = reference;
        return { ok: true, body: { ...top, kind, name, uid, template: undefined } };
      }
      const { metadata, spec: its } = found.body;
      const template = its?.template?.spec ?? its?.jobTemplate?.spec?.template?.spec;
      top = { ...identity(reference.kind, metadata), template };
      references = metadata.ownerReferences;
    }
    return { ok: true, body: top };
  }

  /** Undefined where it may not be read, is gone, or is of a kind that the API does not serve. */
  async #fetch(reference: OwnerReference, namespace: string): Promise<Answer<Controller | undefined>> {
    const { apiVersion, kind, name } = reference;
    const known = builtIn[`${apiVersion} ${kind}`];
    const resource = known === undefined ? await this.#resource(apiVersion, kind) : ({ ok: true, body: { name: known, namespaced: true } } as const); // prettier-ignore
    if (!resource.ok) return resource;
    if (resource.body === undefined) return { ok: true, body: undefined };
    const inside = resource.body.namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
    const path = `${groupPath(apiVersion)}${inside}/${encodeURIComponent(resource.body.name)}/${encodeURIComponent(name)}`;
    return this.#objects.get(`${path} ${reference.uid}`, async () => {
      const answer = await this.#api.get(path, {}, this.#until);
      if (!answer.ok) return isUnreachable(answer) ? { ok: true, body: undefined } : answer;
      const parsed = Controller.safeParse(answer.body);
      return parsed.success ? { ok: true, body: parsed.data } : { ok: false, fault: { kind: 'not-understood' } };
    });
  } // prettier-ignore

  async #resource(apiVersion: string, kind: string): Promise<Answer<Resource | undefined>> {
    const kinds = await this.#kinds.get(apiVersion, async () => {
      const answer = await this.#api.get(groupPath(apiVersion), {}, this.#until);
      if (!answer.ok) return isUnreachable(answer) ? { ok: true, body: new Map() } : answer;
      const parsed = Resources.safeParse(answer.body);
      if (!parsed.success) return { ok: false, fault: { kind: 'not-understood' } };
      // `notebooks/status` is a part of notebooks, of the same kind.
      const whole = parsed.data.resources.filter(({ name }) => !name.includes('/'));
      return { ok: true, body: new Map(whole.map((resource) => [resource.kind, resource])) };
    });
    return kinds.ok ? { ok: true, body: kinds.body.get(kind) } : kinds;
  }
}

function identity(kind: string, { name, namespace = '', uid, creationTimestamp }: Metadata) {
  return { kind, name, namespace, uid, createdAt: creationTimestamp };
}

function isUnreachable(answer: Extract<Answer<unknown>, { ok: false }>): boolean {
  return answer.fault.kind === 'status' && unreachable.has(answer.fault.status);
}

export interface OwnerMemory {
  readonly objects: ReadThrough<Controller | undefined>;
  readonly kinds: ReadThrough<ReadonlyMap<string, Resource>>;
}
