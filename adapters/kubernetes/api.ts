import https from 'node:https';
import type { IncomingMessage } from 'node:http';
import { canonicalAddress } from '../../core/address.ts';
import { mayLeadTo } from '../../core/safe-url.ts';
import { guardedLookup } from '../outside/guarded-lookup.ts';

/** Why there is no answer to use. Each is something else to mend, and none of them means "nobody". */
export type Fault =
  /** The API said so: 401, 403, 404, 410, 429, or another status as it came. */
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'timeout' }
  /** Its certificate is none of the enrolled authority, or TLS failed otherwise. */
  | { readonly kind: 'tls'; readonly code: string }
  | { readonly kind: 'connection'; readonly code: string }
  /** There is no token to ask with; the log says why. */
  | { readonly kind: 'no-token'; readonly cause: unknown }
  /** The connection broke in the middle of an answer. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'too-large' }
  /** HTML of a proxy, text, half a JSON document, or JSON of another shape. */
  | { readonly kind: 'not-understood' };

export type Answer<Body> = { readonly ok: true; readonly body: Body } | { readonly ok: false; readonly fault: Fault };

export interface Api {
  /** One GET. `path` is encoded, begins with '/'; the answer is parsed JSON. Never throws for what the other side does. */
  get(path: string, query: Readonly<Record<string, string>>, until: AbortSignal): Promise<Answer<unknown>>;
  close(): void;
}

export interface ApiOptions {
  readonly endpoint: string;
  /** PEM bundle. */
  readonly authority: string;
  /** `fresh`: the last one was refused. */
  readonly token: (fresh: boolean) => Promise<string>;
}

/** The largest answer that is read: a page of 500 pods has some 5 MiB at worst. */
const largestBytes = 16 * 1024 * 1024;

/** Keys of service accounts are a kind of their own: who asks for JSON alone gets 406 there. */
const accept = 'application/json, application/jwk-set+json';

const fault = (one: Fault) => ({ ok: false, fault: one }) as const;

/** A Kubernetes API over HTTPS: private authority, bearer token, connections kept open, nothing else. */
export function kubernetesApi({ endpoint, authority, token }: ApiOptions): Api {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 8, ca: authority });
  const base = endpoint.replace(/\/$/, '');
  // By a name nobody gets at this machine or a metadata service; who enrolled this machine itself wrote `localhost`.
  const lookup = guardedLookup((address) => new URL(base).hostname === 'localhost' || mayBeReached(address));

  async function once(path: string, query: Readonly<Record<string, string>>, bearer: string, until: AbortSignal) {
    const url = new URL(base + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const headers = { authorization: `Bearer ${bearer}`, accept, 'accept-encoding': 'identity' };
    return new Promise<Answer<unknown>>((resolve) => {
      const failed = (error: NodeJS.ErrnoException) => resolve(fault(faultOf(error, until)));
      try {
        https.get(url, { agent, headers, signal: until, lookup }, (response) => void answerIn(response, until).then(resolve)).on('error', failed); // prettier-ignore
      } catch (error) {
        // A bundle that is no certificate, or a token that no header can hold.
        failed(error as NodeJS.ErrnoException);
      }
    });
  }

  async function attempt(path: string, query: Readonly<Record<string, string>>, fresh: boolean, until: AbortSignal) {
    if (until.aborted) return fault({ kind: 'timeout' });
    try {
      return await once(path, query, await token(fresh), until);
    } catch (cause) {
      return fault({ kind: 'no-token', cause });
    }
  }

  return {
    async get(path, query, until) {
      const first = await attempt(path, query, false, until);
      if (first.ok || !deservesAnother(first.fault)) return first;
      return attempt(path, query, first.fault.kind === 'status' && first.fault.status === 401, until);
    },
    close: () => agent.destroy(),
  };
}

function mayBeReached(address: string): boolean {
  const canonical = canonicalAddress(address);
  return canonical !== undefined && mayLeadTo(canonical, 'reachable');
}

/** A token may have run out, a kept connection may have been closed, a server may be restarting: asked once more, at once. */
function deservesAnother(found: Fault): boolean {
  if (found.kind === 'status') return found.status === 401 || found.status >= 500;
  return found.kind === 'connection' || found.kind === 'cut';
}

async function answerIn(response: IncomingMessage, until: AbortSignal): Promise<Answer<unknown>> {
  const status = response.statusCode ?? 0;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > largestBytes) {
        response.destroy();
        return fault({ kind: 'too-large' });
      }
      chunks.push(chunk);
    }
  } catch {
    return fault(until.aborted ? { kind: 'timeout' } : { kind: 'cut' });
  }
  if (status !== 200) return fault({ kind: 'status', status });
  try {
    return { ok: true, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return fault({ kind: 'not-understood' });
  }
}

const tlsCodes =
  /^(?:ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO|ERR_CRYPTO)/;

function faultOf(error: NodeJS.ErrnoException, until: AbortSignal): Fault {
  if (until.aborted) return { kind: 'timeout' };
  const code = /^[A-Z0-9_]{1,60}$/.test(error.code ?? '') ? (error.code as string) : 'unknown';
  return { kind: tlsCodes.test(code) ? 'tls' : 'connection', code };
} // prettier-ignore
