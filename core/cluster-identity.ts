import * as z from 'zod';
import { safeUrl } from './safe-url.ts';

/** A key that a cluster signs service-account tokens with: RSA of 2,048 bits and more, whatever else its publisher says of it. */
export const SigningKey = z.object({
  kid: z.string().min(1).max(200),
  kty: z.literal('RSA'),
  n: z.string().regex(/^[A-Za-z0-9_-]{342,1400}$/, 'must be the modulus of an RSA key of 2,048 to 8,192 bits'),
  e: z.string().regex(/^[A-Za-z0-9_-]{2,8}$/),
});
export type SigningKey = z.infer<typeof SigningKey>;

const mostKeys = 16;

/** The keys of a published set that are fit for RS256; what else it holds is left out. */
export const SigningKeys = z
  .object({ keys: z.array(z.unknown()).max(100) })
  .transform(({ keys }) => keys.flatMap((key) => fit(key)).slice(0, mostKeys));

function fit(key: unknown): SigningKey[] {
  const parsed = SigningKey.extend({ use: z.literal('sig').optional(), alg: z.literal('RS256').optional() }).safeParse(key); // prettier-ignore
  if (!parsed.success) return [];
  const { kid, kty, n, e } = parsed.data;
  return [{ kid, kty, n, e }];
}

const dnsLabel = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';

/** Who may speak for a cluster by the tokens that Kubernetes gives to pods, and by which keys one knows them. */
export const ClusterIdentity = z.strictObject({
  /** The claim `iss` to the letter; many clusters share `https://kubernetes.default.svc.cluster.local`. Never asked. */
  issuer: z.string().min(1).max(500).regex(/^[!-~]+$/, 'must be printable ASCII without spaces'),
  /** The claim `sub`: `system:serviceaccount:<namespace>:<name>`. */
  subject: z.string().max(300).regex(new RegExp(`^system:serviceaccount:${dnsLabel}:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$`), 'must be system:serviceaccount:<namespace>:<name>'),
  /** Where the issuer publishes its keys to the world; without it they are asked of the Kubernetes API. */
  keysUrl: z.string().max(500).refine((text) => 'url' in safeUrl(text, { to: 'public' }), 'must be an https:// address of a public host').optional(),
  /** The keys as they were at enrolment. */
  keys: z.array(SigningKey).min(1).max(mostKeys),
}); // prettier-ignore
export type ClusterIdentity = z.infer<typeof ClusterIdentity>;

/** What a sentinel's token must be made for: this cluster of this installation, and nothing else. */
export function audienceOf(installation: string, cluster: string): string {
  return `plumbline:${installation}:${cluster}`;
}
