import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Feed } from '../../core/feeds/feed.ts';
import type { FeedSource, FeedVersion, FetchedFeed } from '../../core/ports/outside.ts';
import { askOutside, OutsideFailure } from './request.ts';

const inflate = promisify(gunzip);
const timeoutMs = 30_000;
const redirects = 3;

export interface FeedSourceOptions {
  /** Feeds may come from `file:` and from this machine: for development, never in an account. */
  readonly development: boolean;
  /** As `plumbline/0.1.0`: publishers ask who fetches. */
  readonly agent: string;
}

/** Feeds as their publishers serve them, over TLS, by conditional GET. Nothing that is listed in one is ever looked up. */
export function feedSource({ development, agent }: FeedSourceOptions): FeedSource {
  return {
    async fetch(feed, known) {
      try {
        const url = new URL(feed.url);
        if (url.protocol === 'file:') return development ? await fromFile(url, feed, known) : failed('not-allowed');
        return await fromWeb(url, feed, known, redirects);
      } catch (error) {
        return failed(reasonOf(error));
      }
    },
  };

  async function fromWeb(url: URL, feed: Feed, known: FeedVersion, left: number): Promise<FetchedFeed> {
    const headers = {
      'user-agent': agent,
      accept: '*/*',
      'accept-encoding': 'gzip',
      ...(known.etag === undefined ? {} : { 'if-none-match': known.etag }),
      ...(known.lastModified === undefined ? {} : { 'if-modified-since': known.lastModified }),
    };
    const answer = await askOutside(url, { method: 'GET', headers, timeoutMs, maxBytes: feed.maxBytes, loopback: development }); // prettier-ignore
    const { status, header, body } = answer;
    if (status === 304) return { kind: 'unchanged' };
    if ([301, 302, 303, 307, 308].includes(status)) {
      const target = header('location');
      const next = target !== undefined && URL.canParse(target, url.href) ? new URL(target, url.href) : undefined;
      // Elsewhere is another publisher, whom nobody configured.
      if (next?.origin !== url.origin) return failed('redirected-elsewhere');
      return left > 0 ? fromWeb(next, feed, known, left - 1) : failed('too-many-redirects');
    }
    if (status !== 200) return failed(`status-${status}`);
    const bytes = header('content-encoding')?.toLowerCase() === 'gzip' || isGzip(body) ? await inflate(body, { maxOutputLength: feed.maxBytes }) : body; // prettier-ignore
    return { kind: 'fetched', bytes, ...version(header('etag'), header('last-modified')) };
  }

  async function fromFile(url: URL, feed: Feed, known: FeedVersion): Promise<FetchedFeed> {
    const file = fileURLToPath(url);
    const { mtime, size } = await stat(file);
    if (size > feed.maxBytes) return failed('too-large');
    const lastModified = mtime.toUTCString();
    const etag = `"${size}-${mtime.getTime()}"`;
    if (known.etag === etag) return { kind: 'unchanged' };
    return { kind: 'fetched', bytes: await readFile(file), etag, lastModified };
  }
}

const failed = (reason: string): FetchedFeed => ({ kind: 'failed', reason });
const isGzip = (body: Uint8Array) => body[0] === 0x1f && body[1] === 0x8b;

/** What is no header of a sane server is not sent back to it. */
function version(etag: string | undefined, lastModified: string | undefined): FeedVersion {
  const sane = (text: string | undefined) => (text !== undefined && text.length <= 200 && /^[ -~]+$/.test(text) ? text : undefined); // prettier-ignore
  return { etag: sane(etag), lastModified: sane(lastModified) };
}

function reasonOf(error: unknown): string {
  if (error instanceof OutsideFailure) return error.reason;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') return 'too-large';
  if (code.startsWith('Z_')) return 'packed-badly';
  return code === 'ENOENT' ? 'status-404' : 'failed';
}
