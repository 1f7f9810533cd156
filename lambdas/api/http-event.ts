import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
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

/** A text answer as an HTTP API takes it. */
export async function resultOf(response: Response): Promise<APIGatewayProxyStructuredResultV2> {
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
    isBase64Encoded: false,
  };
}
