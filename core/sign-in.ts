import * as z from 'zod';

/** How a person signs in: authorization code with PKCE (S256), as a public client. */
export const SignIn = z.object({
  /** Who signs the tokens: the claim `iss`. */
  issuer: z.url(),
  clientId: z.string(),
  authorizationEndpoint: z.url(),
  tokenEndpoint: z.url(),
  /** Ends the session at the issuer; absent where there is no such address. */
  endSessionEndpoint: z.url().optional(),
  scope: z.string(),
});
export type SignIn = z.infer<typeof SignIn>;

/**
 * What `GET /config.json` tells anybody, so that a browser or the CLI that knows nothing but the address can sign in. The
 * answer's `id_token` goes into `Authorization: Bearer …` of every request below /v1.
 */
export const PublicConfig = z.object({ installation: z.string(), version: z.string(), signIn: SignIn });
export type PublicConfig = z.infer<typeof PublicConfig>;

/** Where the CLI waits for the code: the issuer must know each address, so there are three fixed ones. */
export const loopbackPorts = [8711, 8712, 8713] as const;

/** `localhost` and not 127.0.0.1: Cognito takes plain http for this name alone. */
export function loopbackRedirect(port: number): string {
  return `http://localhost:${port}/`;
}
