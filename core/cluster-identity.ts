import * as z from 'zod';
import { textUpTo } from './fields.ts';
import { safeUrl } from './safe-url.ts';
import { mostKeys, SigningKey } from './signing-key.ts';

const dnsLabel = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';

const Subject = z.string().max(300).regex(new RegExp(`^system:serviceaccount:${dnsLabel}:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$`), 'must be system:serviceaccount:<namespace>:<name>'); // prettier-ignore

/** Who may speak for a cluster by the tokens that Kubernetes gives to pods, and by which keys one knows them. */
export const ClusterIdentity = z.strictObject({
  /** The claim `iss` to the letter; many clusters share `https://kubernetes.default.svc.cluster.local`. Never asked. */
  issuer: z.string().min(1).max(500).regex(/^[!-~]+$/, 'must be printable ASCII without spaces'),
  /** The claim `sub` of its sentinels: `system:serviceaccount:<namespace>:<name>`. */
  subject: Subject,
  /** The claim `sub` of who pushes its inventory: another account, for a node's sentinel may tell of its node alone. @default nobody */
  inventorySubject: Subject.optional(),
  /** Where the issuer publishes its keys to the world; without it they are asked of the Kubernetes API. */
  keysUrl: textUpTo(500).refine((text) => 'url' in safeUrl(text, { to: 'public' }), 'must be an https:// address of a public host').optional(),
  /** The keys as they were at enrolment. */
  keys: z.array(SigningKey).min(1).max(mostKeys),
}).refine(({ subject, inventorySubject }) => subject !== inventorySubject, { path: ['inventorySubject'], error: 'must be another account than that of the sentinels' }); // prettier-ignore
export type ClusterIdentity = z.infer<typeof ClusterIdentity>;
