import { problem, problemMediaType } from '../../core/problem.ts';
import type { Log, Meter } from '../../core/ports/runtime.ts';
import type { PublicConfig, SignIn } from '../../core/sign-in.ts';

export interface PublicConfigDeps {
  readonly installation: string;
  readonly version: string;
  signIn(): Promise<SignIn>;
  readonly log: Log;
  readonly meter: Meter;
}

export const publicConfigPath = '/config.json';

/** What anybody may know: how to sign in. */
export async function publicConfig({ installation, version, signIn, log, meter }: PublicConfigDeps): Promise<Response> {
  try {
    const config: PublicConfig = { installation, version, signIn: await signIn() };
    return Response.json(config, { headers: { 'cache-control': 'public, max-age=60' } });
  } catch (error) {
    log.error('nobody can sign in', { error: error as Error });
    meter.count('api.failed', 1, 'issuer');
    const said = problem(503, 'Unavailable', 'The issuer does not say where to sign in. It is safe to ask again.');
    return new Response(JSON.stringify(said), { status: 503, headers: { 'content-type': problemMediaType } });
  }
}
