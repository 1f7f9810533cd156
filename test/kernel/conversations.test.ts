import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Observation, type Flow } from '../../core/telemetry.ts';
import { Lab, labMissing, nodeAddress, ready, resolverAddress } from '../../local/lab/lab.ts';
import { dialledAsTold, dialledAsTsharkSaw, flowsAsNdpiSaw, printTable } from './oracles.ts';
import { LabSentinel } from './sentinel.ts';

const missing = labMissing(['curl', 'openssl', 'h2load', 'unbound', 'redis-server', 'redis-cli', 'psql', 'tcpdump', 'tshark', 'ndpiReader', 'setpriv']); // prettier-ignore
if (missing !== undefined) console.warn(`kernel tests are SKIPPED, nothing of the live capture is proven here: ${missing}`); // prettier-ignore
const onRealGround = missing === undefined ? describe : describe.skip;

const web = '10.0.1.12';
const other = '10.0.1.13';
const client = '10.0.1.11';
const client6 = 'fd00:10::11';
const outside = '203.0.113.9';
const outside6 = '2001:db8::9';

const folder = mkdtempSync(path.join(tmpdir(), 'kernel-'));
afterAll(() => rmSync(folder, { recursive: true }));

onRealGround.each([{ families: 'IPv4 alone', dualStack: false }, { families: 'both families', dualStack: true }])('real programs on a node with $families', ({ dualStack }) => {
  let lab: Lab;
  let sentinel: LabSentinel;
  let flows: Flow[];
  const capture = path.join(folder, `pod-${dualStack}.pcap`);

  // What was done, to be held against what is told.
  const done = { service: 6, plain: 3, refused: 1, silent: 1, tls: 2, grpc: 20, redis: 3, queries: 2, mined: 1 };

  beforeAll(async () => {
    lab = Lab.build({
      dualStack,
      pods: [{ name: 'p1', addresses: [client], address6: client6 }, { name: 'p2', addresses: [web], address6: 'fd00:10::12' }, { name: 'p3', addresses: [other], address6: 'fd00:10::13' }],
      outside: [outside, ...(dualStack ? [outside6] : [])],
      services: [{ address: '172.20.0.80', port: 80, proto: 'tcp', to: [`${web}:8080`, `${other}:8080`] }, { address: '172.20.0.10', port: 53, proto: 'udp', to: [`${other}:5300`] }],
    });
    const key = path.join(folder, 'key.pem');
    const certificate = path.join(folder, 'cert.pem');
    spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=shop.example', '-keyout', key, '-out', certificate]);
    const zone = path.join(folder, 'unbound.conf');
    writeFileSync(zone, `server:\n  interface: 0.0.0.0@5300\n  access-control: 0.0.0.0/0 allow\n  do-daemonize: no\n  chroot: ""\n  username: ""\n  pidfile: ""\n  use-syslog: no\n  logfile: ""\n  verbosity: 1\n  local-zone: "example." static\n  local-data: "shop.example. 60 IN A ${outside}"\n  local-data: "pool.example. 60 IN A ${outside}"\n`);
    const unbound = lab.start('p3', 'unbound', ['-c', zone]);
    await Promise.all([
      lab.serve('p2', ['http', web, '8080']), lab.serve('p3', ['http', other, '8080']),
      lab.serve('ext', ['http', dualStack ? '::' : '0.0.0.0', '81']), lab.serve('ext', ['http2', outside, '50051']),
      lab.serve('ext', ['pool', dualStack ? '::' : '0.0.0.0', '3333']), lab.serve('ext', ['websocket', outside, '8090']), lab.serve('ext', ['postgresql', outside, '5432']),
      ready(unbound, /start of service/),
    ]);
    const openssl = lab.start('ext', 'openssl', ['s_server', '-accept', '443', '-cert', certificate, '-key', key, '-www']);
    const redis = lab.start('ext', 'redis-server', ['--bind', outside, '--port', '6379', '--save', '', '--protected-mode', 'no', '--dir', folder]);
    const tcpdump = lab.start('p1', 'tcpdump', ['-i', 'eth0', '-U', '-w', capture]);
    await Promise.all([ready(openssl, /ACCEPT/), ready(redis, /eady to accept connections/), ready(tcpdump, /listening on/)]);
    sentinel = await LabSentinel.start(lab, ['--wire', '--print', '--heartbeat', '2']);
    await sleep(500);
    const p1 = (program: string, args: readonly string[]) => lab.run('p1', program, args);
    const get = (url: string, ...more: readonly string[]) => p1('curl', ['-s', '-m', '15', '-o', '/dev/null', ...more, url]);

    for (let index = 0; index < done.service; index += 1) await get(`http://172.20.0.80/carts/${index}`);
    for (let index = 0; index < done.plain; index += 1) await get(`http://${outside}:81/orders/${index}?secret=hunter2`);
    await p1('curl', ['-s', '-m', '15', `http://${outside}:9999/`]);
    await p1('curl', ['-s', '-m', '2', 'http://10.0.2.77:80/']);
    for (let index = 0; index < done.tls; index += 1) await get(`https://shop.example/`, '-k', '--resolve', `shop.example:443:${outside}`);
    await p1('h2load', ['-n', String(done.grpc), '-c', '1', '-m', '1', '-H', 'content-type: application/grpc', `http://${outside}:50051/shop.Cart/AddItem`]);
    for (let index = 0; index < done.redis; index += 1) await p1('redis-cli', ['-h', outside, 'SET', `k${index}`, 'hunter2']);
    await p1('psql', ['-w', '-h', outside, '-U', 'app', '-d', 'shop', '-c', "SELECT 'hunter2'", '-c', 'DELETE FROM carts']);
    for (const name of ['pool.example', 'nowhere.example']) await p1(process.execPath, ['-e', `const r = new (require('node:dns').Resolver)({ timeout: 10000, tries: 1 }); r.setServers(['172.20.0.10']); r.resolve4('${name}', () => process.exit())`]);
    await p1(process.execPath, [path.join(import.meta.dirname, '../../local/lab/program.ts'), 'miner', outside, '3333', '3']);
    await p1(process.execPath, [path.join(import.meta.dirname, '../../local/lab/program.ts'), 'websocket-client', outside, '8090']);
    await lab.run('node', 'curl', ['-s', '-m', '15', '-o', '/dev/null', `http://${outside}:81/from-the-node`]);
    if (dualStack) {
      for (let index = 0; index < done.plain; index += 1) await get(`http://[${outside6}]:81/v6/${index}`);
      await p1(process.execPath, [path.join(import.meta.dirname, '../../local/lab/program.ts'), 'miner', outside6, '3333', '3']);
    }
    await sleep(4500);
    await sentinel.stop();
    const written = once(tcpdump, 'exit');
    tcpdump.kill('SIGINT');
    await written;
    flows = sentinel.flows;
  }, 240_000);

  afterAll(() => lab?.destroy(), 30_000);

  const to = (port: number, dst = outside, src = client) => flows.filter((flow) => flow.port === port && flow.dst === dst && flow.src === src);

  test('everything printed is what the door takes, and nothing of it is a payload', () => {
    for (const one of sentinel.observations) Observation.parse(one);
    expect(sentinel.observations.length).toBeGreaterThan(10);
    expect(sentinel.printed + sentinel.said).not.toMatch(/hunter2|not-a-wallet/);
  });

  test('a service is told by its backends, with the address that was dialled, each connection once', () => {
    const services = flows.filter(({ via }) => via === '172.20.0.80:80');
    expect(services.every(({ src, dst, port }) => src === client && [web, other].includes(dst) && port === 8080)).toBe(true);
    expect(services.reduce((sum, { connections }) => sum + connections, 0)).toBe(done.service);
    expect(services.every(({ ops }) => ops.every(({ app, method, path: template }) => app === 'http' && method === 'GET' && template === '/carts/{int}'))).toBe(true);
    expect(flows.filter(({ dst }) => dst === '172.20.0.80')).toEqual([]);
  });

  test('what leaves through the translation of the node is the pod, once, with exact bytes', () => {
    expect(to(81)).toMatchObject([{ connections: done.plain, outcome: 'established', ops: [{ path: '/orders/{int}', count: done.plain }], if: expect.any(Number) }]);
    expect(flows.filter(({ src, port, ops }) => src === nodeAddress && port === 81 && ops.some(({ path: one }) => one !== '/from-the-node'))).toEqual([]);
    const tshark = spawnSync('tshark', ['-r', capture, '-q', '-z', `io,stat,0,SUM(tcp.len)tcp.len && ip.src==${client} && tcp.dstport==81,SUM(tcp.len)tcp.len && ip.src==${outside} && tcp.srcport==81`], { encoding: 'utf8' }).stdout;
    const [out, back] = /<>\s*[\d.Dur]+\s*\|\s*(\d+)\s*\|\s*(\d+)/.exec(tshark)?.slice(1).map(Number) ?? [];
    expect([to(81)[0]!.bytesOut, to(81)[0]!.bytesIn]).toEqual([out, back]);
  });

  test('the node itself is seen as a client', () => {
    expect(to(81, outside, nodeAddress)).toMatchObject([{ connections: 1, ops: [{ path: '/from-the-node' }] }]);
  });

  test('refused and unanswered connections are told as such', () => {
    expect(to(9999)).toMatchObject([{ outcome: 'refused', connections: done.refused }]);
    expect(to(80, '10.0.2.77')).toMatchObject([{ outcome: expect.stringMatching(/timeout|blocked/), connections: done.silent }]);
  });

  test('protocols: TLS with its name, gRPC, Redis, PostgreSQL, WebSocket', () => {
    expect(to(443)).toMatchObject([{ connections: done.tls, names: expect.arrayContaining([{ value: 'shop.example', from: 'sni' }]), ops: [{ app: 'tls', count: done.tls }] }]);
    expect(to(50051)).toMatchObject([{ connections: 1, ops: [{ app: 'grpc', count: done.grpc }] }]);
    expect(to(6379)[0]!.ops).toEqual(expect.arrayContaining([{ app: 'redis', method: 'SET', count: done.redis }]));
    expect(to(5432)[0]!.ops).toEqual(expect.arrayContaining([{ app: 'postgresql', method: 'SELECT', count: 1 }, { app: 'postgresql', method: 'DELETE', count: 1 }]));
    expect(to(8090)[0]!.ops).toEqual(expect.arrayContaining([expect.objectContaining({ app: 'websocket', path: '/live/feed' })]));
  });

  test('mining is told with its evidence and the name under which the pool was looked up', () => {
    const [mined] = to(3333);
    expect(mined).toMatchObject({ connections: done.mined, ops: expect.arrayContaining([expect.objectContaining({ app: 'mining', dialect: 'cryptonote', evidence: 'session' })]) });
    expect(mined!.names).toEqual([{ value: 'pool.example', from: 'dns' }]);
  });

  test('a name that nobody dials is a lookup with its outcome; the resolver is told by its backend', () => {
    expect(sentinel.lookups).toEqual(expect.arrayContaining([expect.objectContaining({ src: client, name: 'nowhere.example', outcome: 'nxdomain' })]));
    expect(flows.filter(({ port, proto }) => port === 5300 && proto === 'udp')).toMatchObject([{ src: client, dst: other, via: '172.20.0.10:53' }]);
  });

  if (dualStack) {
    test('the same over IPv6', () => {
      expect(to(81, outside6, client6)).toMatchObject([{ connections: done.plain, ops: [{ path: '/v6/{int}', count: done.plain }], outcome: 'established' }]);
      expect(to(3333, outside6, client6)).toMatchObject([{ ops: expect.arrayContaining([expect.objectContaining({ app: 'mining', evidence: 'session' })]) }]);
    });
  }

  test('tshark saw the same connections on the pod’s own interface', () => {
    const ofPods = flows.filter(({ src }) => src !== nodeAddress);
    expect(Object.fromEntries(dialledAsTold(ofPods))).toEqual(Object.fromEntries(dialledAsTsharkSaw(capture)));
  });

  test('ndpiReader names the same protocols on the same interface', () => {
    expect([...flowsAsNdpiSaw(capture).keys()]).toEqual(expect.arrayContaining(['DNS', 'HTTP', 'TLS', 'Redis', 'PostgreSQL', 'Mining']));
  });

  test('done beside told, and beside what the oracles counted, as a table', () => {
    const [tshark, ndpi] = [dialledAsTsharkSaw(capture), flowsAsNdpiSaw(capture)];
    const connections = (some: readonly Flow[]) => some.reduce((sum, one) => sum + one.connections, 0);
    const said = (some: readonly Flow[], app: string) => some.flatMap(({ ops }) => ops).filter((one) => one.app === app && one.method !== 'START').reduce((sum, { count }) => sum + count, 0);
    const syns = (address: string, port: number, from = client) => tshark.get(`${from} ${address} ${port}`) ?? 0;
    const sixes = dualStack ? 1 : 0;
    const rows: Parameters<typeof printTable>[1] = [
      ['connections through a service (v4)', done.service, connections(flows.filter(({ via }) => via === '172.20.0.80:80')), syns('172.20.0.80', 80), '-'],
      ['connections to a server outside (v4)', done.plain, connections(to(81)), syns(outside, 81), '-'],
      ...(dualStack ? [['connections to a server outside (v6)', done.plain, connections(to(81, outside6, client6)), syns(outside6, 81, client6), '-'] as const] : []),
      ['HTTP/1 requests of the pod', done.service + done.plain * (1 + sixes), said(flows.filter(({ src, port }) => src !== nodeAddress && [8080, 81].includes(port)), 'http'), '-', `${ndpi.get('HTTP')} flows`],
      ['refused connections', done.refused, connections(to(9999).filter(({ outcome }) => outcome === 'refused')), syns(outside, 9999), '-'],
      ['unanswered connections', done.silent, connections(to(80, '10.0.2.77')), syns('10.0.2.77', 80), '-'],
      ['TLS handshakes', done.tls, said(to(443), 'tls'), syns(outside, 443), ndpi.get('TLS') ?? 0],
      ['gRPC calls over h2c', done.grpc, said(to(50051), 'grpc'), '-', '-'],
      ['Redis SET', done.redis, to(6379).flatMap(({ ops }) => ops).find(({ method }) => method === 'SET')?.count ?? 0, syns(outside, 6379), ndpi.get('Redis') ?? 0],
      ['PostgreSQL statements', done.queries, to(5432).flatMap(({ ops }) => ops).filter(({ method }) => method === 'SELECT' || method === 'DELETE').reduce((sum, { count }) => sum + count, 0), '-', `${ndpi.get('PostgreSQL')} flows`],
      ['Stratum sessions', done.mined * (1 + sixes), flows.filter(({ port, ops }) => port === 3333 && ops.some(({ app }) => app === 'mining')).length, syns(outside, 3333) + syns(outside6, 3333, client6), ndpi.get('Mining') ?? 0],
      ['names asked of a resolver behind a service', 2, said(flows.filter(({ port, proto }) => port === 5300 && proto === 'udp'), 'dns'), '-', `${ndpi.get('DNS')} flows`],
    ];
    printTable(dualStack ? 'both families' : 'IPv4 alone', rows);
    for (const [what, wanted, told] of rows) expect([what, told]).toEqual([what, wanted]);
  });
}); // prettier-ignore

onRealGround('leaving, and what the node allows', () => {
  let lab: Lab;
  beforeAll(() => {
    lab = Lab.build({ pods: [{ name: 'p1', addresses: [client] }], outside: [outside] });
  });
  afterAll(() => lab.destroy(), 30_000);

  test('it ends after SIGTERM and says what waits, also with a door that never answers', async () => {
    const sentinel = await LabSentinel.start(lab, ['--wire', '--post', `http://${resolverAddress}:9/`, '--spool', path.join(folder, 'spool')]); // prettier-ignore
    // It takes five seconds at most, to which a busy machine adds; Kubernetes gives it fifteen.
    expect(await sentinel.stop()).toBeLessThan(10_000);
    expect(sentinel.said).toMatch(/stopped; \d+ batches wait in /);
  }, 60_000);

  test('NET_RAW is enough for packets, and --check says what connection tracking would take', async () => {
    const check = (capabilities: string, ...args: readonly string[]) => lab.run('node', 'setpriv', ['--bounding-set', `-all${capabilities}`, '--inh-caps', `-all${capabilities}`, '--no-new-privs', process.execPath, path.join(import.meta.dirname, '../../sentinel/main.mjs'), '--check', ...args]); // prettier-ignore
    const raw = await check(',+net_raw');
    expect([raw.code, raw.out]).toEqual([0, expect.stringMatching(/yes\s+packets[\s\S]*note\s+connection tracking.*NET_ADMIN/)]); // prettier-ignore
    const nothing = await check('');
    expect([nothing.code, nothing.out]).toEqual([1, expect.stringMatching(/no\s+packets \(--wire\): a packet socket was refused \(EPERM\).*NET_RAW/)]); // prettier-ignore
    const tracked = await check(',+net_raw,+net_admin', '--conntrack');
    expect(tracked.code).toBe(0);
  }, 60_000);

  test('connection tracking tells what was open before it, with the address dialled', async () => {
    const pool = await lab.serve('ext', ['pool', outside, '3333']);
    const open = lab.start('p1', process.execPath, ['-e', `require('node:net').connect(3333, '${outside}', () => console.log('connected')).on('error', () => {})`]); // prettier-ignore
    await ready(open, /connected/);
    const sentinel = await LabSentinel.start(lab, ['--conntrack', '--print', '--heartbeat', '1'], '+net_admin');
    await lab.run('p1', 'curl', ['-s', '-m', '5', `http://${outside}:3333/`]);
    await sleep(1800);
    await sentinel.stop();
    open.kill('SIGKILL');
    pool.kill('SIGKILL');
    expect(sentinel.flows).toEqual(expect.arrayContaining([expect.objectContaining({ src: client, dst: outside, port: 3333, proto: 'tcp', connections: 2 })])); // prettier-ignore
  }, 60_000);
});
