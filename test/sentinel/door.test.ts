import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createProxy, type IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateAuthority } from '../../local/kubernetes/authority.ts';
import { Door, failureWord } from '../../sentinel/delivery/door.ts';

// Real servers: one with a certificate of an authority that nobody else knows, and a proxy that makes tunnels.
describe('a door behind a proxy, with a certificate of a private authority', () => {
  const folder = mkdtempSync(join(tmpdir(), 'door-'));
  const [caFile, otherFile, tokenFile] = [join(folder, 'ca.pem'), join(folder, 'other.pem'), join(folder, 'token')];
  const before = { ...process.env };
  const heard: { url: string | undefined; headers: IncomingMessage['headers'] }[] = [];
  const tunnels: { to: string | undefined; headers: IncomingMessage['headers'] }[] = [];
  let refuses = false;
  let url: URL;
  const sockets = new Set<Socket>();
  const proxy = createProxy().on('connect', (request: IncomingMessage, socket: Socket) => {
    tunnels.push({ to: request.url, headers: request.headers });
    if (refuses) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [, port] = (request.url ?? '').split(':');
    const far = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(far).pipe(socket);
    });
    for (const one of [socket, far]) sockets.add(one.on('error', () => one.destroy()));
    return undefined;
  });
  let server: ReturnType<typeof createServer>;

  beforeAll(async () => {
    const [own, other] = [await privateAuthority(), await privateAuthority()];
    writeFileSync(caFile, own.authority);
    writeFileSync(otherFile, other.authority);
    writeFileSync(tokenFile, 'a.token');
    server = createServer({ key: own.key, cert: own.cert }, (request, response) => {
      heard.push({ url: request.url, headers: request.headers });
      request.resume().on('end', () => response.writeHead(202).end('{"accepted":1}'));
    });
    server.listen(0, '127.0.0.1');
    proxy.listen(0, '127.0.0.1');
    await Promise.all([once(server, 'listening'), once(proxy, 'listening')]);
    url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  beforeEach(() => {
    heard.length = 0;
    tunnels.length = 0;
    refuses = false;
    process.env['HTTPS_PROXY'] = `http://someone:secret@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    delete process.env['NO_PROXY'];
    delete process.env['no_proxy'];
  });
  afterAll(() => {
    process.env = before;
    for (const one of sockets) one.destroy();
    server.closeAllConnections();
    server.close();
    proxy.close();
    rmSync(folder, { recursive: true });
  });

  async function posts(options: { readonly caFile?: string } = {}): Promise<number | string> {
    const door = new Door({ url, tokenFile, ...options });
    try {
      return (await door.post(Buffer.from('x'))).status;
    } catch (error) {
      return failureWord(error);
    } finally {
      door.close();
    }
  }

  test('is reached through a tunnel; the token is for the door, the password for the proxy', async () => {
    expect(await posts({ caFile })).toBe(202);
    expect(heard).toMatchObject([{ url: '/v1/telemetry', headers: { authorization: 'Bearer a.token' } }]);
    expect(tunnels).toMatchObject([{ to: url.host, headers: { 'proxy-authorization': `Basic ${Buffer.from('someone:secret').toString('base64')}` } }]); // prettier-ignore
    expect([tunnels[0]!.headers.authorization, heard[0]!.headers['proxy-authorization']]).toEqual([undefined, undefined]); // prettier-ignore
  });

  test('is reached straight where NO_PROXY names it', async () => {
    process.env['NO_PROXY'] = '127.0.0.1';
    expect([await posts({ caFile }), heard.length, tunnels.length]).toEqual([202, 1, 0]);
  });

  test('is not believed without its authority, or with another one: no request is made', async () => {
    expect(await posts()).toMatch(/^no answer \([A-Z_]+\)$/);
    expect(await posts({ caFile: otherFile })).toMatch(/^no answer \([A-Z_]+\)$/);
    expect([heard.length, tunnels.length]).toEqual([0, 2]);
  });

  test('a proxy that refuses is a failure without the words of either', async () => {
    refuses = true;
    const said = await posts({ caFile });
    expect(said).toMatch(/^no answer \(\w+\)$/);
    expect(heard).toEqual([]);
  });

  test('a file of authorities that is not there is said at once', () => {
    expect(() => new Door({ url, caFile: join(folder, 'none') })).toThrow(/^--ca-file .*none: cannot be read \(ENOENT\); give a file of certificates in PEM$/); // prettier-ignore
  });
});
