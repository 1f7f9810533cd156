import { AwsV4Signer } from 'aws4fetch';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from './unavailable.ts';

// One signed request to AWS without the SDK, for what asks so little that a client would be most of a bundle.

export interface AwsRequest {
  readonly service: 's3' | 'ssm' | 'sns' | 'logs';
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Who asks where. Without one it is a function, to which Lambda gave all of this in its environment. */
export interface AwsCaller {
  readonly region: string;
  /** What stands in for AWS; AWS itself where there is none. */
  readonly endpoint: string | undefined;
  credentials(): Promise<{
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  }>;
}

/** What a response means; undefined: the service may answer otherwise when it is asked again. Throws Refused or Unavailable where that is of no use. */
export type Reading<Answer> = (response: Response) => Promise<Answer | undefined>;

const attemptTimeoutMs = 5_000;
const attempts = 3;

/** Asks up to three times. Throws Unavailable where nothing that `read` takes for an answer came; a write may have happened then. */
export async function askAws<Answer>(request: AwsRequest, read: Reading<Answer>, caller?: AwsCaller): Promise<Answer> {
  const { service, method } = request;
  let problem = '';
  let cause: unknown;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (attempt > 1) await sleep(50 * 4 ** (attempt - 2));
    const signed = await sign(request, caller);
    try {
      const response = await fetch(signed.url, {
        method,
        headers: signed.headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(attemptTimeoutMs),
        ...(request.body === undefined ? {} : { body: request.body as string }),
      });
      const answer = await read(response);
      if (answer !== undefined) return answer;
      problem = `${service} answered ${method} with ${response.status}`;
      await response.body?.cancel();
    } catch (error) {
      if (error instanceof Refused || error instanceof Unavailable) throw error;
      problem = `${service} did not answer ${method} within ${attemptTimeoutMs} ms`;
      cause = error;
    }
  }
  throw new Unavailable(problem, { cause });
}

/** AWS understood and said no: asking again changes nothing. `name` is the word that AWS has for it. */
export class Refused extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Where a service is asked: at `AWS_ENDPOINT_URL_<SERVICE>`, where that is set, as the SDK does it. */
export function endpointOf(service: AwsRequest['service']): string | undefined {
  const endpoint = process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`];
  return endpoint === undefined || endpoint === '' ? undefined : endpoint.replace(/\/$/, '');
}

export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set, and AWS cannot be asked without it`);
  return value;
}

export const domainOf = (region: string) => `amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

/** Credentials are read at each call: Lambda renews them. */
async function sign({ service, method, url, headers, body }: AwsRequest, caller: AwsCaller = lambdaCaller()) {
  const { accessKeyId, secretAccessKey, sessionToken } = await caller.credentials();
  const hash = createHash('sha256').update(body ?? '').digest('hex'); // prettier-ignore
  return new AwsV4Signer({
    method,
    url,
    service,
    region: caller.region,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    headers: { ...headers, 'x-amz-content-sha256': hash },
  }).sign();
}

function lambdaCaller(): AwsCaller {
  return {
    region: setting('AWS_REGION'),
    endpoint: undefined,
    credentials: async () => ({
      accessKeyId: setting('AWS_ACCESS_KEY_ID'),
      secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
      sessionToken: process.env['AWS_SESSION_TOKEN'],
    }),
  };
}
