import { assertNever } from '../../core/assert-never.ts';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../iam/access.ts';
import type { Functions } from '../sandbox/functions.ts';
import { type Cors, corsHeaders, isPreflight, withCors } from './cors.ts';
import { type ApiPlace, type BaseEvent, bodyOf, eventOf, pathOf } from './event.ts';
import type { JwtAuthorizer } from './jwt-authorizer.ts';
import type { LambdaAuthorizer } from './lambda-authorizer.ts';
import type { Answer, LoopbackRequest } from './loopback.ts';
import { answerOf, internalError, message } from './response.ts';
import { matchRoute, type Match, type Route } from './routes.ts';

/** Sum of names and values, in bytes, that an HTTP API takes. */
const maxHeaderBytes = 10_240;
export const maxBodyBytes = 10 * 1024 * 1024;
/** An event has to fit into Lambda's 6 MiB. */
const maxEventBodyBytes = 6 * 1024 * 1024 - 64 * 1024;

/** Who signed, as `requestContext.authorizer.iam` tells it. */
export type IamIdentity = Readonly<Record<string, unknown>>;

export type Authorization =
  | Readonly<{ kind: 'none' }>
  | Readonly<{ kind: 'lambda'; authorizer: LambdaAuthorizer }>
  | Readonly<{ kind: 'iam' }>
  | Readonly<{ kind: 'jwt'; authorizer: JwtAuthorizer }>;

export type Target = Readonly<{ functionArn: string; timeoutMs: number; authorization: Authorization }>;

export type GatewayOptions = Readonly<{
  place: ApiPlace & Readonly<{ region: string }>;
  routes: readonly Route<Target>[];
  cors?: Cors;
  functions: Functions;
  now: () => number;
  /** The person whose valid signature the request carries. */
  signedBy(request: LoopbackRequest): IamIdentity | undefined;
}>;

/** An HTTP API: what it answers, byte for byte, to one request. */
export function gateway(options: GatewayOptions): (request: LoopbackRequest) => Promise<Answer> {
  const { cors } = options;
  return async (request) => {
    const { message: incoming } = request;
    if (cors !== undefined && isPreflight(incoming)) return { status: 204, headers: corsHeaders(cors, incoming, true) };
    const answer = await answerTo(request, options);
    return cors === undefined ? answer : withCors(answer, corsHeaders(cors, incoming, false));
  };
}

async function answerTo(request: LoopbackRequest, options: GatewayOptions): Promise<Answer> {
  const { message: incoming } = request;
  if (headerBytes(incoming) > maxHeaderBytes) return message(431, 'Request Header Fields Too Large');
  const path = pathOf(incoming.url ?? '/');
  if (path === undefined) return message(400, 'Bad Request');
  const match = matchRoute(options.routes, incoming.method ?? 'GET', path);
  if (match === undefined) return message(404, 'Not Found');
  const { route, parameters } = match;
  const event = eventOf(incoming, path, route.key, parameters, options.place, options.now());
  const authorized = await authorize(request, event, match, options);
  if ('status' in authorized) return authorized;
  return withRequestId(await integrate(request, event, authorized, match, options), event);
}

/** The field `authorizer` of the request context, or the refusal. */
async function authorize(
  request: LoopbackRequest,
  event: BaseEvent,
  match: Match<Target>,
  options: GatewayOptions,
): Promise<Readonly<{ authorizer?: unknown }> | Answer> {
  const { authorization } = match.route.target;
  if (authorization.kind === 'none') return {};
  if (authorization.kind === 'iam') {
    const iam = options.signedBy(request);
    return iam === undefined ? message(403, 'Forbidden') : { authorizer: { iam } };
  }
  if (authorization.kind === 'jwt') return jwtRuling(await authorization.authorizer(event));
  const ruling = await authorization.authorizer(
    event,
    routeArn(match, request.message.method ?? 'GET', event, options),
  );
  switch (ruling.kind) {
    case 'allowed':
      return { authorizer: { lambda: ruling.context } };
    case 'anonymous':
      return message(401, 'Unauthorized');
    case 'denied':
      return message(403, 'Forbidden');
    case 'broken':
      return internalError;
    default:
      return assertNever(ruling);
  }
}

function jwtRuling(ruling: Awaited<ReturnType<JwtAuthorizer>>): Readonly<{ authorizer: unknown }> | Answer {
  if (ruling.kind === 'allowed') return { authorizer: { jwt: ruling.context } };
  const said =
    ruling.kind === 'anonymous'
      ? 'Bearer'
      : `Bearer scope="" error="invalid_token" error_description="${ruling.reason}"`;
  const refused = message(401, 'Unauthorized');
  return { ...refused, headers: { ...refused.headers, 'www-authenticate': said } };
}

async function integrate(
  { message: incoming, body }: LoopbackRequest,
  event: BaseEvent,
  { authorizer }: Readonly<{ authorizer?: unknown }>,
  match: Match<Target>,
  { functions, place }: GatewayOptions,
): Promise<Answer> {
  const given = bodyOf(body, incoming.headers['content-type']);
  if (Buffer.byteLength(given.body ?? '') > maxEventBodyBytes) return message(413, 'Request Entity Too Large');
  const requestContext = authorizer === undefined ? event.requestContext : { ...event.requestContext, authorizer };
  const { functionArn, timeoutMs } = match.route.target;
  const outcome = await Promise.race([
    functions.invoke(
      functionArn,
      { ...event, requestContext, ...given },
      caller(match, incoming.method ?? 'GET', place),
    ),
    sleep(timeoutMs, 'late' as const, { ref: false }),
  ]);
  if (outcome === 'late') return message(503, 'Service Unavailable');
  return outcome.kind === 'failed' ? internalError : answerOf(outcome.payload);
}

function caller(match: Match<Target>, method: string, { apiId, region, account }: GatewayOptions['place']): Caller {
  const path = match.route.key.split(' ')[1] ?? '/$default';
  const sourceArn = `arn:aws:execute-api:${region}:${account}:${apiId}/$default/${method}${path}`;
  return { kind: 'service', service: 'apigateway.amazonaws.com', sourceArn };
}

function routeArn(match: Match<Target>, method: string, event: BaseEvent, { place }: GatewayOptions): string {
  const { apiId, region, account } = place;
  const path = match.route.key === '$default' ? '' : event.rawPath;
  return `arn:aws:execute-api:${region}:${account}:${apiId}/$default/${method}${path}`;
}

function headerBytes({ rawHeaders }: IncomingMessage): number {
  return rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function withRequestId(answer: Answer, event: BaseEvent): Answer {
  return { ...answer, headers: { ...answer.headers, 'apigw-requestid': event.requestContext.requestId } };
}
