import type { APIGatewayProxyEventV2WithIAMAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Caller } from './caller.ts';

/** A request of an HTTP API (payload 2.0) as the web's own type; only path and query of the address mean anything. */
export function requestOf(event: APIGatewayProxyEventV2WithIAMAuthorizer): Request {
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

/** Who signed the request, as the gateway verified it. */
export function callerOf(event: APIGatewayProxyEventV2WithIAMAuthorizer): Caller {
  const { authorizer } = event.requestContext as { authorizer?: { iam?: { userArn?: string | null } } };
  const actor = authorizer?.iam?.userArn ?? undefined;
  return actor === undefined ? {} : { actor, role: 'admin' };
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
