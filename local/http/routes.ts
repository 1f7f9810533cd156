/** A route of an HTTP API, in the order in which its parts decide. */
export type Route<T> = Readonly<{
  /** `GET /items/{id}`, `ANY /v1/{proxy+}` or `$default`. */
  key: string;
  method: string;
  segments: readonly string[];
  target: T;
}>;

export type Match<T> = Readonly<{ route: Route<T>; parameters: Readonly<Record<string, string>> }>;

export function routeOf<T>(key: string, target: T): Route<T> {
  if (key === '$default') return { key, method: 'ANY', segments: ['{$default+}'], target };
  const [method = 'ANY', path = '/'] = key.split(' ');
  return { key, method, segments: path.split('/').slice(1), target };
}

/** The most specific route that fits: literal before variable before greedy, a named method before ANY, $default last. */
export function matchRoute<T>(routes: readonly Route<T>[], method: string, path: string): Match<T> | undefined {
  const given = path.split('/').slice(1);
  return routes
    .filter((route) => route.method === 'ANY' || route.method === method)
    .flatMap((route) => {
      const parameters = parametersOf(route, given);
      return parameters === undefined ? [] : [{ route, parameters }];
    })
    .toSorted((a, b) => compare(a.route, b.route))[0];
}

const nameOf = (segment: string) => segment.slice(1, -1).replace('+', '');
const isVariable = (segment: string) => segment.startsWith('{');
const isGreedy = (segment: string) => segment.endsWith('+}');

function parametersOf(route: Route<unknown>, given: readonly string[]): Record<string, string> | undefined {
  if (route.key === '$default') return {};
  const parameters: Record<string, string> = {};
  for (const [index, segment] of route.segments.entries()) {
    const part = given[index];
    if (part === undefined) return undefined;
    if (isGreedy(segment)) {
      const rest = given.slice(index).join('/');
      return rest === '' ? undefined : { ...parameters, [nameOf(segment)]: rest };
    }
    if (isVariable(segment)) {
      if (part === '') return undefined;
      parameters[nameOf(segment)] = part;
    } else if (segment !== part) {
      return undefined;
    }
  }
  return given.length === route.segments.length ? parameters : undefined;
}

const rank = (segment: string | undefined) =>
  segment === undefined ? 0 : isGreedy(segment) ? 3 : isVariable(segment) ? 2 : 1;

function compare(a: Route<unknown>, b: Route<unknown>): number {
  if (a.key === '$default' || b.key === '$default') return a.key === '$default' ? 1 : -1;
  for (let index = 0; index < Math.max(a.segments.length, b.segments.length); index += 1) {
    const difference = rank(a.segments[index]) - rank(b.segments[index]);
    if (difference !== 0) return difference;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}
