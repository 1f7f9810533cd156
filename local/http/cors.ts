import type { IncomingMessage } from 'node:http';
import type { Answer } from './loopback.ts';

export type Cors = Readonly<{
  AllowCredentials?: boolean;
  AllowHeaders?: readonly string[];
  AllowMethods?: readonly string[];
  AllowOrigins?: readonly string[];
  ExposeHeaders?: readonly string[];
  MaxAge?: number;
}>;

export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** With a CORS configuration the gateway answers preflights itself and replaces what the function says about CORS. */
export function corsHeaders(cors: Cors, { headers }: IncomingMessage, preflight: boolean): Record<string, string> {
  const { origin } = headers;
  const origins = cors.AllowOrigins ?? [];
  if (origin === undefined || !(origins.includes('*') || origins.includes(origin))) return {};
  return {
    'access-control-allow-origin': origins.includes('*') ? '*' : origin,
    ...(cors.AllowCredentials === true ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.ExposeHeaders === undefined ? {} : { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
    ...(preflight ? preflightHeaders(cors) : {}),
  };
}

function preflightHeaders(cors: Cors): Record<string, string> {
  return {
    'access-control-allow-methods': (cors.AllowMethods ?? []).join(','),
    'access-control-allow-headers': (cors.AllowHeaders ?? []).join(','),
    ...(cors.MaxAge === undefined ? {} : { 'access-control-max-age': String(cors.MaxAge) }),
  };
}

export function withCors(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  const own = Object.entries(answer.headers ?? {}).filter(([name]) => !name.startsWith('access-control-'));
  return { ...answer, headers: { ...Object.fromEntries(own), ...headers } };
}
