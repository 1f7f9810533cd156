import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type ApiPlace = Readonly<{ apiId: string; account: string }>;

/** The part of a request that authorizer and integration both get, in payload format 2.0. */
export type BaseEvent = Readonly<{
  version: '2.0';
  routeKey: string;
  rawPath: string;
  rawQueryString: string;
  cookies?: readonly string[];
  headers: Readonly<Record<string, string>>;
  queryStringParameters?: Readonly<Record<string, string>>;
  pathParameters?: Readonly<Record<string, string>>;
  requestContext: Readonly<Record<string, unknown>> & Readonly<{ requestId: string }>;
}>;

/** What an HTTP API hands to a function as text; all other media types arrive in base64, whatever they hold. */
const textTypes = ['application/json', 'application/javascript', 'application/xml'];

export function isText(contentType: string | undefined): boolean {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  return type.startsWith('text/') || textTypes.includes(type);
}

/** Undefined when the path is not well encoded. An HTTP API decodes it, and even cuts it at a decoded question mark. */
export function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split('?')[0] ?? '/').split('?')[0];
  } catch {
    return undefined;
  }
}

export function eventOf(
  message: IncomingMessage,
  path: string,
  routeKey: string,
  parameters: Readonly<Record<string, string>>,
  { apiId, account }: ApiPlace,
  nowMs: number,
): BaseEvent {
  const rawQueryString = (message.url ?? '').split(/\?(.*)/s)[1] ?? '';
  const { cookie, ...rest } = message.headers;
  const headers = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, [value ?? ''].flat().join(',')]),
  );
  const sourceIp = message.socket.remoteAddress ?? '127.0.0.1';
  const method = message.method ?? 'GET';
  const query = queryOf(rawQueryString);
  const domainName = String(headers['host']).replace(/:\d+$/, '');
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers: {
      ...headers,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': String(message.socket.localPort ?? ''),
      'x-forwarded-proto': 'http',
      'content-length': headers['content-length'] ?? '0',
    },
    ...(query === undefined ? {} : { queryStringParameters: query }),
    ...(Object.keys(parameters).length === 0 ? {} : { pathParameters: parameters }),
    requestContext: {
      accountId: account,
      apiId,
      domainName,
      domainPrefix: domainName.split('.')[0] ?? '',
      http: { method, path, protocol: `HTTP/${message.httpVersion}`, sourceIp, userAgent: headers['user-agent'] ?? '' },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: commonLogTime(nowMs),
      timeEpoch: nowMs,
    },
  };
}

export function bodyOf(
  body: Buffer,
  contentType: string | undefined,
): Readonly<{ body?: string; isBase64Encoded: boolean }> {
  if (body.length === 0) return { isBase64Encoded: false };
  return isText(contentType)
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}

/** A name that comes twice has its values joined by commas. */
function queryOf(query: string): Record<string, string> | undefined {
  const found = new URLSearchParams(query);
  const names = [...new Set(found.keys())];
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, found.getAll(name).join(',')]));
}

/** 12/Mar/2026:19:03:58 +0000 */
function commonLogTime(nowMs: number): string {
  const [, day, month, year, time] = new Date(nowMs).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
