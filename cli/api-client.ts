import { AwsClient } from 'aws4fetch';
import { type Bearer, ownerBearer, type OwnerCredentials } from './bearer.ts';
import { Failure } from './failure.ts';
import { problemText } from './problem-text.ts';

export type ApiTarget = {
  /** Base URL, without a slash at the end. */
  readonly url: string;
} & (
  | { readonly bearer: Bearer }
  /** Of a local installation's owner: they also sign what is below `/_local/`. */
  | { readonly credentials: OwnerCredentials; readonly region: string }
);

/** The API of one installation; every request carries a token. */
export class ApiClient {
  readonly url: string;
  readonly #bearer: Bearer;
  readonly #owner: AwsClient | undefined;

  constructor(target: ApiTarget) {
    this.url = target.url;
    if ('bearer' in target) {
      this.#bearer = target.bearer;
      return;
    }
    const { accessKeyId, secretAccessKey } = target.credentials;
    this.#bearer = ownerBearer(target.url, target.credentials);
    this.#owner = new AwsClient({ accessKeyId, secretAccessKey, service: 'execute-api', region: target.region, retries: 2 }); // prettier-ignore
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

  delete(path: string): Promise<unknown> {
    return this.#ask('DELETE', path);
  }

  /** All pages of a list, under the key that holds its items. `query`: what else is asked of each page. */
  async list(path: string, key: string, query = new URLSearchParams()): Promise<unknown[]> {
    const items: unknown[] = [];
    let cursor: string | undefined;
    do {
      const asked = new URLSearchParams(query);
      if (cursor !== undefined) asked.set('cursor', cursor);
      const page = (await this.get(asked.size === 0 ? path : `${path}?${asked.toString()}`)) as Record<string, unknown>;
      items.push(...((page[key] as unknown[] | undefined) ?? []));
      cursor = page['next'] as string | undefined;
    } while (cursor !== undefined);
    return items;
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.#send(method, path, body);
    if (response.status >= 200 && response.status < 300) return response.json();
    const isOfGateway = !(response.headers.get('content-type') ?? '').includes('problem+json');
    const said = await problemText(response);
    if (response.status === 401 || (response.status === 403 && isOfGateway)) {
      throw new Failure(`${this.url} does not let you in (${response.status}): ${this.#bearer.from} were not accepted.`, this.#bearer.remedy); // prettier-ignore
    }
    throw new ApiProblem(response.status, said);
  }

  async #send(method: string, path: string, body: unknown): Promise<Response> {
    const init: RequestInit & { headers: Record<string, string> } = {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    try {
      if (path.startsWith('/_local/') && this.#owner !== undefined) return await this.#owner.fetch(`${this.url}${path}`, init); // prettier-ignore
      init.headers['authorization'] = `Bearer ${await this.#bearer.token()}`;
      return await again(() => fetch(`${this.url}${path}`, init));
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw unreachable(this.url, error);
    }
  }
}

const tries = 3;

/** Asks again where the gateway or a function stumbled: what the API does is safe to ask twice, and says so. */
async function again(ask: () => Promise<Response>): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await ask();
    if (attempt >= tries || (response.status < 500 && response.status !== 429)) return response;
    await response.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt * (0.5 + Math.random() / 2)));
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
