const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** RFC 3339 with milliseconds. A broken clock in a capture may claim any instant: it is brought into the years 1970 to 9999. */
export function timestamp(at: number): string {
  const bounded = Number.isFinite(at) ? Math.min(Math.max(0, Math.floor(at)), LATEST) : 0;
  return new Date(bounded).toISOString();
}
