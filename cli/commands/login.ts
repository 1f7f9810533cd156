import { Command } from 'commander';
import { ApiClient } from '../api-client.ts';
import { targetOf } from '../connect.ts';
import { Failure } from '../failure.ts';
import { Me } from '../../core/answers/cluster.ts';
import { answered } from '../shapes.ts';
import { signedIn } from '../sign-in.ts';
import { keep, keptFor } from '../sign-in-store.ts';
import { storedBearer } from '../stored-bearer.ts';
import { type CommandContext, withTarget } from './context.ts';

interface LoginOptions {
  readonly url?: string;
  readonly state?: string;
  readonly browser: boolean;
}

export function loginCommand({ io }: CommandContext): Command {
  const command = new Command('login')
    .description('sign in to an installation with a browser; the token is kept for this user alone')
    .option('--no-browser', 'only print the link')
    .action(async (options: LoginOptions) => {
      const { url } = targetOf(options, io.env);
      const kept = await signedIn(url, { io, opensBrowser: options.browser });
      keep(url, kept, io.env);
      const api = new ApiClient({ url, bearer: storedBearer(url, io.env) });
      const { actor, role } = answered(Me, await api.get('/v1/me'));
      io.out(`Signed in to ${url} as ${actor}, ${role ?? 'in no group yet: an admin can put you into one'}.`);
    });
  return withTarget(command);
}

export function logoutCommand({ io }: CommandContext): Command {
  const command = new Command('logout')
    .description('forget the token of an installation')
    .action((options: LoginOptions) => {
      const { url } = targetOf(options, io.env);
      if (keptFor(url, io.env) === undefined) throw new Failure(`You are not signed in to ${url}.`);
      keep(url, undefined, io.env);
      io.out(`The token for ${url} is forgotten.`);
    });
  return withTarget(command);
}
