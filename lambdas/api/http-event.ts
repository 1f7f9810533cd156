import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { gzipSync } from 'node:zlib';
import type { Caller } from './caller.ts';
import { callerIn, type People } from './person.ts';

/** A request of an HTTP API (payload 2.0) as the web's own type; only path and query of the address mean anything. */
export function requestOf(event: APIGatewayProxyEventV2WithJWTAuthorizer): Request {
  const { rawPath, rawQueryString, headers, body, isBase64Encoded, requestContext } = event;
  const url = new URL(`https://api${rawPath}`);
  url.search = rawQueryString;
  const { method } = requestContext.http;
  const hasBody = body !== undefined && method !== 'GET' && method !== 'HEAD';
  return new Request(url, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]])),
    ...(hasBody ? { body: isBase64Encoded ? Buffer.from(body, 'base64') : body } : {}),
  });
} // prettier-ignore

/** Who signed in, as the gateway verified it. */
export function callerOf({ headers, requestContext }: APIGatewayProxyEventV2WithJWTAuthorizer, people: People): Caller {
  const { authorizer } = requestContext as { authorizer?: { jwt?: { claims?: Record<string, unknown> } } };
  return callerIn(headers['authorization'], authorizer?.jwt?.claims ?? {}, people);
}

/** Shorter answers are one packet anyway. */
const compressFrom = 1_400;

/** A text answer as an HTTP API takes it, compressed for who can read that: neither the gateway nor CloudFront, which may not cache it, would do it. */
export async function resultOf(response: Response, acceptEncoding = ''): Promise<APIGatewayProxyStructuredResultV2> {
  const text = await response.text();
  const headers = Object.fromEntries(response.headers);
  if (text.length < compressFrom || !/\bgzip\b/.test(acceptEncoding)) return { statusCode: response.status, headers, body: text, isBase64Encoded: false }; // prettier-ignore
  return {
    statusCode: response.status,
    headers: { ...headers, 'content-encoding': 'gzip', vary: 'accept-encoding' },
    body: gzipSync(text, { level: 4 }).toString('base64'),
    isBase64Encoded: true,
  };
}
