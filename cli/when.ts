/** `2026-11-23 14:05:09` in UTC, as tables show moments. */
export function momentText(at: string | number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** How long ago, in the largest unit that is not nought: `4 min ago`. */
export function agoText(at: string, now: number): string {
  const seconds = Math.round((now - Date.parse(at)) / 1_000);
  if (seconds < 0) return 'in the future';
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 129_600) return `${Math.round(seconds / 3_600)} h ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}

/** Milliseconds as people read how long something took. */
export function tookText(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
