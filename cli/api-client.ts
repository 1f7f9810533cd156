import { AwsClient } from 'aws4fetch';
import { Failure } from './failure.ts';
import { problemText } from './problem-text.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** Where they were found, for people. */
  readonly from: string;
}

export interface ApiTarget {
  /** Base URL, without a slash at the end. */
  readonly url: string;
  readonly credentials: Credentials;
  readonly region: string;
}

/** The API of one installation; every request is signed. */
export class ApiClient {
  readonly url: string;
  readonly #target: ApiTarget;
  readonly #aws: AwsClient;

  constructor(target: ApiTarget) {
    this.url = target.url;
    this.#target = target;
    const { accessKeyId, secretAccessKey, sessionToken } = target.credentials;
    this.#aws = new AwsClient({
      accessKeyId,
      secretAccessKey,
      ...(sessionToken && { sessionToken }),
      service: 'execute-api',
      region: target.region,
      retries: 2,
    });
  }

  get(path: string): Promise<unknown> {
    return this.#ask('GET', path);
  }

  post(path: string, body: unknown): Promise<unknown> {
    return this.#ask('POST', path, body);
  }

  put(path: string, body: unknown): Promise<unknown> {
    return this.#ask('PUT', path, body);
  }

  /** All pages of a list, under the key that holds its items. */
  async list(path: string, key: string): Promise<unknown[]> {
    const items: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = (await this.get(cursor === undefined ? path : `${path}?cursor=${encodeURIComponent(cursor)}`)) as Record<string, unknown>; // prettier-ignore
      items.push(...((page[key] as unknown[] | undefined) ?? []));
      cursor = page['next'] as string | undefined;
    } while (cursor !== undefined);
    return items;
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.#send(method, path, body);
    if (response.status >= 200 && response.status < 300) return response.json();
    const said = await problemText(response);
    if (response.status === 401 || response.status === 403) {
      throw new Failure(`${this.url} does not let you in (${response.status}): the credentials ${this.#target.credentials.from} were not accepted.`, 'For a local installation use the state folder that it was started with (--state). For AWS, check that these credentials may call execute-api:Invoke on it.'); // prettier-ignore
    }
    throw new ApiProblem(response.status, said);
  }

  async #send(method: string, path: string, body: unknown): Promise<Response> {
    try {
      return await this.#aws.fetch(`${this.url}${path}`, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(30_000),
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
    } catch (error) {
      throw unreachable(this.url, error);
    }
  }
}

/** The installation was reached and said no. */
export class ApiProblem extends Failure {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail.endsWith('.') ? detail : `${detail}.`);
    this.status = status;
  }
}

function unreachable(url: string, error: unknown): Failure {
  const cause = (error as { cause?: { code?: string } }).cause?.code;
  const what = cause === 'ECONNREFUSED' ? 'nobody listens there' : cause === 'ENOTFOUND' ? 'there is no such host' : error instanceof Error && error.name === 'TimeoutError' ? 'there was no answer within 30 seconds' : (cause ?? 'the connection failed'); // prettier-ignore
  return new Failure(`${url} cannot be reached: ${what}.`, 'Start one here with `plumbline local`, or say where it is with --url or PLUMBLINE_URL.'); // prettier-ignore
}
