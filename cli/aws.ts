import type { SNSClient } from '@aws-sdk/client-sns';
import { ssmSecrets } from '../adapters/ssm/secret.ts';
import { type Channels, Status } from '../core/answers/cluster.ts';
import type { ApiClient } from './api-client.ts';
import { type ConnectOptions, targetOf } from './connect.ts';
import { Failure } from './failure.ts';
import type { Io } from './io.ts';
import { answered } from './shapes.ts';
import { readAddress, readCredentials } from './state-folder.ts';

/**
 * Topic and parameters of an installation, asked with your own AWS credentials: the control plane itself may not change whom it
 * tells. With a local installation, what stands in for AWS there.
 */
export interface ChannelsDesk {
  readonly channels: Channels;
  readonly isLocal: boolean;
  readonly sns: SNSClient;
  /** A SecureString's value; undefined where there is none. */
  parameter(name: string): Promise<string | undefined>;
  putParameter(name: string, value: string): Promise<void>;
}

export async function channelsDesk(api: ApiClient, options: ConnectOptions, env: Io['env']): Promise<ChannelsDesk> {
  const { channels } = answered(Status, await api.get('/v1/status'));
  const { isLocal, state } = targetOf(options, env);
  const region = channels.topic.split(':')[3] ?? '';
  const { endpoint, credentials } = isLocal ? standIn(state) : {};
  const { SNSClient } = await import('@aws-sdk/client-sns');
  const sns = new SNSClient({ region, ...(endpoint && { endpoint }), ...(credentials && { credentials }) });
  const secrets = ssmSecrets(Date.now, { region, endpoint, credentials: async () => sns.config.credentials() });
  return {
    channels,
    isLocal,
    sns,
    parameter: async (name) => secrets.get(name).catch((error: unknown) => { throw refused(error, 'ssm:GetParameter', name); }),
    putParameter: async (name, value) => secrets.put(name, value).catch((error: unknown) => { throw refused(error, 'ssm:PutParameter', name); }),
  };
} // prettier-ignore

function standIn(state: string) {
  const endpoint = readAddress(state)?.aws;
  if (endpoint === undefined) throw new Failure(`What stands in for AWS does not run on the state folder ${state}.`, 'Start `plumbline local` again.'); // prettier-ignore
  return { endpoint, credentials: readCredentials(state) };
}

/** What AWS said no to, in a sentence. */
export function refused(error: unknown, action: string, resource: string): Failure {
  const { name } = error as Error;
  if (name === 'CredentialsProviderError') return new Failure('Your own AWS credentials are needed for this, and none were found.', 'Sign in to AWS (aws sso login), or set AWS_PROFILE.'); // prettier-ignore
  if (name === 'Unavailable')
    return new Failure('AWS could not be reached.', 'Is there a way to it from here? Try again.');
  return new Failure(`AWS refused (${name}).`, `Your own AWS credentials need ${action} on ${resource}.`);
}
