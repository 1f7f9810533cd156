/**
 * How far a batch may be under way before its delay is taken for a wrong clock. Nodes keep time within milliseconds; a
 * retry after a lost answer comes within 30 s, with the same `sentAt`. Below this, the same batch always means the same times.
 */
const underWayMs = 60_000;

/** From here on the node's clock is reported as wrong. */
export const flaggedSkewMs = 300_000;

/**
 * What is added to a node's times to get event time, in milliseconds. Nothing while sending and arrival differ as a
 * network and a retry explain; else the difference, because then the clock of the node is wrong.
 */
export function clockOffset(sentAt: string, receivedAt: string): number {
  const difference = Date.parse(receivedAt) - Date.parse(sentAt);
  return Math.abs(difference) <= underWayMs ? 0 : difference;
}
