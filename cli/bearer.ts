import * as z from 'zod';
import { Failure } from './failure.ts';

/** What a request is let in by. */
export interface Bearer {
  /** The `id_token`, renewed where that can be done without a person. */
  token(): Promise<string>;
  /** Where it comes from and what to do when it is not taken, for people. */
  readonly from: string;
  readonly remedy: string;
}

export interface OwnerCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Where they were found, for people. */
  readonly from: string;
}

const Tokens = z.object({ id_token: z.string(), expires_in: z.number().default(3600) });

/** Renewed so long before its end, because a request takes a while. */
const marginMs = 60_000;

/** Whoever reads the state folder of a local installation gets its tokens, without a browser. */
export function ownerBearer(url: string, { accessKeyId, secretAccessKey, from }: OwnerCredentials): Bearer {
  let kept: { readonly token: string; readonly until: number } | undefined;
  return {
    from: `the credentials ${from}`,
    remedy: 'Use the state folder that the installation was started with (--state).',
    async token() {
      if (kept !== undefined && kept.until > Date.now() + marginMs) return kept.token;
      const authorization = `Basic ${Buffer.from(`${accessKeyId}:${secretAccessKey}`).toString('base64')}`;
      const response = await fetch(`${url}/_local/oidc/oauth2/token`, {
        method: 'POST',
        headers: { authorization },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
        redirect: 'error',
        signal: AbortSignal.timeout(30_000),
      });
      if (response.status === 401) {
        throw new Failure(`${url} does not let you in: the credentials ${from} were not accepted.`, this.remedy);
      }
      const said = Tokens.safeParse(response.ok ? await response.json() : undefined);
      if (!said.success) throw new Failure(`${url} answered ${response.status} instead of a token.`, 'Is a Plumbline installation there?'); // prettier-ignore
      kept = { token: said.data.id_token, until: Date.now() + said.data.expires_in * 1_000 };
      return kept.token;
    },
  };
}
