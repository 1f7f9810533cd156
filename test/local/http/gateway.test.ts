import { connect } from 'node:net';
import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda';
import { type Started, startFixture } from '../fixtures/started.ts';

type Event = APIGatewayProxyEventV2WithLambdaAuthorizer<{ cluster: string; asked: number }>;

describe('the HTTP API', () => {
  let started: Started;
  let url: string;

  beforeAll(async () => {
    started = await startFixture();
    ({ url } = started.runtime);
  });
  afterAll(() => started.stop());

  const echo = async (path: string, init: RequestInit = {}): Promise<Event> => {
    const answer = await fetch(`${url}${path}`, init);
    return (await answer.json()) as Event;
  };

  /** What fetch would tidy up is sent as it is. */
  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.on('data', (chunk) => (answer += String(chunk)));
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });

  test('an event has the shape of payload 2.0', async () => {
    const event = await echo('/echo/one%20two?a=1&a=2&b=%C3%A4', { headers: { Cookie: 'x=1; y=2', 'X-Two': 'Value' } });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /echo/{name}',
      rawPath: '/echo/one two',
      rawQueryString: 'a=1&a=2&b=%C3%A4',
      cookies: ['x=1', 'y=2'],
      queryStringParameters: { a: '1,2', b: 'ä' },
      pathParameters: { name: 'one two' },
      isBase64Encoded: false,
    });
    expect(event.headers).toMatchObject({ 'x-two': 'Value', 'x-forwarded-for': '127.0.0.1' });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event).not.toHaveProperty('body');
    expect(event.requestContext.http).toMatchObject({ method: 'GET', path: '/echo/one two', sourceIp: '127.0.0.1' });
    expect(event.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  });

  test.each([
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['text/csv', false],
    ['application/xml', false],
    ['application/javascript', false],
    ['application/problem+json', true],
    ['application/x-www-form-urlencoded', true],
    ['application/vnd.plumbline.telemetry.v1+gzip', true],
    ['application/octet-stream', true],
  ])('a body of type %s comes in base64: %s', async (type, isBase64Encoded) => {
    const event = await echo('/echo/body', { method: 'POST', headers: { 'content-type': type }, body: 'hällo' });
    const body = isBase64Encoded ? Buffer.from('hällo').toString('base64') : 'hällo';
    expect([event.isBase64Encoded, event.body]).toEqual([isBase64Encoded, body]);
  });

  test('a greedy route takes the rest of the path, and a literal one goes before it', async () => {
    const headers = { authorization: 'good' };
    const event = await echo('/v1/a/b/c', { headers });
    expect([event.routeKey, event.pathParameters]).toEqual(['ANY /v1/{proxy+}', { proxy: 'a/b/c' }]);
    const wrongMethod = await echo('/v1/other', { headers, method: 'DELETE' });
    expect(wrongMethod.routeKey).toBe('ANY /v1/{proxy+}');
  });

  test('no route is 404, a path that cannot be decoded is 400', async () => {
    const answer = await fetch(`${url}/nowhere`);
    expect([answer.status, await answer.text()]).toEqual([404, '{"message":"Not Found"}']);
    expect(answer.headers.get('apigw-requestid')).toBeNull();
    expect(await raw('GET /echo/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  });

  test('answers are taken as the function gives them', async () => {
    const full = await fetch(`${url}/echo/any`);
    expect(full.headers.get('content-type')).toBe('text/plain;charset=UTF-8');
    expect(full.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(full.headers.get('apigw-requestid')).toMatch(/./);
    const inferred = await fetch(`${url}/echo/plain`);
    expect([inferred.status, inferred.headers.get('content-type'), await inferred.json()]).toEqual([
      200,
      'application/json',
      { hello: 'world' },
    ]);
    const bytes = await fetch(`${url}/echo/bytes`);
    expect([...new Uint8Array(await bytes.arrayBuffer())]).toEqual([0, 255]);
  });

  test.each(['/echo/throw', '/echo/nonsense', '/echo/huge'])('%s is an internal server error', async (path) => {
    const answer = await fetch(`${url}${path}`);
    expect([answer.status, await answer.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });

  const ask = async (authorization?: string) => {
    const answer = await fetch(`${url}/v1/x`, authorization === undefined ? {} : { headers: { authorization } });
    return [answer.status, await answer.text()];
  };

  test('who shows nothing is not asked about, who is refused is forbidden, a broken guard is our fault', async () => {
    expect(await ask()).toEqual([401, '{"message":"Unauthorized"}']);
    expect(await ask('bad')).toEqual([403, '{"message":"Forbidden"}']);
    expect(await ask('broken')).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  test('a ruling is kept by identity, and its context reaches the function', async () => {
    const headers = { authorization: 'good' };
    const first = await echo('/v1/x', { headers });
    const second = await echo('/v1/y', { headers });
    const { lambda } = first.requestContext.authorizer;
    expect(lambda).toMatchObject({ cluster: 'demo' });
    expect(second.requestContext.authorizer.lambda).toEqual(lambda);
  });

  test('bodies above 10 MiB and headers above 10,240 bytes are refused at the door', async () => {
    const body = await fetch(`${url}/echo/x`, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(body.status).toBe(413);
    const event = await fetch(`${url}/echo/x`, { method: 'POST', body: Buffer.alloc(5 * 1024 * 1024) });
    expect(event.status).toBe(413);
    const headers = await fetch(`${url}/echo/x`, { headers: { 'x-long': 'x'.repeat(10_240) } });
    expect(headers.status).toBe(431);
  });

  const get = (more: string) => raw(`GET /echo/plain HTTP/1.1\r\nConnection: close\r\n${more}\r\n\r\n`);

  test('another name in Host, a foreign Origin and a foreign page are turned away', async () => {
    expect(await get('Host: evil.example')).toMatch(/^HTTP\/1\.1 403 /);
    expect(await get('Host: localhost:1\r\nOrigin: https://evil.example')).toMatch(/^HTTP\/1\.1 403 /);
    expect(await get('Host: localhost:1\r\nOrigin: null')).toMatch(/^HTTP\/1\.1 403 /);
    expect(await get('Host: localhost:1\r\nSec-Fetch-Site: cross-site')).toMatch(/^HTTP\/1\.1 403 /);
    expect(await get('Host: localhost:1\r\nOrigin: http://localhost:5173')).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('the gateway answers for CORS, preflights included', async () => {
    const Origin = 'http://localhost:5173';
    const preflight = await fetch(`${url}/echo/plain`, {
      method: 'OPTIONS',
      headers: { Origin, 'Access-Control-Request-Method': 'GET' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET');
    const answer = await fetch(`${url}/echo/plain`, { headers: { Origin } });
    expect(answer.headers.get('access-control-allow-origin')).toBe(Origin);
    const other = await fetch(`${url}/echo/plain`, { headers: { Origin: 'http://localhost:1' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });
});
