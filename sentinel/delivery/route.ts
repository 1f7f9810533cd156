const INGEST = '/v1/telemetry';

/** A route of the installation whose base address, or whole ingest address, is given. */
export function routeOf(base: URL, route: string): URL {
  const path = base.pathname.replace(/\/+$/, '');
  const address = new URL(base);
  address.pathname = `${path.endsWith(INGEST) ? path.slice(0, -INGEST.length) : path}${route}`;
  return address;
}
