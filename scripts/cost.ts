// Prints the tables of docs/cost.md: `node scripts/cost.ts`. test/docs/cost.test.ts holds the page against them.

/** US dollars, us-east-1; sources and dates in docs/cost.md. */
export const prices = {
  httpApiMillion: [1.0, 0.9] as const,
  httpApiTier: 300,
  lambdaMillion: 0.2,
  lambdaGbSecond: 0.0000133334,
  sqsMillion: 0.4,
  writeMillion: 0.625,
  readMillion: 0.125,
  tableGbMonth: 0.25,
  bucketGbMonth: 0.023,
  logGb: 0.5,
  alarmMonth: 0.1,
  metricMonth: 0.3,
} as const;

const hours = 730;
const secondsAMonth = 2_628_000;

export interface Load {
  readonly nodes: number;
  /** Distinct conversations that are active on a node at a time. */
  readonly edges: number;
  /** Conversations an hour and node that are new or say more. */
  readonly novelty: number;
  /** Seconds between heartbeats. */
  readonly heartbeat: number;
}

/** As sentinels behave by the setting `heartbeatSeconds`: @default 60, whatever the number of nodes. */
export function usual(nodes: number, heartbeat = 60): Load {
  return { nodes, edges: 200, novelty: 5, heartbeat };
}

export interface Units {
  /** Millions a month. */
  readonly posts: number;
  readonly writes: number;
  readonly reads: number;
  readonly queueRequests: number;
  readonly gbSeconds: number;
  readonly invocations: number;
}

/** Of the table, for one node and hour: what `npm run bench writes` counts. */
export function unitsOfHour({ edges, novelty, heartbeat }: Omit<Load, 'nodes'>): { readonly writes: number; readonly reads: number } {
  const heartbeats = 3_600 / heartbeat;
  // A new edge and its entry in the index; with each heartbeat the head of the hour's counters, a hundred conversations to the KiB.
  const writes = novelty * 2 + heartbeats * (edges / 100);
  // With each batch the counters of the hour, which are as large as the conversations are many.
  return { writes, reads: heartbeats * (edges / 46) };
} // prettier-ignore

/** What is billed for a load, a month. */
export function unitsOf({ nodes, edges, novelty, heartbeat }: Load): Units {
  const posts = (nodes * (secondsAMonth / heartbeat + novelty * hours)) / 1e6;
  const writes = (nodes * hours * unitsOfHour({ edges, novelty, heartbeat }).writes) / 1e6;
  // Each minute, sweep reads the head of each node's counters, and for a third of the hour the one before: half a unit each.
  const watched = (nodes * (secondsAMonth / 60) * (0.5 * (4 / 3))) / 1e6;
  // Batches with something new read them too.
  const reads = posts * (edges / 46) + watched;
  // In, out, deleted: 1.2 requests a post, for most are taken ten at a time.
  const queueRequests = posts * 1.2;
  const gbSeconds =
    posts * 1e6 * (0.25 * 0.012 + 0.2 * 0.25 * 0.005 + 0.1 * 1.0 * 0.06) + nodes * novelty * hours * 1.0 * 0.01;
  const invocations = posts * 1.3;
  return { posts, writes, reads, queueRequests, gbSeconds, invocations };
}

export interface Bill {
  readonly gateway: number;
  readonly functions: number;
  readonly queue: number;
  readonly table: number;
  readonly logs: number;
  readonly total: number;
}

export function billOf(load: Load): Bill {
  const { posts, writes, reads, queueRequests, gbSeconds, invocations } = unitsOf(load);
  const [first, above] = prices.httpApiMillion;
  const gateway = Math.min(posts, prices.httpApiTier) * first + Math.max(0, posts - prices.httpApiTier) * above;
  const functions = gbSeconds * prices.lambdaGbSecond + invocations * prices.lambdaMillion;
  const queue = queueRequests * prices.sqsMillion;
  const storedGb = (load.nodes * load.edges * 0.6 + load.nodes * 8 * 24 * 35) / 1e6;
  const table = writes * prices.writeMillion + reads * prices.readMillion + storedGb * prices.tableGbMonth;
  const logs = ((posts * 1e6 * 200) / 1e9) * prices.logGb;
  return { gateway, functions, queue, table, logs, total: gateway + functions + queue + table + logs };
}

/** What an installation costs that nobody talks to. @param queues that functions poll. */
export function idleOf({
  alarms,
  queues,
}: {
  readonly alarms: number;
  readonly queues: number;
}): Readonly<Record<string, number>> {
  // Five pollers a queue, each asks every twenty seconds.
  const polls = (queues * 5 * 3 * 60 * hours) / 1e6;
  // Every six hours, a minute of two gigabytes at most.
  const refresh = 4 * 30.4 * 60 * 2 * prices.lambdaGbSecond;
  // discover (1 GB) and sweep (3,008 MB) each minute, a fifth of a second where there is little to look at; survey is hourly.
  const schedules =
    60 * hours * 0.2 * (1 + 3_008 / 1_024) * prices.lambdaGbSecond + 2 * 60 * hours * prices.lambdaMillion * 1e-6;
  return {
    alarms: alarms * prices.alarmMonth,
    'polling of queues': polls * prices.sqsMillion,
    'refresh-intel': refresh,
    'other schedules': schedules,
    'storage and logs, 1 GB each': prices.tableGbMonth + prices.bucketGbMonth + prices.logGb,
  };
}

const dollars = (amount: number) => (amount < 10 ? amount.toFixed(2) : Math.round(amount).toLocaleString('en-US'));

export function costTable(): string {
  const loads = [10, 1_000, 50_000].flatMap((nodes) => (nodes > 200 ? [usual(nodes), usual(nodes, 120)] : [usual(nodes)]));
  const rows = loads.map((load) => {
    const { gateway, functions, queue, table, logs, total } = billOf(load);
    const { posts, writes } = unitsOf(load);
    return `| ${load.nodes.toLocaleString('en-US')} | ${load.heartbeat} s | ${posts.toFixed(1)} | ${writes.toFixed(1)} | ${[gateway, functions, queue, table, logs, total].map(dollars).join(' | ')} |`;
  });
  return ['| nodes | heartbeat | posts, M | writes, M | gateway | functions | queue | table | logs | together |', '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |', ...rows].join('\n');
} // prettier-ignore

if (process.argv[1] !== undefined && import.meta.url === new URL(`file://${process.argv[1]}`).href)
  console.log(costTable());
