import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type AuthorizeIndex, isGone } from '../../core/authorize-index.ts';
import { ClusterId } from '../../core/ids.ts';
import { audienceOf, bindingIn, type ClaimsFault, type PodBinding } from '../../core/projected-claims.ts';
import type { SigningKey } from '../../core/signing-key.ts';
import type { SpeakerRole } from '../speaker.ts';

export type TokenFault = 'not-a-token' | 'wrong-algorithm' | 'unknown-cluster' | 'unknown-key' | 'bad-signature' | 'pod-gone' | ClaimsFault; // prettier-ignore

/** A gateway takes headers of 10 KB; a token of Kubernetes has some 1,200 bytes. */
const largest = 8_000;

const shape = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** Three parts of base64url: what is anything else costs no look at the index. */
export function looksProjected(token: string): boolean {
  return token.length <= largest && shape.test(token);
}

/**
 * Which cluster and pod a service-account token speaks for, and as what. The cluster is the one that its audience names, its keys are
 * those that were compiled for that cluster: nothing that the token says of keys or addresses is ever looked at.
 *
 * @param token one that `looksProjected`
 */
export function podOf(token: string, index: AuthorizeIndex, installation: string, nowMs: number): (Omit<PodBinding, 'issued'> & { readonly cluster: ClusterId; readonly role: SpeakerRole }) | TokenFault {
  const [head, body] = token.split('.').map(objectIn);
  if (head === undefined || body === undefined) return 'not-a-token';
  if (head['alg'] !== 'RS256' || (head['typ'] !== undefined && head['typ'] !== 'JWT')) return 'wrong-algorithm';
  if (['crit', 'b64', 'zip', 'enc'].some((name) => Object.hasOwn(head, name))) return 'wrong-algorithm';
  const cluster = clusterIn(body['aud'], installation);
  const identity = cluster !== undefined && Object.hasOwn(index.clusters, cluster) ? index.clusters[cluster] : undefined;
  if (cluster === undefined || identity === undefined) return 'unknown-cluster';
  const key = identity.keys.find(({ kid }) => kid === head['kid']);
  if (key === undefined) return 'unknown-key';
  if (!isSignedBy(token, key)) return 'bad-signature';
  const { inventorySubject } = identity;
  const role = inventorySubject !== undefined && body['sub'] === inventorySubject ? 'inventory' : 'sentinel';
  const subject = role === 'inventory' ? inventorySubject! : identity.subject;
  const expected = { issuer: identity.issuer, subject, audience: audienceOf(installation, cluster) };
  const found = bindingIn(body, expected, Math.floor(nowMs / 1_000));
  if (typeof found === 'string') return found;
  const { issued, ...binding } = found;
  return isGone(identity.pods, binding.podUid, issued) ? 'pod-gone' : { ...binding, cluster, role };
} // prettier-ignore

/** A part of a token as an object. One whose keys could be read in two ways (escaped, or there twice) is none. */
function objectIn(part: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) return undefined;
  const text = bytes.toString('utf8');
  if (text.includes('\\') || text.includes('\ufffd')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value !== 'object' || Array.isArray(value) || namesTwice(text)) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

const decisive = ['alg', 'kid', 'typ', 'iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'kubernetes.io', 'namespace', 'node', 'pod', 'serviceaccount']; // prettier-ignore

function namesTwice(text: string): boolean {
  return decisive.some((name) => text.split(new RegExp(`"${name.replace('.', '\\.')}"\\s*:`)).length > 2);
}

function clusterIn(audience: unknown, installation: string): ClusterId | undefined {
  const [only, ...more] = Array.isArray(audience) ? (audience as unknown[]) : [];
  const prefix = audienceOf(installation, '');
  if (typeof only !== 'string' || more.length > 0 || !only.startsWith(prefix)) return undefined;
  return ClusterId.safeParse(only.slice(prefix.length)).data;
}

const ready = new Map<string, KeyObject>();
const mostReady = 500;

/** RSASSA-PKCS1-v1_5 with SHA-256 by the runtime's own verifier: the algorithm is ours to say, never the token's. */
function isSignedBy(token: string, { n, e, kty }: SigningKey): boolean {
  const id = `${n} ${e}`;
  if (ready.size >= mostReady) ready.clear();
  const end = token.lastIndexOf('.');
  try {
    const key = ready.get(id) ?? createPublicKey({ format: 'jwk', key: { kty, n, e } });
    ready.set(id, key);
    return verify('RSA-SHA256', Buffer.from(token.slice(0, end)), key, Buffer.from(token.slice(end + 1), 'base64url'));
  } catch {
    return false;
  }
}
