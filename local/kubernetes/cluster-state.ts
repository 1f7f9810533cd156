import type { KubernetesObject } from './object.ts';
import { builtIn, customResource, groupVersionOf, type Resource } from './resources.ts';

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: Resource;
  readonly object: KubernetesObject;
  readonly version: number;
}

/** How many events a watch can be told of later; older ones are compacted, as in etcd. */
const history = 5_000;

/** The objects of one cluster, each with the resource version of its last change, and the changes in order. */
export class ClusterState {
  readonly #resources: Resource[];
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #addedAt = new Map<string, number>();
  readonly #events: WatchEvent[] = [];
  readonly #listeners = new Set<(event: WatchEvent) => void>();
  #version = 100;
  #compacted = 0;

  constructor(resources: readonly Resource[] = builtIn) {
    this.#resources = [...resources];
  }

  get version(): number {
    return this.#version;
  }

  /** The oldest version that a watch or a page can still go on from. */
  get compacted(): number {
    return this.#compacted;
  }

  get resources(): readonly Resource[] {
    return this.#resources;
  }

  find(groupVersion: string, plural: string): Resource | undefined {
    return this.#resources.find((resource) => resource.plural === plural && groupVersionOf(resource) === groupVersion);
  }

  /** Makes these the objects of the cluster: what is missing is deleted, what differs is changed. Order says nothing. */
  set(objects: readonly KubernetesObject[]): void {
    const wanted = new Map<string, { resource: Resource; object: KubernetesObject }>();
    for (const { kind, apiVersion, ...rest } of objects) {
      // The order of kube-apiserver: some clients look at the first bytes.
      const object: KubernetesObject = { kind, apiVersion, ...rest };
      const resource = this.#resourceOf(object);
      wanted.set(keyOf(resource, object), { resource, object });
    }
    for (const [key, object] of this.#objects) {
      if (wanted.has(key)) continue;
      this.#objects.delete(key);
      this.#change('DELETED', this.#resourceOf(object), object);
    }
    for (const [key, { resource, object }] of wanted) {
      const before = this.#objects.get(key);
      if (before !== undefined && sameBut(before, object)) continue;
      const type = before === undefined ? 'ADDED' : 'MODIFIED';
      this.#objects.set(key, this.#change(type, resource, object));
      if (type === 'ADDED') this.#addedAt.set(key, this.#version);
    }
  }

  get(resource: Resource, namespace: string | undefined, name: string): KubernetesObject | undefined {
    return this.#objects.get(`${prefixOf(resource)}${namespace ?? ''}/${name}`);
  }

  /** Those that were there at a version and still are, in the order in which etcd lists them: by namespace and name. */
  list(resource: Resource, version = this.#version): KubernetesObject[] {
    const prefix = prefixOf(resource);
    const found = [...this.#objects].filter(
      ([key]) => key.startsWith(prefix) && (this.#addedAt.get(key) ?? 0) <= version,
    );
    return found.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }

  eventsAfter(version: number, resource: Resource): WatchEvent[] {
    return this.#events.filter((event) => event.version > version && event.resource === resource);
  }

  /** @returns what ends the listening. */
  onEvent(listener: (event: WatchEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets every change so far: watches that ask for them are told that they come too late. */
  compact(): void {
    this.#events.length = 0;
    this.#compacted = this.#version;
  }

  #resourceOf(object: KubernetesObject): Resource {
    const known = this.#resources.find(
      (resource) => resource.kind === object.kind && groupVersionOf(resource) === object.apiVersion,
    );
    if (known !== undefined) return known;
    const custom = customResource(object);
    this.#resources.push(custom);
    return custom;
  }

  #change(type: WatchEvent['type'], resource: Resource, object: KubernetesObject): KubernetesObject {
    this.#version += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
    const event = { type, resource, object: stored, version: this.#version };
    this.#events.push(event);
    if (this.#events.length > history) this.#compacted = this.#events.shift()?.version ?? this.#compacted;
    for (const listener of this.#listeners) listener(event);
    return stored;
  }
}

function prefixOf(resource: Resource): string {
  return `${groupVersionOf(resource)}/${resource.plural}/`;
}

function keyOf(resource: Resource, { metadata }: KubernetesObject): string {
  return `${prefixOf(resource)}${metadata.namespace ?? ''}/${metadata.name}`;
}

function sameBut(stored: KubernetesObject, object: KubernetesObject): boolean {
  const { resourceVersion: _version, ...metadata } = stored.metadata;
  return JSON.stringify({ ...stored, metadata }) === JSON.stringify(object);
}
