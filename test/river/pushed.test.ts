import { spawn } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { KubernetesObject } from '../../local/kubernetes/object.ts';
import { batch, flow } from '../lambdas/batches.ts';
import { ago, deployment, installation } from './installation.ts';
import { synthesized, type Synthesized } from './template.ts';

jest.setTimeout(60_000);

// A cluster that nobody can ask: the program of the chart looks at it and pushes, through the gateway and the real stages.
let here: Awaited<ReturnType<typeof installation>>;
const folder = mkdtempSync(path.join(tmpdir(), 'pushed-'));
const files = {
  ca: path.join(folder, 'ca.crt'),
  kubernetes: path.join(folder, 'kube-token'),
  token: path.join(folder, 'token'),
};
let built: Synthesized;
beforeAll(async () => {
  built = await synthesized();
  here = await installation({}, built);
});
afterAll(async () => {
  await here.stop();
  rmSync(folder, { recursive: true });
});

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const issuer = 'https://kubernetes.default.svc.cluster.local';
const subjectOf = (account: string) => `system:serviceaccount:plumbline:${account}`;

/** As a kube-apiserver signs it for a pod of this account. */
function tokenOf(account: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const kubernetes = { namespace: 'plumbline', serviceaccount: { name: account, uid: 'a' }, pod: { name: `${account}-x`, uid: `pod-${account}` }, node: { name: 'ip-10-0-1-7', uid: 'node' } };
  const claims = { iss: issuer, sub: subjectOf(account), aud: ['plumbline:main:far-1'], iat: now - 60, nbf: now - 60, exp: now + 3_000, 'kubernetes.io': kubernetes };
  const input = [{ alg: 'RS256', kid: 'k1' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
} // prettier-ignore

/** Runs what the chart's Deployment runs, once. */
async function push(account = 'plumbline-inventory', ...more: string[]): Promise<{ code: number | null; said: string }> {
  writeFileSync(files.ca, here.kubernetes.authority);
  writeFileSync(files.kubernetes, here.kubernetes.token);
  writeFileSync(files.token, tokenOf(account));
  const args = ['--post', here.runtime.url, '--token-file', files.token, '--kubernetes', here.kubernetes.url, '--kubernetes-token-file', files.kubernetes, '--kubernetes-ca-file', files.ca, '--once', ...more];
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../../sentinel/inventory/start.ts'), ...args]);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString()));
  const code = await new Promise<number | null>((left) => child.on('close', left));
  return { code, said };
} // prettier-ignore

async function itemsOf(cluster: string): Promise<string[]> {
  const table = new DynamoDBClient({ endpoint: here.runtime.environment.AWS_ENDPOINT_URL!, region: 'eu-west-1', credentials: { accessKeyId: here.runtime.environment.AWS_ACCESS_KEY_ID!, secretAccessKey: here.runtime.environment.AWS_SECRET_ACCESS_KEY! } });
  const { Items = [] } = await table.send(new ScanCommand({ TableName: here.runtime.outputs.TableName }));
  table.destroy();
  const looked = /^(?:traits|exposure|node|namespace|interval|workload)#/;
  // Lineages, ids and shards hold the cluster, times those of the look.
  const anyone = (text: string) => text.replaceAll(cluster, 'CLUSTER').replaceAll(/[0-9a-f]{32}/g, 'ID').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME').replaceAll(/\d{10,}/g, 'MS');
  return Items.filter(({ pk }) => looked.test(pk?.S ?? '') && pk?.S?.includes(cluster)).map(({ pk, sk, value }) => anyone(`${pk?.S?.split('#')[0]} ${sk?.S} ${value?.S}`)).toSorted();
} // prettier-ignore

const objects = (): KubernetesObject[] => [
  ...deployment('quiet', '10.8.0.1', ago(3_600_000)), ...deployment('loud', '10.8.0.2', ago(3_600_000)),
  { apiVersion: 'v1', kind: 'Node', metadata: { name: 'ip-10-0-1-7', uid: 'node', creationTimestamp: '2026-01-01T00:00:00Z' }, status: { addresses: [{ type: 'InternalIP', address: '10.0.1.7' }], conditions: [{ type: 'Ready', status: 'True' }] } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', uid: 'ns', creationTimestamp: '2026-01-01T00:00:00Z' } },
  { apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'shop', name: 'loud', uid: 'svc', creationTimestamp: '2026-01-01T00:00:00Z' }, spec: { type: 'LoadBalancer', clusterIP: '172.20.0.9', selector: { app: 'loud' }, ports: [{ port: 80 }] } },
]; // prettier-ignore

const post = async (route: string, bearer: string, body: unknown) => {
  const answer = await fetch(`${here.runtime.url}${route}`, { method: 'POST', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }, body: JSON.stringify(body) }); // prettier-ignore
  return { status: answer.status, body: (await answer.json()) as { title?: string } };
};

test('a cluster that pushes is taken in as one that is asked: the same items, but for who told', async () => {
  here.kubernetes.set(objects());
  await here.enrol('near-1');
  const identity = { issuer, subject: subjectOf('plumbline-sentinel'), inventorySubject: subjectOf('plumbline-inventory'), keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] }; // prettier-ignore
  expect((await here.api('POST', '/v1/clusters', { id: 'far-1', identity, pushes: true })).status).toBe(201);
  expect(await push()).toEqual({ code: 0, said: '' });
  const discover = Object.entries(built.template.Resources).find(([id, { Type }]) => Type === 'AWS::Scheduler::Schedule' && id.startsWith('Discover')); // prettier-ignore
  await here.runtime.trigger(discover![0]);
  const [near, far] = [await itemsOf('near-1'), await itemsOf('far-1')];
  expect(far.length).toBeGreaterThan(8);
  expect(far).toEqual(near);
  // Only the one that is asked was asked by the control plane, once; the other by its own program, once.
  expect(here.kubernetes.requests.filter((line) => line.includes('/api/v1/namespaces'))).toHaveLength(2);
});

test('whose an address is, telemetry of that cluster learns from what was pushed', async () => {
  const talk = async (seq: number, dst: string) => {
    await here.runtime.whenQuiet();
    return post('/v1/telemetry', tokenOf('plumbline-sentinel'), batch({ seq, bootId: 'b', sentAt: ago(0), window: { from: ago(2_000), to: ago(0) }, observations: [flow({ src: '10.8.0.1', dst, port: 8080, names: [], connections: seq, firstSeen: ago(900), lastSeen: ago(800) })] })); // prettier-ignore
  };
  expect((await talk(1, '10.8.0.2')).status).toBe(202);
  await here.runtime.whenQuiet();
  const graph = async () => JSON.stringify((await here.api('GET', '/v1/clusters/far-1/graph')).body);
  expect(await graph()).toContain('"name":"quiet"');
  expect(await graph()).toContain('"name":"loud"');
});

test('each account tells its own: a sentinel pushes no inventory, and who pushes it sends no telemetry', async () => {
  const inventory = { v: 1, at: ago(0), sentAt: ago(0), lists: {} };
  expect(await push('plumbline-sentinel')).toEqual({ code: 1, said: expect.stringContaining('the door answered 403') });
  expect(await post('/v1/inventory', tokenOf('plumbline-sentinel'), inventory)).toMatchObject({ status: 403, body: { title: 'Foreign account' } }); // prettier-ignore
  expect(await post('/v1/telemetry', tokenOf('plumbline-inventory'), batch({ seq: 9, sentAt: ago(0) }))).toMatchObject({ status: 403, body: { title: 'Foreign account' } }); // prettier-ignore
  expect((await post('/v1/inventory', tokenOf('default'), inventory)).status).toBe(403);
});
