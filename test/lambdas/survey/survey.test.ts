import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeEks, type EksAnswer } from '../../../adapters/eks/describe.ts';
import { memoryStores } from '../../../adapters/memory/stores.ts';
import { survey } from '../../../lambdas/survey/survey.ts';
import { at, enrolled, newCluster } from '../../contracts/samples.ts';
import { recording } from '../record.ts';

const described: EksAnswer = {
  kind: 'described',
  cluster: { version: '1.33', status: 'ACTIVE', publicEndpoint: true, privateEndpoint: false, publicRanges: ['0.0.0.0/0'], logging: [], secretsEncrypted: false },
}; // prettier-ignore

async function desk(answer: EksAnswer) {
  const stores = memoryStores();
  const cluster = newCluster();
  const access = { endpoint: 'https://eks.example.com', authority: 'pem', credential: { kind: 'eks' as const, clusterName: 'shop', region: 'eu-west-1' } };
  await stores.clusters.put(enrolled(cluster, { access }), undefined);
  await stores.clusters.put(enrolled(newCluster()), undefined);
  const { log, meter } = recording();
  const asked: string[] = [];
  const deps = { ...stores, now: () => Date.parse(at), log, meter, describe: async (region: string, name: string) => (asked.push(`${region} ${name}`), answer) };
  return { stores, cluster, deps, asked };
} // prettier-ignore

describe('survey', () => {
  test('keeps what EKS says, with the end of support, and asks about EKS clusters alone', async () => {
    const { stores, cluster, deps, asked } = await desk(described);
    await survey(deps);
    await survey(deps);
    expect(asked).toEqual(['eu-west-1 shop', 'eu-west-1 shop']);
    expect((await stores.parts.find(cluster, 'eks'))?.value).toMatchObject({ eksName: 'shop', publicEndpoint: true, supportUntil: '2026-07-29T00:00:00.000Z' }); // prettier-ignore
  });

  test.each([{ kind: 'absent' }, { kind: 'unavailable', reason: 'denied' }] as const)('what could not be asked (%j) stays as it was known, and the run says so', async (answer) => {
    const { stores, cluster, deps } = await desk(described);
    await survey(deps);
    const before = await stores.parts.find(cluster, 'eks');
    await expect(survey({ ...deps, describe: async () => answer })).rejects.toThrow('EKS could not be asked about 1 clusters');
    expect(await stores.parts.find(cluster, 'eks')).toEqual(before);
  }); // prettier-ignore
});

describe('what EKS answers', () => {
  let answer: { status: number; body: string };
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    response.writeHead(answer.status).end(answer.body);
  });
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    process.env['AWS_ENDPOINT_URL_EKS'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env['AWS_ACCESS_KEY_ID'] = 'key';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  });
  afterAll(() => {
    for (const name of ['AWS_ENDPOINT_URL_EKS', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) delete process.env[name];
    return new Promise((closed) => void server.close(closed));
  });

  test('is read as far as it is looked at, and the name of a cluster is no path', async () => {
    answer = { status: 200, body: JSON.stringify({ cluster: { name: 'a', version: '1.34', resourcesVpcConfig: { endpointPublicAccess: false, publicAccessCidrs: null }, logging: { clusterLogging: [{ types: ['audit', 'api'], enabled: true }, { types: ['scheduler'], enabled: false }] }, other: {} } }) };
    expect(await describeEks('eu-west-1', '../a')).toEqual({ kind: 'described', cluster: { version: '1.34', status: 'UNKNOWN', publicEndpoint: false, privateEndpoint: false, publicRanges: [], logging: ['api', 'audit'], secretsEncrypted: false } });
    expect(paths.at(-1)).toBe('/clusters/..%2Fa');
  }); // prettier-ignore

  test.each([
    [404, '{}', { kind: 'absent' }],
    [403, '{}', { kind: 'unavailable', reason: 'denied' }],
    [429, '{}', { kind: 'unavailable', reason: 'throttled' }],
    [500, '<html>', { kind: 'unavailable', reason: 'error' }],
    [200, '<html>', { kind: 'unavailable', reason: 'not-understood' }],
  ])('a %i with %s is %j', async (status, body, expected) => {
    answer = { status, body };
    expect(await describeEks('eu-west-1', 'a')).toEqual(expected);
  });
});
