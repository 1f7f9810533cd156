import { groupVersionOf, type Resource } from './resources.ts';

/** What a path of the Kubernetes API asks for. */
export type Route =
  | { readonly kind: 'version' | 'health' | 'core-versions' | 'groups' }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'resources'; readonly groupVersion: string }
  | {
      readonly kind: 'objects';
      readonly groupVersion: string;
      readonly plural: string;
      readonly namespace: string | undefined;
      readonly name: string | undefined;
    };

export function routeOf(pathname: string): Route | undefined {
  const parts = pathname.split('/').filter((part) => part !== '').map(decoded); // prettier-ignore
  const [first, ...rest] = parts;
  if (parts.includes(undefined)) return undefined;
  const path = rest as string[];
  if (first === 'version' && path.length === 0) return { kind: 'version' };
  if ((first === 'healthz' || first === 'readyz' || first === 'livez') && path.length === 0) return { kind: 'health' };
  if (first === 'api') return path.length === 0 ? { kind: 'core-versions' } : objects(path[0] as string, path.slice(1));
  if (first !== 'apis') return undefined;
  const [group, version] = path;
  if (group === undefined) return { kind: 'groups' };
  return version === undefined ? { kind: 'group', group } : objects(`${group}/${version}`, path.slice(2));
}

function objects(groupVersion: string, path: readonly string[]): Route | undefined {
  const [first, second, third, fourth] = path;
  if (first === undefined) return { kind: 'resources', groupVersion };
  // `/namespaces/kubeflow` is a namespace; `/namespaces/kubeflow/pods` is in one.
  if (first === 'namespaces' && second !== undefined && third !== undefined) {
    return path.length > 4 ? undefined : { kind: 'objects', groupVersion, plural: third, namespace: second, name: fourth };
  }
  return path.length > 2 ? undefined : { kind: 'objects', groupVersion, plural: first, namespace: undefined, name: second };
} // prettier-ignore

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** The discovery documents that clients look resources up in. */
export const discovery = {
  version: { major: '1', minor: '33', gitVersion: 'v1.33.0-plumbline', platform: 'linux/amd64' },
  coreVersions: { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] },

  groups(resources: readonly Resource[]): object {
    const groups = [...new Set(resources.map(({ group }) => group))].filter((group) => group !== '');
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map((group) => discovery.group(group, resources)) };
  },

  group(group: string, resources: readonly Resource[]): object {
    const here = resources.filter((resource) => resource.group === group);
    const versions = [...new Set(here.map(({ version }) => version))];
    const described = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
    return { name: group, versions: described, preferredVersion: described[0] };
  },

  resources(groupVersion: string, resources: readonly Resource[]): object {
    const here = resources.filter((resource) => groupVersionOf(resource) === groupVersion);
    const described = here.map(({ plural, kind, namespaced }) => ({ name: plural, singularName: kind.toLowerCase(), namespaced, kind, verbs: ['get', 'list', 'watch'] })); // prettier-ignore
    return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: described };
  },
};
