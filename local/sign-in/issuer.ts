import { existsSync } from 'node:fs';
import { exportJWK, generateKeyPair, importJWK, type JSONWebKeySet, type JWK, SignJWT } from 'jose';
import * as z from 'zod';
import { readJson, writeJson } from '../state/json-file.ts';

/** Who a token of this machine is for. */
export interface Person {
  readonly email: string;
  readonly groups: readonly string[];
}

/** Whoever can read the state folder: the one who started the installation. */
export const owner: Person = { email: 'local@localhost', groups: ['admin'] };

const Kept = z.object({ key: z.record(z.string(), z.unknown()) });

const lifetime = '1h';
const algorithm = 'RS256';
const kid = 'local';

/**
 * Stands in for the user pool of the template: signs tokens with the claims that Cognito gives. Its key is kept in the
 * state folder, so that who is signed in stays so over a new start.
 */
export class Issuer {
  /** The claim `iss`. */
  readonly url: string;
  readonly clientId: string;
  readonly #file: string;
  #key: Promise<JWK> | undefined;

  constructor(url: string, clientId: string, file: string) {
    this.url = url;
    this.clientId = clientId;
    this.#file = file;
  }

  /** An `id_token`, good for an hour. */
  async token({ email, groups }: Person, nonce?: string): Promise<string> {
    const claims = {
      email,
      email_verified: true,
      ...(groups.length === 0 ? {} : { 'cognito:groups': groups }),
      'cognito:username': email,
      token_use: 'id',
      ...(nonce === undefined ? {} : { nonce }),
    };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, kid })
      .setSubject(email)
      .setIssuer(this.url)
      .setAudience(this.clientId)
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(await importJWK(await this.#private(), algorithm));
  }

  async keys(): Promise<JSONWebKeySet> {
    const { kty, n, e } = await this.#private();
    return { keys: [{ kty, n, e, kid, alg: algorithm, use: 'sig' }] };
  }

  /** Made at the first use: it takes a while, and nobody may ever sign in. */
  #private(): Promise<JWK> {
    this.#key ??= this.#load();
    return this.#key;
  }

  async #load(): Promise<JWK> {
    if (!existsSync(this.#file)) {
      const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
      writeJson(this.#file, { key: await exportJWK(privateKey) });
    }
    const kept = readJson(this.#file, Kept);
    if (kept === undefined) throw new Error(`${this.#file} vanished while it was read`);
    return kept.key;
  }
}
