import { gzipSync } from 'node:zlib';
import { memoryStores } from '../../../adapters/memory/stores.ts';
import { AuditLine, eventOfLine } from '../../../core/inventory/audit-line.ts';
import { MalformedMessage } from '../../../core/malformed.ts';
import { audit } from '../../../lambdas/audit/audit.ts';
import { at, enrolled, newCluster } from '../../contracts/samples.ts';
import { recording } from '../record.ts';

const line = {
  kind: 'Event', apiVersion: 'audit.k8s.io/v1', auditID: '0a4376d5-307a-4e16-a049-24e017aa', stage: 'ResponseComplete', verb: 'create',
  user: { username: 'ada@example.com', groups: ['system:authenticated'] }, sourceIPs: ['198.51.100.7'], userAgent: 'kubectl/v1.33',
  objectRef: { resource: 'deployments', namespace: 'kubeflow', name: 'dfsdf', apiGroup: 'apps', apiVersion: 'v1' },
  responseStatus: { metadata: {}, code: 201 },
  responseObject: { metadata: { name: 'dfsdf', uid: 'uid-1' }, spec: { template: { spec: { containers: [{ name: 'main', image: 'dfsdf:99', command: ['xmrig', '--wallet', 'secret'], env: [{ name: 'TOKEN', value: 'secret' }], securityContext: { privileged: true } }] } } } },
  requestReceivedTimestamp: '2026-11-23T14:00:00.315746Z',
}; // prettier-ignore

const eventOf = (change: object) => eventOfLine(newCluster(), AuditLine.parse({ ...line, ...change }), at);

describe('a line of the audit log', () => {
  test('becomes an event with who, what and from where, and with images, but without commands or environments', () => {
    const event = eventOf({});
    expect(event).toMatchObject({ verb: 'create', resource: 'deployments', actor: 'ada@example.com', uid: 'uid-1', sourceIps: ['198.51.100.7'], change: { containers: [{ name: 'main', image: 'dfsdf:99' }], privileged: true } }); // prettier-ignore
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  test.each([
    ['a read', { verb: 'get' }],
    ['a lease', { objectRef: { resource: 'leases', namespace: 'x', name: 'y' }, verb: 'update' }],
    ['a status', { objectRef: { ...line.objectRef, subresource: 'status' }, verb: 'patch' }],
    ['a write that is under way', { stage: 'RequestReceived' }],
    ['a write of a controller', { user: { username: 'system:serviceaccount:kube-system:deployment-controller' } }],
    ['a write of a kubelet', { user: { username: 'system:node:ip-10-0-0-1' } }],
  ])('%s is not kept', (_, change) => expect(eventOf(change)).toBeUndefined());

  test.each([
    ['exec', 'get'],
    ['attach', 'create'],
    ['portforward', 'create'],
  ])('an entry by %s is kept, whoever it was and however it was asked', (subresource, verb) => {
    const change = { verb, stage: 'ResponseStarted', objectRef: { resource: 'pods', subresource, namespace: 'shop', name: 'pay-1' }, responseObject: undefined, responseStatus: { code: 101 }, user: { username: 'system:node:n' } }; // prettier-ignore
    expect(eventOf(change)).toMatchObject({ verb: 'create', subresource, name: 'pay-1', status: 101 });
  });

  test('bears what attackers write into names', () => {
    const event = eventOf({ user: { username: '\ud800'.repeat(2_000) }, userAgent: '\n'.repeat(999), sourceIPs: ['x'.repeat(99)] }); // prettier-ignore
    expect(event?.actor).toHaveLength(512);
    expect(event?.userAgent).toHaveLength(200);
    expect(event?.sourceIps).toEqual([]);
  });
});

describe('a delivery of CloudWatch Logs', () => {
  const packed = (messages: readonly string[], change: object = {}) => gzipSync(JSON.stringify({ messageType: 'DATA_MESSAGE', logGroup: '/aws/eks/shop/cluster', logStream: 'kube-apiserver-audit-1', logEvents: messages.map((message, id) => ({ id: String(id), timestamp: Date.parse(at), message })), ...change })).toString('base64'); // prettier-ignore

  async function desk() {
    const stores = memoryStores();
    const cluster = newCluster();
    const access = { endpoint: 'https://eks.example.com', authority: 'pem', credential: { kind: 'eks' as const, clusterName: 'shop', region: 'eu-west-1' } }; // prettier-ignore
    await stores.clusters.put(enrolled(cluster, { access }), undefined);
    const { log, meter } = recording();
    const events = () => stores.events.ofNamespace(cluster, 'kubeflow', '2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z');
    return { stores, cluster, events, deps: { ...stores, now: () => Date.parse(at) + 20_000, log, meter } };
  }

  test('is kept once, however often it comes, whatever stands between its lines', async () => {
    const { events, deps, stores, cluster } = await desk();
    const data = packed(['no JSON', '{"kind":"Event"}', JSON.stringify(line)]);
    await audit(data, deps);
    await audit(data, deps);
    expect(await events()).toHaveLength(1);
    expect((await stores.parts.find(cluster, 'audit'))?.value).toMatchObject({ state: 'on', gaps: [] });
  });

  test.each([
    ['a test message', { messageType: 'CONTROL_MESSAGE' }],
    ['another log of the cluster', { logStream: 'authenticator-1' }],
    ['a cluster that nobody enrolled', { logGroup: '/aws/eks/other/cluster' }],
  ])('%s leaves nothing', async (_, change) => {
    const { events, deps } = await desk();
    await audit(packed([JSON.stringify(line)], change), deps);
    expect(await events()).toEqual([]);
  });

  test('that does not unpack is named so', async () => {
    const { deps } = await desk();
    await expect(audit('bm8gZ3ppcA==', deps)).rejects.toThrow(MalformedMessage);
    await expect(audit(gzipSync(Buffer.alloc(40 * 1024 * 1024)).toString('base64'), deps)).rejects.toThrow(MalformedMessage); // prettier-ignore
  });
});
