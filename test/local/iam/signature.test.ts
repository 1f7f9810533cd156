import { AwsV4Signer } from 'aws4fetch';
import * as fc from 'fast-check';
import { verifySignature } from '../../../local/iam/signature.ts';

const keys = { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' };
const secretOf = (key: string) => (key === keys.accessKeyId ? keys.secretAccessKey : undefined);

type Init = Readonly<{ url: string; method?: string; body?: string; service?: string; datetime?: string }>;

async function signed({ url, method = 'GET', body = '', service = 'execute-api', datetime }: Init) {
  const signer = new AwsV4Signer({
    ...keys,
    method,
    url,
    service,
    region: 'eu-west-1',
    ...(method === 'GET' ? {} : { body }),
    ...(datetime === undefined ? {} : { datetime }),
  });
  const request = await signer.sign();
  const { pathname, search, host } = request.url;
  return {
    method,
    url: `${pathname}${search}`,
    headers: { ...Object.fromEntries(request.headers), host },
    body: Buffer.from(body),
  };
}

test('what another implementation signs is valid, whatever path and query hold', async () => {
  const part = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .filter((text) => !/^\.{1,2}$/.test(text) && text.isWellFormed());
  await fc.assert(
    fc.asyncProperty(part, part, part, fc.constantFrom('execute-api', 's3'), async (path, name, value, service) => {
      const query = `n${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
      const url = `http://127.0.0.1:4000/x/${encodeURIComponent(path)}?${query}&b=2&a=1`;
      const request = await signed({ url, service });
      expect(verifySignature(request, secretOf, Date.now())).toMatchObject({ kind: 'valid', credential: { service } });
    }),
    { numRuns: 60 },
  );
});

test('a changed path, query, body or header is found, and so is a stranger', async () => {
  const request = await signed({ url: 'http://127.0.0.1:4000/a?b=1', method: 'POST', body: 'x' });
  const reasonOf = (change: object) => verifySignature({ ...request, ...change }, secretOf, Date.now());
  expect(reasonOf({})).toMatchObject({ kind: 'valid' });
  expect(reasonOf({ url: '/a?b=2' })).toEqual({ kind: 'invalid', reason: 'mismatch' });
  expect(reasonOf({ url: '/b?b=1' })).toEqual({ kind: 'invalid', reason: 'mismatch' });
  expect(reasonOf({ method: 'PUT' })).toEqual({ kind: 'invalid', reason: 'mismatch' });
  expect(reasonOf({ body: Buffer.from('y') })).toMatchObject({ kind: 'invalid' });
  expect(reasonOf({ headers: { ...request.headers, host: 'localhost' } })).toEqual({
    kind: 'invalid',
    reason: 'mismatch',
  });
  expect(reasonOf({ headers: {} })).toEqual({ kind: 'invalid', reason: 'unsigned' });
  expect(reasonOf({ headers: { authorization: 'Bearer x' } })).toEqual({ kind: 'invalid', reason: 'malformed' });
  expect(verifySignature(request, () => undefined, Date.now())).toEqual({ kind: 'invalid', reason: 'unknown-key' });
});

test('a request is good for five minutes', async () => {
  const request = await signed({ url: 'http://127.0.0.1:4000/a', datetime: '20260101T000000Z' });
  const at = Date.parse('2026-01-01T00:00:00Z');
  expect(verifySignature(request, secretOf, at + 299_000)).toMatchObject({ kind: 'valid' });
  expect(verifySignature(request, secretOf, at + 301_000)).toEqual({ kind: 'invalid', reason: 'expired' });
  expect(verifySignature(request, secretOf, at - 301_000)).toEqual({ kind: 'invalid', reason: 'expired' });
});
