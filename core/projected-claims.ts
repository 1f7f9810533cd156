import * as z from 'zod';

/** What is asked of a token, besides a signature by the cluster's key. */
export interface Expected {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

export type ClaimsFault =
  | 'claims-malformed'
  | 'wrong-issuer'
  | 'wrong-subject'
  | 'wrong-audience'
  | 'lives-too-long'
  | 'expired'
  | 'not-yet-valid'
  | 'unbound';

/** The pod that a token was given to, on the node that it runs on. `expires`: seconds since 1970. */
export interface PodBinding {
  readonly node: string;
  readonly nodeUid: string;
  readonly podUid: string;
  readonly expires: number;
  /** Seconds since 1970. */
  readonly issued: number;
}

/** Seconds. */
const longestLife = 3_600;
const skew = 60;

const seconds = z.number().int().min(0).max(4_102_444_800);
const name = z.string().min(1).max(253);
const uid = z.string().min(1).max(64);

const Claims = z.object({
  iss: z.string(),
  sub: z.string(),
  // Kubernetes always writes a list.
  aud: z.array(z.string()),
  exp: seconds,
  iat: seconds,
  nbf: seconds.optional(),
  'kubernetes.io': z.object({
    namespace: name,
    serviceaccount: z.object({ name, uid }),
    pod: z.object({ name, uid }).optional(),
    node: z.object({ name, uid }).optional(),
  }),
});

/** Whom a token is bound to, or why it is none of ours. Its signature was found good before; `now` in seconds since 1970. */
export function bindingIn(payload: unknown, expected: Expected, now: number): PodBinding | ClaimsFault {
  const parsed = Claims.safeParse(payload);
  if (!parsed.success) return 'claims-malformed';
  const { iss, sub, aud, exp, iat, nbf = iat, 'kubernetes.io': kubernetes } = parsed.data;
  const { namespace, serviceaccount, pod, node } = kubernetes;
  if (iss !== expected.issuer) return 'wrong-issuer';
  if (sub !== expected.subject || sub !== `system:serviceaccount:${namespace}:${serviceaccount.name}`) return 'wrong-subject'; // prettier-ignore
  if (aud.length !== 1 || aud[0] !== expected.audience) return 'wrong-audience';
  if (exp <= iat || exp - iat > longestLife) return 'lives-too-long';
  if (exp + skew <= now) return 'expired';
  if (nbf - skew > now || iat - skew > now) return 'not-yet-valid';
  if (pod === undefined || node === undefined) return 'unbound';
  return { node: node.name, nodeUid: node.uid, podUid: pod.uid, expires: exp, issued: iat };
}

/** What a sentinel's token must be made for: this cluster of this installation, and nothing else. */
export function audienceOf(installation: string, cluster: string): string {
  return `plumbline:${installation}:${cluster}`;
}
