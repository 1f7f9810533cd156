import type { SNSClient } from '@aws-sdk/client-sns';
import { AwsClient } from 'aws4fetch';
import * as z from 'zod';
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
  readonly region: string;
  readonly sns: SNSClient;
  /** A SecureString's value; undefined where there is none. */
  parameter(name: string): Promise<string | undefined>;
  putParameter(name: string, value: string): Promise<void>;
}

export async function channelsDesk(api: ApiClient, options: ConnectOptions, env: Io['env']): Promise<ChannelsDesk> {
  const { channels } = answered(Status, await api.get('/v1/status'));
  const { isLocal, state } = targetOf(options, env);
  const region = channels.topic.split(':')[3] ?? '';
  const local = isLocal ? { endpoint: readAddress(state)?.aws, credentials: readCredentials(state) } : undefined;
  if (local !== undefined && local.endpoint === undefined) throw new Failure(`What stands in for AWS does not run on the state folder ${state}.`, 'Start `plumbline local` again.'); // prettier-ignore
  const { SNSClient } = await import('@aws-sdk/client-sns');
  const { endpoint, credentials } = local ?? {};
  const sns = new SNSClient({ region, ...(endpoint && { endpoint }), ...(credentials && { credentials }) });
  const ask = async (operation: string, input: object) => {
    const signer = new AwsClient({ ...(await credentialsOf(sns)), service: 'ssm', region, retries: 2 });
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AmazonSSM.${operation}` };
    const url = endpoint ?? `https://ssm.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`;
    const response = await signer.fetch(url, { method: 'POST', headers, body: JSON.stringify(input), signal: AbortSignal.timeout(15_000) }); // prettier-ignore
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    throw Object.assign(new Error(`SSM refused ${operation}`), { name: faultIn(answer) });
  };
  return {
    channels,
    isLocal,
    region,
    sns,
    async parameter(name) {
      try {
        return Parameter.parse(await ask('GetParameter', { Name: name, WithDecryption: true })).Parameter.Value;
      } catch (error) {
        if ((error as Error).name === 'ParameterNotFound') return undefined;
        throw refused(error, 'ssm:GetParameter', name);
      }
    },
    async putParameter(name, value) {
      await ask('PutParameter', { Name: name, Value: value, Type: 'SecureString', Overwrite: true }).catch((error: unknown) => {
        throw refused(error, 'ssm:PutParameter', name);
      });
    },
  };
} // prettier-ignore

const Parameter = z.object({ Parameter: z.object({ Value: z.string() }) });

function faultIn(answer: unknown): string {
  const fault = z.looseObject({ __type: z.string() }).safeParse(answer);
  return fault.success ? fault.data.__type.slice(fault.data.__type.indexOf('#') + 1) : 'an answer that is none of AWS';
}

async function credentialsOf(sns: SNSClient) {
  const { accessKeyId, secretAccessKey, sessionToken } = await sns.config.credentials().catch(() => {
    throw new Failure('Your own AWS credentials are needed for this, and none were found.', 'Sign in to AWS (aws sso login), or set AWS_PROFILE.'); // prettier-ignore
  });
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

/** What AWS said no to, in a sentence. */
export function refused(error: unknown, action: string, resource: string): Failure {
  if (error instanceof Failure) return error;
  const { name } = error as Error;
  if (name === 'CredentialsProviderError') return new Failure('Your own AWS credentials are needed for this, and none were found.', 'Sign in to AWS (aws sso login), or set AWS_PROFILE.'); // prettier-ignore
  return new Failure(`AWS refused (${name}).`, `Your own AWS credentials need ${action} on ${resource}.`);
}
