import { createHash, randomBytes } from 'node:crypto';

/** What an application asked for when it sent the browser here. */
export interface Asked {
  readonly redirectUri: string;
  /** S256 of the verifier that only the application has. */
  readonly challenge: string;
  readonly nonce: string | undefined;
}

const lifeMs = 60_000;
const mostOpen = 1_000;

/** Authorization codes: each good once, for a minute, for whoever holds the verifier (RFC 7636). */
export class Grants {
  readonly #open = new Map<string, Asked & { readonly until: number }>();

  issue(asked: Asked, now: number): string {
    for (const [code, { until }] of this.#open)
      if (until <= now || this.#open.size >= mostOpen) this.#open.delete(code);
    const code = randomBytes(32).toString('base64url');
    this.#open.set(code, { ...asked, until: now + lifeMs });
    return code;
  }

  /** What was asked for, if the code is good and this is who asked. A code is used up by the first try, right or wrong. */
  redeem(code: string, verifier: string, redirectUri: string, now: number): Asked | undefined {
    const asked = this.#open.get(code);
    this.#open.delete(code);
    if (asked === undefined || asked.until <= now || asked.redirectUri !== redirectUri) return undefined;
    return createHash('sha256').update(verifier).digest('base64url') === asked.challenge ? asked : undefined;
  }
}
