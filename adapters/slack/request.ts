import { Unavailable } from '../unavailable.ts';

const timeoutMs = 10_000;
// Where Slack says to wait and not how long, and the longest wait that is believed.
const usualWaitMs = 30_000;
const longestWaitMs = 3_600_000;

export async function send(url: URL, body: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    // Not as cause: an error of fetch may hold the address.
    throw new Unavailable(`slack could not be reached: ${codeOf(error)}`);
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const cause: unknown = error.cause;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'no connection';
}

/** Seconds as Slack gives them, in milliseconds. */
export function waitIn(header: string | null): number {
  const seconds = Number(header ?? '');
  return seconds > 0 && Number.isFinite(seconds) ? Math.min(seconds * 1_000, longestWaitMs) : usualWaitMs;
}
