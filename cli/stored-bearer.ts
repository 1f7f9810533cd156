import * as z from 'zod';
import type { Bearer } from './bearer.ts';
import { Failure } from './failure.ts';
import type { Io } from './io.ts';
import { keep, keptFor } from './sign-in-store.ts';

const Renewed = z.object({ id_token: z.string(), expires_in: z.number().default(3600), refresh_token: z.string().optional() }); // prettier-ignore

const marginMs = 60_000;

/** The token that `plumbline login` left for this installation. */
export function storedBearer(url: string, env: Io['env']): Bearer {
  const remedy = `Sign in again: plumbline login --url ${url}`;
  return {
    from: 'the token that `plumbline login` kept',
    remedy,
    async token() {
      const kept = keptFor(url, env);
      if (kept === undefined) throw new Failure(`You are not signed in to ${url}.`, `Sign in: plumbline login --url ${url}`); // prettier-ignore
      if (kept.until > Date.now() + marginMs) return kept.idToken;
      if (kept.refreshToken === undefined) throw new Failure(`Your sign-in to ${url} has ended.`, remedy);
      const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: kept.clientId, refresh_token: kept.refreshToken }); // prettier-ignore
      const response = await fetch(kept.tokenEndpoint, { method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(30_000) }); // prettier-ignore
      const said = Renewed.safeParse(response.ok ? await response.json() : undefined);
      if (!said.success) throw new Failure(`Your sign-in to ${url} has ended.`, remedy);
      const { id_token: idToken, expires_in, refresh_token: refreshToken = kept.refreshToken } = said.data;
      keep(url, { ...kept, idToken, refreshToken, until: Date.now() + expires_in * 1_000 }, env);
      return idToken;
    },
  };
}
