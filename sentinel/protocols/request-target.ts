/** The parts of a request target (RFC 9112, 3.2) that may be told: never user information, query or fragment. */
export interface RequestTarget {
  /** `host[:port]` of the absolute form that proxies get. */
  readonly authority: string | undefined;
  /** Path and query as sent; templates drop the query. */
  readonly path: string;
}

/** Whether the target itself says who asks: a login before the host, or a key or token in the query. */
export function targetSaysWho(target: string): boolean {
  if (target.includes('?') && /[?&](?:access_token|api_?key|key|token|sig|signature|x-amz-signature)=/i.test(target)) return true; // prettier-ignore
  return target.startsWith('http') && target.slice(0, target.indexOf('/', 8)).includes('@');
}

export function requestTarget(target: string): RequestTarget {
  const scheme = target.startsWith('http://') ? 7 : target.startsWith('https://') ? 8 : 0;
  if (scheme === 0) return { authority: undefined, path: target };
  const slash = target.indexOf('/', scheme);
  const authority = slash === -1 ? target.slice(scheme) : target.slice(scheme, slash);
  return { authority: authority.slice(authority.lastIndexOf('@') + 1), path: slash === -1 ? '/' : target.slice(slash) };
}
