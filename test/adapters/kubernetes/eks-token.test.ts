import { createHash, createHmac } from 'node:crypto';
import { eksToken } from '../../../adapters/kubernetes/eks-token.ts';

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'session/+=token',
};
const at = Date.parse('2026-11-23T14:00:00.123Z');

const withoutSignature = (token = '') => presigned(token).href.replace(/X-Amz-Signature=[0-9a-f]+/, '');
const presigned = (token: string) => new URL(Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString());

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** Signature Version 4 as AWS describes it, written out by itself. */
function signatureOf(url: URL, headers: readonly string[]): string {
  const sorted = [...url.searchParams].filter(([name]) => name !== 'X-Amz-Signature').map((pair) => pair.map(encodeURIComponent).join('=')).toSorted();
  const signed = headers.map((header) => header.slice(0, header.indexOf(':'))).join(';');
  const request = ['GET', '/', sorted.join('&'), ...headers, '', signed, hash('')].join('\n');
  const scope = '20261123/eu-west-1/sts/aws4_request';
  const text = ['AWS4-HMAC-SHA256', '20261123T140000Z', scope, hash(request)].join('\n');
  const steps = ['20261123', 'eu-west-1', 'sts', 'aws4_request'];
  const key = steps.reduce<string | Buffer>((secret, step) => createHmac('sha256', secret).update(step).digest(), `AWS4${credentials.secretAccessKey}`);
  return createHmac('sha256', key).update(text).digest('hex');
} // prettier-ignore

describe('the token for an EKS cluster', () => {
  test('is a request to STS that is signed for this cluster alone and for a minute', async () => {
    const token = await eksToken(credentials, 'eu-west-1', 'prod', at);
    expect(token).toMatch(/^k8s-aws-v1\.[A-Za-z0-9_-]+$/);
    const url = presigned(token);
    expect(url.origin + url.pathname).toBe('https://sts.eu-west-1.amazonaws.com/');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      Action: 'GetCallerIdentity',
      Version: '2011-06-15',
      'X-Amz-Expires': '60',
      'X-Amz-Date': '20261123T140000Z',
      'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
      'X-Amz-Security-Token': 'session/+=token',
    });
    const headers = [`host:${url.host}`, 'x-k8s-aws-id:prod'];
    expect(url.searchParams.get('X-Amz-Signature')).toBe(signatureOf(url, headers));
  });

  test('differs from cluster to cluster, though nothing in the request names one', async () => {
    const [one, other] = await Promise.all(
      ['prod', 'test'].map((name) => eksToken(credentials, 'eu-west-1', name, at)),
    );
    expect(withoutSignature(one)).toBe(withoutSignature(other));
    expect(one).not.toBe(other);
  });

  test('goes to the partition that the region lies in', async () => {
    const { sessionToken: _none, ...keys } = credentials;
    const url = presigned(await eksToken(keys, 'cn-north-1', 'prod', at));
    expect(url.host).toBe('sts.cn-north-1.amazonaws.com.cn');
    expect(url.searchParams.has('X-Amz-Security-Token')).toBe(false);
  });
});
