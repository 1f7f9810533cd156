import type { ClusterState } from './cluster-state.ts';
import { continuationOf, continuationText } from './continuation.ts';
import type { KubernetesObject } from './object.ts';
import { groupVersionOf, type Resource } from './resources.ts';
import { discovery, type Route, routeOf } from './routes.ts';
import { fieldSelector, labelSelector, type Matches } from './selectors.ts';
import { type Answer, badRequest, expiredList, forbidden, json, methodNotAllowed, noSuchPage, noSuchResource, notFound } from './status.ts'; // prettier-ignore

/** Whether a user may do something; everything, where nobody says otherwise. */
export type May = (user: string, verb: string, resource: string, namespace: string | undefined, group: string) => boolean; // prettier-ignore

/** A watch that was let in: what it is told, from which version on. */
export interface Watch {
  readonly resource: Resource;
  readonly matches: Matches;
  /** Undefined: begin with everything that is there. */
  readonly from: number | undefined;
  readonly bookmarks: boolean;
  readonly seconds: number;
}

/** What the API answers to one request of a user who is known: an answer, or a watch to hold open. */
export function answerTo(method: string, url: URL, user: string, state: ClusterState, may: May): Answer | { readonly watch: Watch } {
  const route = routeOf(url.pathname);
  if (route === undefined) return noSuchPage();
  if (method !== 'GET') return methodNotAllowed();
  switch (route.kind) {
    case 'version':
      return json(200, discovery.version);
    case 'health':
      return { status: 200, type: 'text/plain; charset=utf-8', body: 'ok' };
    case 'core-versions':
      return json(200, discovery.coreVersions);
    case 'groups':
      return json(200, discovery.groups(state.resources));
    case 'group':
      return hasGroup(route.group, state) ? json(200, discovery.group(route.group, state.resources)) : noSuchPage();
    case 'resources':
      return state.resources.some((resource) => groupVersionOf(resource) === route.groupVersion)
        ? json(200, discovery.resources(route.groupVersion, state.resources))
        : missing(route.groupVersion, state);
    case 'objects':
      return objectsAnswer(route, url.searchParams, user, state, may);
  }
} // prettier-ignore

function hasGroup(group: string, state: ClusterState): boolean {
  return state.resources.some((resource) => resource.group === group);
}

function missing(groupVersion: string, state: ClusterState): Answer {
  const group = groupVersion.includes('/') ? (groupVersion.split('/')[0] ?? '') : '';
  return hasGroup(group, state) ? noSuchResource() : noSuchPage();
}

function objectsAnswer(
  { groupVersion, plural, namespace, name }: Extract<Route, { kind: 'objects' }>,
  query: URLSearchParams,
  user: string,
  state: ClusterState,
  may: May,
): Answer | { readonly watch: Watch } {
  const resource = state.find(groupVersion, plural);
  if (resource === undefined) return missing(groupVersion, state);
  const watching = ['1', 'true'].includes(query.get('watch') ?? '');
  const verb = name !== undefined ? 'get' : watching ? 'watch' : 'list';
  const { group } = resource;
  if (!may(user, verb, plural, namespace, group))
    return forbidden({ user, verb, resource: plural, group, namespace, name });
  if (name !== undefined) {
    const object = state.get(resource, namespace, name);
    return object === undefined ? notFound({ resource: plural, group, name }) : json(200, object);
  }
  const byField = fieldSelector(query.get('fieldSelector') ?? '', resource);
  if ('refused' in byField) return badRequest(byField.refused);
  const byLabel = labelSelector(query.get('labelSelector') ?? '');
  if ('refused' in byLabel) return badRequest(byLabel.refused);
  const matches: Matches = (object) => (namespace === undefined || object.metadata.namespace === namespace) && byField(object) && byLabel(object); // prettier-ignore
  if (!watching) return list(resource, namespace, matches, query, state);
  const version = query.get('resourceVersion') ?? '';
  return {
    watch: {
      resource,
      matches,
      from: version === '' || version === '0' ? undefined : Number(version),
      bookmarks: query.get('allowWatchBookmarks') === 'true' || query.get('allowWatchBookmarks') === '1',
      seconds: Number(query.get('timeoutSeconds') ?? 1_800) || 1_800,
    },
  };
}

function list(resource: Resource, namespace: string | undefined, matches: Matches, query: URLSearchParams, state: ClusterState): Answer {
  const limit = Number(query.get('limit') ?? 0) || 0;
  const token = query.get('continue') ?? '';
  const continuation = token === '' ? undefined : continuationOf(token);
  if (token !== '' && continuation === undefined) return badRequest('continue key is not valid: illegal base64 data');
  if (continuation !== undefined && continuation.version < state.compacted) return expiredList();
  const version = continuation?.version ?? state.version;
  // The key after which a page goes on is relative to what was listed.
  const orderOf = ({ metadata }: KubernetesObject) => (namespace === undefined && resource.namespaced ? `${metadata.namespace ?? ''}/${metadata.name}` : metadata.name);
  const all = state.list(resource, version).filter(matches);
  const rest = continuation === undefined ? all : all.filter((object) => orderOf(object) > continuation.start);
  const page = limit > 0 ? rest.slice(0, limit) : rest;
  const left = rest.length - page.length;
  const last = page.at(-1);
  const more = left > 0 && last !== undefined;
  return json(200, {
    kind: `${resource.kind}List`,
    apiVersion: groupVersionOf(resource),
    metadata: {
      resourceVersion: String(version),
      ...(more ? { continue: continuationText({ version, start: orderOf(last) }) } : {}),
      // With a selector the server does not know how many are left, and does not say.
      ...(more && !query.get('fieldSelector') && !query.get('labelSelector') ? { remainingItemCount: left } : {}),
    },
    items: page.map(({ kind: _kind, apiVersion: _apiVersion, ...item }) => item),
  });
} // prettier-ignore
