import * as z from 'zod';

/** A key that a cluster signs service-account tokens with: RSA of 2,048 bits and more, whatever else its publisher says of it. */
export const SigningKey = z.object({
  kid: z.string().min(1).max(200),
  kty: z.literal('RSA'),
  n: z.string().regex(/^[A-Za-z0-9_-]{342,1400}$/, 'must be the modulus of an RSA key of 2,048 to 8,192 bits'),
  e: z.string().regex(/^[A-Za-z0-9_-]{2,8}$/),
});
export type SigningKey = z.infer<typeof SigningKey>;

/** Why an issuer's keys could not be had: the last ones stay good. */
export type KeysFault = 'no-access' | 'unavailable' | 'no-keys';

/** The keys of a cluster as they are published now. */
export type PublishedKeys = readonly SigningKey[] | { readonly fault: KeysFault };

export const mostKeys = 16;

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
