/** A request as far as its head tells: the parts that are used, nothing else is kept. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly host: string | undefined;
  readonly upgrade: string | undefined;
  /** What follows the head: so many bytes, chunks, or nothing. */
  readonly body: number | 'chunked';
}

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
  const lines = head.split('\n', MOST_HEADERS + 1);
  const first = (lines[0] ?? '').trimEnd();
  const space = first.indexOf(' ');
  const last = first.lastIndexOf(' ');
  if (space <= 0 || last <= space || !first.startsWith('HTTP/1.', last + 1)) return undefined;
  const fields = { host: undefined as string | undefined, upgrade: undefined as string | undefined };
  let length = 0;
  let chunked = false;
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).toLowerCase();
    const value = () => line.slice(colon + 1).trim();
    if (name === 'host') fields.host ??= value();
    else if (name === 'upgrade') fields.upgrade ??= value().toLowerCase();
    else if (name === 'content-length') length = contentLength(value());
    else if (name === 'transfer-encoding') chunked ||= value().toLowerCase().endsWith('chunked');
  }
  return {
    method: first.slice(0, space),
    target: first.slice(space + 1, last),
    ...fields,
    body: chunked ? 'chunked' : length,
  };
}

function contentLength(value: string): number {
  return /^\d{1,15}$/.test(value) ? Number(value) : 0;
}
