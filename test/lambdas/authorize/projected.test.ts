import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { ClusterIdentity } from '../../../core/cluster-identity.ts';
import { SigningKeys } from '../../../core/signing-key.ts';
import { type AuthorizeIndex, authorizeIndexOf } from '../../../core/authorize-index.ts';
import type { Cluster } from '../../../core/enrolment.ts';
import { ClusterId } from '../../../core/ids.ts';
import { authorize } from '../../../lambdas/authorize/authorize.ts';
import { recording } from '../record.ts';

// Tokens as a kube-apiserver 1.31 signs them, and everything that is nearly one.

const issuer = 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const inCluster = 'https://kubernetes.default.svc.cluster.local';
const subject = 'system:serviceaccount:plumbline:plumbline-sentinel';
const now = Date.parse('2026-11-25T12:00:00.000Z') / 1_000;

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [good, rotated, stranger] = [pair(), pair(), pair()];
const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' });
const keysOf = (...keys: object[]) => SigningKeys.parse({ keys });

const identity = (over: Partial<ClusterIdentity> = {}): ClusterIdentity => ({ issuer, subject, keys: keysOf(jwk(good.publicKey, 'k1'), jwk(rotated.publicKey, 'k2')), ...over }); // prettier-ignore
const cluster = (id: string, over: Partial<Cluster> = {}): Cluster => ({ id: ClusterId.parse(id), enrolledAt: '2026-11-01T00:00:00.000Z', enrolledBy: 'jane', tokenHashes: [], ...over }); // prettier-ignore

// prod-2 and prod-3 share the issuer that every cluster outside EKS has; their keys tell them apart.
const clusters = [
  cluster('prod-1', { identity: identity() }),
  cluster('prod-2', { identity: identity({ issuer: inCluster, keys: keysOf(jwk(stranger.publicKey, 'k1')) }) }),
  cluster('prod-3', { identity: identity({ issuer: inCluster }) }),
  cluster('prod-4'),
  cluster('prod-5', {
    identity: identity({ inventorySubject: 'system:serviceaccount:plumbline:plumbline-inventory' }),
    pushes: true,
  }),
];
const index = authorizeIndexOf(clusters, '2026-11-25T11:59:00.000Z');

const claims = {
  aud: ['plumbline:main:prod-1'],
  exp: now + 3_000,
  iat: now - 600,
  nbf: now - 600,
  iss: issuer,
  jti: randomUUID(),
  sub: subject,
  'kubernetes.io': {
    namespace: 'plumbline',
    node: { name: 'ip-10-0-1-7', uid: 'node-uid' },
    pod: { name: 'plumbline-sentinel-x2x4z', uid: 'pod-uid' },
    serviceaccount: { name: 'plumbline-sentinel', uid: 'account-uid' },
  },
};
type Claims = Record<string, unknown>;
const kubernetes = (over: Claims) => ({ ...claims, 'kubernetes.io': { ...claims['kubernetes.io'], ...over } });
const without = (name: string): Claims => Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));

const encoded = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url'); // prettier-ignore
function signed(payload: unknown, header: object = {}, key: KeyObject = good.privateKey): string {
  const input = `${encoded({ alg: 'RS256', kid: 'k1', ...header })}.${encoded(payload)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

async function decide(token: string, at = now) {
  const { log, meter, lines, counts } = recording();
  const started = performance.now();
  const answer = await authorize(`Bearer ${token}`, { index: async () => index, installation: 'main', now: () => at * 1_000, log, meter }); // prettier-ignore
  return { answer, lines: lines.join('\n'), reason: counts[0]?.reason, ms: performance.now() - started };
}

const goodTokens: readonly (readonly [string, string])[] = [
  ['as Kubernetes signs it', signed(claims)],
  ['signed with the key that comes next', signed(claims, { kid: 'k2' }, rotated.privateKey)],
  ['with a type in its header', signed(claims, { typ: 'JWT' })],
  ['without a time before which it is not valid', signed(without('nbf'))],
  ['an hour long', signed({ ...claims, iat: now, exp: now + 3_600 })],
  ['of a clock that is a minute ahead', signed({ ...claims, iat: now + 55, nbf: now + 55, exp: now + 3_600 })],
  ['that ended within the minute', signed({ ...claims, exp: now - 30 })],
  ['with a claim that is new to us', signed({ ...claims, 'kubernetes.io': { ...claims['kubernetes.io'], warnafter: now } })],
  ['that names where keys would be, which nobody looks at', signed(claims, { jku: 'https://evil.example/keys', x5u: 'https://evil.example' })],
]; // prettier-ignore

test.each(goodTokens)('a token %s speaks for its cluster, node and pod', async (_, token) => {
  const { answer } = await decide(token);
  expect(answer).toMatchObject({
    isAuthorized: true,
    context: { cluster: 'prod-1', kind: 'projected', node: 'ip-10-0-1-7', nodeUid: 'node-uid', podUid: 'pod-uid' },
  });
  expect(answer.isAuthorized && 'expires' in answer.context && typeof answer.context.expires).toBe('number');
});

test('the account that pushes the inventory speaks as that, the sentinels as ever; of a cluster that enrolled none it is nobody', async () => {
  const of = (account: string, id: string) => signed({ ...kubernetes({ serviceaccount: { name: account, uid: 'u' } }), aud: [`plumbline:main:${id}`], sub: `system:serviceaccount:plumbline:${account}` });
  const asked = async (account: string, id: string) => {
    const { answer, reason } = await decide(of(account, id));
    return answer.isAuthorized && answer.context.kind === 'projected' ? answer.context.role : reason;
  };
  expect(await asked('plumbline-inventory', 'prod-5')).toBe('inventory');
  expect(await asked('plumbline-sentinel', 'prod-5')).toBe('sentinel');
  expect(await asked('plumbline-inventory', 'prod-1')).toBe('wrong-subject');
  expect(await asked('default', 'prod-5')).toBe('wrong-subject');
}); // prettier-ignore

test('fault 21: the token of a pod that was gone at the last look is refused; one issued about then or since may be of a pod that nobody has seen yet', async () => {
  const lookAt = (seconds: number, ...uids: string[]) => ({ pods: new Map([[ClusterId.parse('prod-1'), { at: new Date(seconds * 1_000).toISOString(), uids }]]) });
  const answerWith = async (compiledIndex: AuthorizeIndex) => {
    const { log, meter, counts } = recording();
    const { isAuthorized } = await authorize(`Bearer ${signed(claims)}`, { index: async () => compiledIndex, installation: 'main', now: () => now * 1_000, log, meter });
    return isAuthorized ? 'taken' : counts[0]?.reason;
  };
  const compiled = (seconds: number, ...uids: string[]) => authorizeIndexOf(clusters, '2026-11-25T11:59:00.000Z', lookAt(seconds, ...uids));
  // It was issued ten minutes ago.
  expect(await answerWith(compiled(now - 30, 'pod-uid', 'another'))).toBe('taken');
  expect(await answerWith(compiled(now - 30, 'another'))).toBe('pod-gone');
  expect(await answerWith(compiled(now - 30))).toBe('pod-gone');
  expect(await answerWith(compiled(now - 600 + 119, 'another'))).toBe('taken');
  expect(await answerWith(compiled(now - 900, 'another'))).toBe('taken');
  // A later compilation that has no news of pods keeps what is known of them.
  expect(await answerWith(authorizeIndexOf(clusters, '2026-11-25T12:00:00.000Z', { before: compiled(now - 30, 'another') }))).toBe('pod-gone');
  // One that comes late takes nothing back.
  expect(await answerWith(authorizeIndexOf(clusters, '2026-11-25T12:00:00.000Z', { before: compiled(now - 30, 'another'), ...lookAt(now - 90, 'pod-uid') }))).toBe('pod-gone');
  // Whoever enrols it anew, for another service account perhaps, begins anew.
  const anew = clusters.map((one) => ({ ...one, enrolledAt: '2026-11-25T11:59:45.000Z' }));
  expect(await answerWith(authorizeIndexOf(anew, '2026-11-25T12:00:00.000Z', { before: compiled(now - 30, 'another') }))).toBe('taken');
}); // prettier-ignore

test('clusters that share an issuer are told apart by their keys', async () => {
  const of = (id: string) => ({ ...claims, iss: inCluster, aud: [`plumbline:main:${id}`] });
  expect((await decide(signed(of('prod-3')))).answer).toMatchObject({ isAuthorized: true, context: { cluster: 'prod-3' } });
  expect((await decide(signed(of('prod-2'), {}, stranger.privateKey))).answer).toMatchObject({ isAuthorized: true, context: { cluster: 'prod-2' } });
  expect((await decide(signed(of('prod-2')))).reason).toBe('bad-signature');
  expect((await decide(signed(of('prod-3'), {}, stranger.privateKey))).reason).toBe('bad-signature');
}); // prettier-ignore

const [head, body, signature] = signed(claims).split('.') as [string, string, string];
const publicPem = good.publicKey.export({ type: 'spki', format: 'pem' });
const hs256 = (secret: string | Buffer) => {
  const input = `${encoded({ alg: 'HS256', kid: 'k1' })}.${body}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};
const audience = (aud: unknown) => signed({ ...claims, aud });
const raw = (text: string) => signed(text);
const text = JSON.stringify(claims);

const badTokens: readonly (readonly [string, string, string])[] = [
  ['no algorithm', `${encoded({ alg: 'none', kid: 'k1' })}.${body}.`, 'not-a-token'],
  ['no algorithm with a signature', `${encoded({ alg: 'none', kid: 'k1' })}.${body}.${signature}`, 'wrong-algorithm'],
  ['no algorithm in capitals', `${encoded({ alg: 'NONE', kid: 'k1' })}.${body}.${signature}`, 'wrong-algorithm'],
  ['a hash keyed with the public key', hs256(publicPem), 'wrong-algorithm'],
  ['a hash keyed with the modulus', hs256(Buffer.from(String(jwk(good.publicKey, 'k1').n), 'base64url')), 'wrong-algorithm'],
  ['another algorithm of RSA', signed(claims, { alg: 'PS256' }), 'wrong-algorithm'],
  ['RS512', signed(claims, { alg: 'RS512' }), 'wrong-algorithm'],
  ['an elliptic curve', signed(claims, { alg: 'ES256' }, curve.privateKey), 'wrong-algorithm'],
  ['an algorithm in small letters', signed(claims, { alg: 'rs256' }), 'wrong-algorithm'],
  ['a list of algorithms', signed(claims, { alg: ['RS256'] }), 'wrong-algorithm'],
  ['another type', signed(claims, { typ: 'at+jwt' }), 'wrong-algorithm'],
  ['a critical extension', signed(claims, { crit: ['b64'], b64: false }), 'wrong-algorithm'],
  ['a key of its own inside', signed(claims, { jwk: jwk(stranger.publicKey, 'k1') }, stranger.privateKey), 'not-a-token'],
  ['a key that its header points to', signed(claims, { jku: 'https://evil.example/keys' }, stranger.privateKey), 'bad-signature'],
  ['the key of a stranger', signed(claims, {}, stranger.privateKey), 'bad-signature'],
  ['a key that is too small', signed(claims, { kid: 'small' }, small.privateKey), 'unknown-key'],
  ['an unknown key', signed(claims, { kid: 'k9' }), 'unknown-key'],
  ['no key', signed(claims, { kid: undefined }), 'unknown-key'],
  ['a key that is a path', signed(claims, { kid: '../../k1' }), 'unknown-key'],
  ['a key that is a query', signed(claims, { kid: "k1' OR '1'='1" }), 'unknown-key'],
  ['a key that every object has', signed(claims, { kid: '__proto__' }), 'unknown-key'],
  ['a key that is a list', signed(claims, { kid: ['k1'] }), 'unknown-key'],
  ['a changed claim', `${head}.${encoded({ ...claims, exp: now + 3_001 })}.${signature}`, 'bad-signature'],
  ['a changed header', `${encoded({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${body}.${signature}`, 'bad-signature'],
  ['a signature cut short', `${head}.${body}.${signature.slice(0, -4)}`, 'bad-signature'],
  ['a signature of another token', `${head}.${body}.${signed({ ...claims, jti: 'x' }).split('.')[2]}`, 'bad-signature'],
  ['no signature', `${head}.${body}.`, 'not-a-token'],
  ['two parts', `${head}.${body}`, 'not-a-token'],
  ['four parts', `${head}.${body}.${signature}.x`, 'not-a-token'],
  ['padding', `${head}=.${body}.${signature}`, 'not-a-token'],
  ['a part whose last bits say nothing', `${head.slice(0, -1)}${head.endsWith('Q') ? 'R' : 'x'}.${body}.${signature}`, 'not-a-token'],
  ['standard base64', `${head}.${body.slice(0, -1)}+.${signature}`, 'not-a-token'],
  ['a body that is no object', raw('["plumbline:main:prod-1"]'), 'not-a-token'],
  ['a body that is no JSON', raw('{"aud":'), 'not-a-token'],
  ['bytes that are no text', signed(Buffer.from([0xff, 0xfe]).toString('latin1') + text, {}).replace(body, body), 'not-a-token'],
  ['too many bytes', signed({ ...claims, more: 'x'.repeat(9_000) }), 'not-a-token'],
  ['an audience twice', raw(`{"aud":["plumbline:main:prod-4"],${text.slice(1)}`), 'not-a-token'],
  ['a subject twice', raw(`{"sub":"system:serviceaccount:kube-system:default",${text.slice(1)}`), 'not-a-token'],
  ['a name that is written in escapes', raw(text.replace('"sub"', '"s\\u0075b"')), 'not-a-token'],
  ['an audience that is a text', audience('plumbline:main:prod-1'), 'unknown-cluster'],
  ['no audience', signed(without('aud')), 'unknown-cluster'],
  ['an empty audience', audience([]), 'unknown-cluster'],
  ['a second audience', audience(['plumbline:main:prod-1', 'https://kubernetes.default.svc']), 'unknown-cluster'],
  ['the same audience twice', audience(['plumbline:main:prod-1', 'plumbline:main:prod-1']), 'unknown-cluster'],
  ['the audience of the API server', audience(['https://kubernetes.default.svc']), 'unknown-cluster'],
  ['the audience of another installation', audience(['plumbline:blue:prod-1']), 'unknown-cluster'],
  ['the audience of a cluster that is not enrolled', audience(['plumbline:main:prod-9']), 'unknown-cluster'],
  ['the audience of a cluster without an identity', audience(['plumbline:main:prod-4']), 'unknown-cluster'],
  ['an audience in capitals', audience(['PLUMBLINE:main:prod-1']), 'unknown-cluster'],
  ['an audience with a space', audience(['plumbline:main:prod-1 ']), 'unknown-cluster'],
  ['an audience with another letter that looks the same', audience(['plumbline:main:prоd-1']), 'unknown-cluster'],
  ['an audience that every object has', audience(['plumbline:main:__proto__']), 'unknown-cluster'],
  ['the audience of another cluster', audience(['plumbline:main:prod-3']), 'wrong-issuer'],
  ['another issuer', signed({ ...claims, iss: inCluster }), 'wrong-issuer'],
  ['an issuer with a slash at the end', signed({ ...claims, iss: `${issuer}/` }), 'wrong-issuer'],
  ['an issuer in capitals', signed({ ...claims, iss: issuer.toUpperCase() }), 'wrong-issuer'],
  ['no issuer', signed(without('iss')), 'claims-malformed'],
  ['an issuer that is a list', signed({ ...claims, iss: [issuer] }), 'claims-malformed'],
  ['another service account', signed({ ...claims, sub: 'system:serviceaccount:plumbline:default' }), 'wrong-subject'],
  ['another namespace', signed({ ...claims, sub: 'system:serviceaccount:default:plumbline-sentinel' }), 'wrong-subject'],
  ['a subject that only begins like ours', signed({ ...claims, sub: `${subject}-2` }), 'wrong-subject'],
  ['a subject that its own claims contradict', signed(kubernetes({ namespace: 'default' })), 'wrong-subject'],
  ['another account in its claims', signed(kubernetes({ serviceaccount: { name: 'default', uid: 'u' } })), 'wrong-subject'],
  ['no subject', signed(without('sub')), 'claims-malformed'],
  ['an end that is past', signed({ ...claims, iat: now - 3_600, nbf: now - 3_600, exp: now - 61 }), 'expired'],
  ['no end', signed(without('exp')), 'claims-malformed'],
  ['an end that is a text', signed({ ...claims, exp: String(now + 600) }), 'claims-malformed'],
  ['an end beyond all time', raw(text.replace(/"exp":\d+/, '"exp":1e999')), 'claims-malformed'],
  ['an end with a fraction', signed({ ...claims, exp: now + 600.5 }), 'claims-malformed'],
  ['no beginning', signed(without('iat')), 'claims-malformed'],
  ['a beginning to come', signed({ ...claims, iat: now + 300, nbf: now - 1, exp: now + 600 }), 'not-yet-valid'],
  ['a validity to come', signed({ ...claims, nbf: now + 300 }), 'not-yet-valid'],
  ['a day of life', signed({ ...claims, iat: now - 600, exp: now + 86_400 }), 'lives-too-long'],
  ['an hour and a second of life', signed({ ...claims, iat: now, exp: now + 3_601 }), 'lives-too-long'],
  ['an end before its beginning', signed({ ...claims, iat: now + 10, exp: now }), 'lives-too-long'],
  ['no node', signed(kubernetes({ node: undefined })), 'unbound'],
  ['no pod', signed(kubernetes({ pod: undefined })), 'unbound'],
  ['a node without a uid', signed(kubernetes({ node: { name: 'n' } })), 'claims-malformed'],
  ['nothing of Kubernetes', signed(without('kubernetes.io')), 'claims-malformed'],
]; // prettier-ignore

test('there are many ways not to be a token of ours, each once', () => {
  expect(badTokens.length).toBeGreaterThanOrEqual(40);
  expect(goodTokens.length).toBeGreaterThanOrEqual(6);
  expect(new Set(badTokens.map(([, token]) => token)).size).toBe(badTokens.length);
});

test.each(badTokens)('a token with %s is refused, and why is logged without the token', async (_, token, reason) => {
  const decided = await decide(token);
  expect([decided.answer, decided.reason]).toEqual([{ isAuthorized: false }, reason]);
  expect(decided.lines).not.toContain(token.slice(-20));
});

test('a small key, one of another kind and one for something else are never compiled', () => {
  const published = [jwk(small.publicKey, 'small'), jwk(curve.publicKey, 'curve'), { ...jwk(good.publicKey, 'enc'), use: 'enc' }, { kid: 'x', kty: 'oct', k: 'c2VjcmV0' }, null, 'k', jwk(good.publicKey, 'k1')];
  expect(keysOf(...(published as object[])).map(({ kid }) => kid)).toEqual(['k1']);
}); // prettier-ignore
