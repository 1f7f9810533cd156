import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { inventoryMediaType } from '../../core/inventory/pushed-limits.ts';
import { telemetryMediaType } from '../../core/telemetry-limits.ts';
import { Refusal } from '../refusal.ts';
import { routeOf } from './route.ts';
import { tokenIn } from './token-file.ts';

export interface DoorOptions {
  readonly url: URL;
  readonly tokenFile?: string;
  /** Certificates of a private authority, PEM; beside the usual ones. */
  readonly caFile?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
  readonly etag: string | undefined;
  /** The door's clock, milliseconds since 1970. */
  readonly date: number | undefined;
}

export const ANSWER_MS = 30_000;
/** Answers are a few words; whatever is longer is not read. */
const MOST_BYTES = 65_536;

/**
 * The installation as the sentinel knocks at it: one connection that stays open, through the proxy that HTTPS_PROXY
 * names, with the token as it stands in its file at that moment. Redirects are not followed: the token would go along.
 */
export class Door {
  readonly #options: DoorOptions;
  readonly #agent: http.Agent;

  /** @throws Refusal where the file of certificates cannot be read */
  constructor(options: DoorOptions) {
    this.#options = options;
    // Older type definitions do not know that agents read the proxy's address.
    const shared = { keepAlive: true, maxSockets: 1, proxyEnv: process.env } as http.AgentOptions;
    this.#agent = options.url.protocol === 'https:' ? new https.Agent({ ...shared, ...authorities(options.caFile) }) : new http.Agent(shared); // prettier-ignore
  }

  post(body: Buffer): Promise<Answer> {
    return this.#ask('POST', '/v1/telemetry', { 'content-type': telemetryMediaType, 'content-length': String(body.length) }, body); // prettier-ignore
  }

  inventory(body: Buffer): Promise<Answer> {
    return this.#ask('POST', '/v1/inventory', { 'content-type': inventoryMediaType, 'content-length': String(body.length) }, body); // prettier-ignore
  }

  policy(etag: string | undefined): Promise<Answer> {
    return this.#ask('GET', '/v1/policy', etag === undefined ? {} : { 'if-none-match': etag });
  }

  close(): void {
    this.#agent.destroy();
  }

  async #ask(method: string, route: string, headers: Record<string, string>, body?: Buffer): Promise<Answer> {
    const { url, tokenFile } = this.#options;
    if (tokenFile !== undefined) headers['authorization'] = `Bearer ${await tokenIn(tokenFile)}`;
    const request = (url.protocol === 'https:' ? https : http).request(routeOf(url, route), { method, headers, agent: this.#agent, signal: AbortSignal.timeout(ANSWER_MS) }); // prettier-ignore
    return new Promise((resolve, reject) => {
      request.on('error', reject);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= MOST_BYTES) chunks.push(chunk);
          else response.destroy(new Error('the answer is too long'));
        });
        response.on('end', () => {
          const date = Date.parse(response.headers.date ?? '');
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString('utf8'),
            retryAfter: response.headers['retry-after'],
            etag: response.headers.etag,
            date: Number.isNaN(date) ? undefined : date,
          });
        });
      });
      request.end(body);
    });
  }
}

function authorities(caFile: string | undefined): https.AgentOptions {
  if (caFile === undefined) return {};
  try {
    return { ca: [...tls.rootCertificates, readFileSync(caFile, 'utf8')] };
  } catch (error) {
    throw new Refusal(`--ca-file ${caFile}: cannot be read (${(error as NodeJS.ErrnoException).code}); give a file of certificates in PEM`, 1, { cause: error }); // prettier-ignore
  }
}

/** What went wrong, in a word that holds nothing of what was sent. */
export function failureWord(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  const { code, name } = error as NodeJS.ErrnoException;
  return name === 'TimeoutError' || name === 'AbortError' ? `no answer within ${ANSWER_MS / 1000} s` : `no answer (${code ?? name})`;
} // prettier-ignore
