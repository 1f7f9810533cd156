import * as fc from 'fast-check';
import { AuthorizeIndex, authorizeIndexOf } from '../../core/authorize-index.ts';
import { Cluster, KubernetesAccess } from '../../core/enrolment.ts';
import { tokenFrom, tokenHash, tokenPattern } from '../../core/enrolment-token.ts';
import { runs } from './arbitraries.ts';

const random = fc.uint8Array({ minLength: 32, maxLength: 32 });
const cluster = (id: string, ...tokens: string[]) => Cluster.parse({ id, enrolledAt: '2026-11-23T02:00:00Z', enrolledBy: 'dana', tokenHashes: tokens.map(tokenHash) }); // prettier-ignore

describe('enrolment tokens', () => {
  test('are recognised by their pattern, and differ wherever one random bit does', () => {
    fc.assert(
      fc.property(random, random, (one, other) => {
        expect(tokenFrom(one)).toMatch(tokenPattern);
        expect(tokenFrom(one) === tokenFrom(other)).toBe(Buffer.compare(one, other) === 0);
        expect(tokenHash(tokenFrom(one))).toMatch(/^[0-9a-f]{64}$/);
      }),
      runs,
    );
  });

  test.each([0, 16, 31, 33])('%d random bytes are not enough or too many', (length) => {
    expect(() => tokenFrom(new Uint8Array(length))).toThrow('needs 32 random bytes');
  });

  test('the hash is SHA-256, so that it can be computed anywhere', () => {
    expect(tokenHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('authorizeIndexOf', () => {
  test('each valid token leads to its cluster and to no other, two while one is being rotated', () => {
    const index = authorizeIndexOf([cluster('a', 't1', 't2'), cluster('b', 't3'), cluster('c')], '2026-11-23T02:00:00Z'); // prettier-ignore
    expect(AuthorizeIndex.parse(index)).toEqual(index);
    expect([tokenHash('t1'), tokenHash('t2'), tokenHash('t3')].map((hash) => index.tokens[hash])).toEqual(['a', 'a', 'b']); // prettier-ignore
    expect(Object.keys(index.tokens)).toHaveLength(3);
  });

  test('holds no token', () => {
    const token = tokenFrom(new Uint8Array(32).fill(7));
    expect(JSON.stringify(authorizeIndexOf([cluster('a', token)], '2026-11-23T02:00:00Z'))).not.toContain(token);
  });
});

describe('Cluster', () => {
  test.each(['', '-a', 'a b', 'a/b', 'ä', 'a'.repeat(101), '__proto__', 'a\n'])('%j is no name of a cluster', (id) => {
    expect(Cluster.safeParse({ ...cluster('a'), id }).success).toBe(false);
  });

  test('a Kubernetes API is spoken to over TLS only', () => {
    const access = { endpoint: 'https://k8s.example', authority: 'PEM', credential: { kind: 'token', parameter: '/plumbline/k' } };
    expect(KubernetesAccess.safeParse(access).success).toBe(true);
    for (const endpoint of ['http://k8s.example', 'file:///etc/passwd', 'k8s.example', '']) expect(KubernetesAccess.safeParse({ ...access, endpoint }).success).toBe(false);
  }); // prettier-ignore
});
