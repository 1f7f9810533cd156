/** What a conversation's counters said at the end of an hour: cumulative since the sentinel's boot. */
export interface Reading {
  /** Tells apart whose counter it is: node, boot and conversation. */
  readonly counter: string;
  /** `2026-11-23T14`. */
  readonly hour: string;
  readonly connections: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
}

/** So many whole hours in a row, with so many connections in them together: fewer are a coincidence. A slow beat needs more hours. */
const wholeHours = 3;
const leastConnections = 18;

/**
 * Shares of the mean within which hours may differ, and one connection in any case: a beat that does not divide the hour falls
 * into it now once more, now once less. A miner's share of work is as regular as its connections.
 */
const tolerance = { connections: 0.1, bytesPerConnection: 0.25 } as const;

/**
 * Whether an edge is talked on at a steady beat: the same number of connections of the same size hour after hour. Only a sign
 * beside others, for health checks and metrics beat as steadily. The first and the last hour are not whole and say nothing.
 */
export function isSteadyBeat(readings: readonly Reading[]): boolean {
  const hours = new Map<string, { connections: number; bytesOut: number }>();
  const counters = new Map<string, Reading[]>();
  for (const reading of readings) {
    const there = counters.get(reading.counter);
    if (there === undefined) counters.set(reading.counter, [reading]);
    else there.push(reading);
  }
  for (const ofOne of counters.values()) {
    let [connections, bytesOut] = [0, 0];
    for (const reading of ofOne.toSorted((one, other) => (one.hour < other.hour ? -1 : 1))) {
      const there = hours.get(reading.hour) ?? { connections: 0, bytesOut: 0 };
      hours.set(reading.hour, {
        connections: there.connections + Math.max(0, reading.connections - connections),
        bytesOut: there.bytesOut + Math.max(0, reading.bytesOut - bytesOut),
      });
      [connections, bytesOut] = [Math.max(connections, reading.connections), Math.max(bytesOut, reading.bytesOut)];
    }
  }
  const whole = [...hours].toSorted(([one], [other]) => (one < other ? -1 : 1)).slice(1, -1);
  return whole.some((_, from) => {
    const stretch = whole.slice(from, from + hoursEnough(whole.slice(from).map(([, { connections }]) => connections)));
    return stretch.length >= wholeHours && areConsecutive(stretch.map(([hour]) => hour)) && areAlike(stretch.map(([, counts]) => counts)); // prettier-ignore
  });
}

/** After how many hours there were connections enough; 0 where there never were. */
function hoursEnough(connections: readonly number[]): number {
  let sum = 0;
  const at = connections.findIndex((count, hour) => (sum += count) >= leastConnections && hour + 1 >= wholeHours);
  return at + 1;
}

function areConsecutive(hours: readonly string[]): boolean {
  const times = hours.map((hour) => Date.parse(`${hour}:00:00Z`));
  return times.every((time, at) => at === 0 || time - (times[at - 1] ?? 0) === 3_600_000);
}

function areAlike(hours: readonly { readonly connections: number; readonly bytesOut: number }[]): boolean {
  const connections = hours.map((one) => one.connections);
  if (Math.min(...connections) === 0) return false;
  const sizes = hours.map((one) => one.bytesOut / one.connections);
  const even = spread(connections) <= tolerance.connections || Math.max(...connections) - Math.min(...connections) <= 1;
  return even && spread(sizes) <= tolerance.bytesPerConnection;
}

function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean === 0 ? 0 : (Math.max(...values) - Math.min(...values)) / mean;
}
