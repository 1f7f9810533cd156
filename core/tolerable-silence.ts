/**
 * How long a sentinel may say nothing: three heartbeats, and never so short that one lost request is a silence.
 * Sweep comes each minute: a sentinel that falls silent is told of within five.
 */
export function tolerableSilence(heartbeatMs: number): number {
  return Math.max(210_000, 3 * heartbeatMs);
}
