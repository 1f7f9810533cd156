/** The link that signs in and opens a page of the dashboard. */
export function enteringAt(signInUrl: string, path: string): string {
  const url = new URL(signInUrl);
  url.searchParams.set('to', path);
  return url.href;
}

/** A page of ours, whatever stands in a link: never another host. */
export function pathOf(to: string | null): string {
  const url = to !== null && URL.canParse(to, 'http://localhost') ? new URL(to, 'http://localhost') : undefined;
  return url === undefined || url.host !== 'localhost' || url.pathname.startsWith('//')
    ? '/'
    : url.pathname + url.search;
}
