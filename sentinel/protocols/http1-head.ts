export interface RequestLine {
  readonly method: string;
  readonly target: string;
}

export interface HeaderFields {
  readonly host: string | undefined;
  readonly upgrade: string | undefined;
  /** What follows the head: so many bytes, chunks, or nothing. */
  readonly body: number | 'chunked';
  /** All headers were read, and none of them says who asks. */
  readonly isBare: boolean;
}

/** A request as far as its head tells: the parts that are used, nothing else is kept. */
export type RequestHead = RequestLine & HeaderFields;

const MOST_HEADERS = 128;

/** @returns where the head ends (after its empty line), or -1 while it has not come; `from` is where to search on */
export function headEnd(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(10, from); at !== -1; at = bytes.indexOf(10, at + 1)) {
    if (bytes[at + 1] === 10) return at + 2;
    if (bytes[at + 1] === 13 && bytes[at + 2] === 10) return at + 3;
  }
  return -1;
}

/** @returns undefined where the first line is no HTTP/1 request */
export function parseRequestHead(head: string): RequestHead | undefined {
  const line = lineAt(head, 0);
  const request = requestLine(head.slice(0, line.end));
  return request === undefined ? undefined : { ...request, ...headerFields(head, line.next) };
}

/** @returns undefined where it is none of HTTP/1 */
export function requestLine(text: string): RequestLine | undefined {
  const line = text.trimEnd();
  const space = line.indexOf(' ');
  const last = line.lastIndexOf(' ');
  if (space <= 0 || last <= space || !line.startsWith('HTTP/1.', last + 1)) return undefined;
  return { method: line.slice(0, space), target: line.slice(space + 1, last) };
}

/** The lines behind the first, which begin at `from`. */
export function headerFields(head: string, from: number): HeaderFields {
  let host: string | undefined;
  let upgrade: string | undefined;
  let length = 0;
  let chunked = false;
  let isBare = true;
  let at = from;
  for (let count = 0; at < head.length && count < MOST_HEADERS; count += 1) {
    const { end, next } = lineAt(head, at);
    // Of the many headers few matter: their first letters are looked at before anything is cut out.
    const colon = MATTERS.includes(head[at]!) ? head.indexOf(':', at) : -1;
    if (colon > at && colon < end) {
      const name = head.slice(at, colon).toLowerCase();
      const value = () => head.slice(colon + 1, end).trim();
      if (name === 'host') host ??= value();
      else if (name === 'upgrade') upgrade ??= value().toLowerCase();
      else if (name === 'content-length') length = contentLength(value());
      else if (name === 'transfer-encoding') chunked ||= value().toLowerCase().endsWith('chunked');
      else if (saysWhoAsks(name)) isBare = false;
    }
    at = next;
  }
  return { host, upgrade, body: chunked ? 'chunked' : length, isBare: isBare && at >= head.length };
}

const MATTERS = 'HhUuCcTtAaXx';

/** `X-Api-Key`, `X-Vault-Token`, the client's certificate as a proxy hands it on: names alone, the values are nobody's business. */
const TELLING = ['key', 'token', 'auth', 'session', 'signature', 'cert'];

function saysWhoAsks(name: string): boolean {
  if (name === 'authorization' || name === 'cookie' || name === 'api-key' || name === 'apikey') return true;
  return name.startsWith('x-') && TELLING.some((word) => name.includes(word));
}

function lineAt(head: string, at: number): { readonly end: number; readonly next: number } {
  const found = head.indexOf('\n', at);
  const end = found === -1 ? head.length : found;
  return { end, next: end + 1 };
}

function contentLength(value: string): number {
  return /^\d{1,15}$/.test(value) ? Number(value) : 0;
}
