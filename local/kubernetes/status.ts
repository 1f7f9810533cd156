/** What kube-apiserver says instead of an object; order and presence of fields as it writes them. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function json(status: number, value: unknown): Answer {
  return { status, type: 'application/json', body: `${JSON.stringify(value)}\n` };
}

export function statusBody(code: number, reason: string, message: string, details?: object): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, ...(details && { details }), code };
} // prettier-ignore

const failure = (code: number, reason: string, message: string, details?: object) => json(code, statusBody(code, reason, message, details)); // prettier-ignore

/** Where what is served is of one kind, and the question takes none but others. */
export const notAcceptable = () => failure(406, 'NotAcceptable', '406: Not Acceptable', {});

export const unauthorized = () => failure(401, 'Unauthorized', 'Unauthorized');

export interface Attempt {
  readonly user: string;
  readonly verb: string;
  readonly resource: string;
  readonly group: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

export function forbidden({ user, verb, resource, group, namespace, name }: Attempt): Answer {
  const what = group === '' ? resource : `${resource}.${group}`;
  const which = name === undefined ? what : `${what} "${name}"`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const message = `${which} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
  return failure(403, 'Forbidden', message, { ...(name === undefined ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource });
} // prettier-ignore

export function notFound({
  resource,
  group,
  name,
}: Pick<Attempt, 'resource' | 'group'> & { readonly name: string }): Answer {
  const what = group === '' ? resource : `${resource}.${group}`;
  return failure(404, 'NotFound', `${what} "${name}" not found`, { name, ...(group === '' ? {} : { group }), kind: resource }); // prettier-ignore
}

/** A resource or version that the server does not have, in a group that it has. */
export const noSuchResource = () => failure(404, 'NotFound', 'the server could not find the requested resource', {});

/** A group that the server does not have: no Status, but text. */
export const noSuchPage = (): Answer => ({
  status: 404,
  type: 'text/plain; charset=utf-8',
  body: '404 page not found\n',
});

export const badRequest = (message: string) => failure(400, 'BadRequest', message);

export const methodNotAllowed = () => failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {}); // prettier-ignore

export const expiredList = () => failure(410, 'Expired', 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.'); // prettier-ignore

export const expiredWatch = (asked: number, oldest: number) => statusBody(410, 'Expired', `too old resource version: ${asked} (${oldest})`); // prettier-ignore

/** From priority and fairness: text, as it is written before any object is looked at. */
export const tooManyRequests = (): Answer => ({
  status: 429,
  type: 'text/plain; charset=utf-8',
  headers: { 'retry-after': '1' },
  body: 'Too many requests, please try again later.\n',
});

/** What a proxy or a captive portal puts in the way. */
export const somebodyElsesPage = (): Answer => ({
  status: 200,
  type: 'text/html; charset=utf-8',
  body: '<!doctype html><title>Sign in</title><p>Please sign in to continue.</p>\n',
});
