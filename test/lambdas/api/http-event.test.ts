import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { requestOf, resultOf } from '../../../lambdas/api/http-event.ts';

function eventOf(parts: object): APIGatewayProxyEventV2WithJWTAuthorizer {
  return {
    version: '2.0',
    rawPath: '/v1/clusters/a%20b',
    rawQueryString: 'cursor=x%26y',
    headers: { 'content-type': 'application/json', host: 'abc.execute-api.eu-west-1.amazonaws.com' },
    isBase64Encoded: false,
    requestContext: { http: { method: 'PUT', path: '/' } },
    ...parts,
  } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer;
}

describe('an event of an HTTP API', () => {
  it('is a request with method, path, query, headers and body', async () => {
    const request = requestOf(eventOf({ body: '{"a":"ü"}' }));
    const { pathname, searchParams } = new URL(request.url);
    expect([request.method, pathname, searchParams.get('cursor')]).toEqual(['PUT', '/v1/clusters/a%20b', 'x&y']);
    expect([request.headers.get('content-type'), await request.text()]).toEqual(['application/json', '{"a":"ü"}']);
  });

  it('may carry its body as base64', async () => {
    const body = Buffer.from('{"a":"ü"}').toString('base64');
    expect(await requestOf(eventOf({ body, isBase64Encoded: true })).text()).toBe('{"a":"ü"}');
  });

  it('may have a path that looks like another host', () => {
    expect(new URL(requestOf(eventOf({ rawPath: '//evil.example/v1' })).url).host).toBe('api');
  });
});

describe('an answer', () => {
  it('is handed back as text', async () => {
    const response = new Response('{"ü":1}', { status: 201, headers: { 'content-type': 'application/json' } });
    expect(await resultOf(response)).toEqual({
      statusCode: 201,
      headers: { 'content-type': 'application/json' },
      body: '{"ü":1}',
      isBase64Encoded: false,
    });
  });

  it.each([['gzip, deflate, br', true], ['br', false], [undefined, false]])('is compressed for who accepts it (%s)', async (accepted, isCompressed) => {
    const text = JSON.stringify('ü'.repeat(2_000));
    const { body = '', isBase64Encoded, headers } = await resultOf(new Response(text, { headers: { etag: '"e"' } }), accepted);
    expect([isBase64Encoded, headers?.['content-encoding'], headers?.['etag']]).toEqual([isCompressed, isCompressed ? 'gzip' : undefined, '"e"']);
    expect(isCompressed ? gunzipSync(Buffer.from(body, 'base64')).toString() : body).toBe(text);
  }); // prettier-ignore
});
