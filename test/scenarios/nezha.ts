import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Scenario } from '../../core/scenario.ts';

/** Call edges between pods of two real systems, minute by minute (corpus/traces, IntelligentDDS/Nezha). */
const corpus = process.env.PLUMBLINE_CORPUS ?? path.join(process.cwd(), '../shared/corpus');
export const traceFile = path.join(corpus, 'traces/nezha-day1.jsonl');
export const hasTraces = existsSync(traceFile);

interface Window {
  readonly file: string;
  readonly window_start_ns: number;
  readonly edges: readonly { readonly src_pod: string; readonly dst_pod: string; readonly op: string; readonly n: number }[];
} // prettier-ignore

/** Milliseconds from the first window, and what was called in it. */
interface Minute {
  readonly at: number;
  readonly edges: Window['edges'];
}

export interface Application {
  readonly name: string;
  readonly day: string;
  /** In which words its pods speak to each other. */
  readonly app: 'http' | 'grpc';
}
export const applications: readonly Application[] = [
  { name: 'train-ticket', day: '2023-01-29', app: 'http' },
  { name: 'online-boutique', day: '2022-08-22', app: 'grpc' },
];

/** The day of an application, in order of time. */
export function dayOf({ day }: Application): Minute[] {
  const lines = readFileSync(traceFile, 'utf8').split('\n').filter((line) => line !== '');
  const windows = lines.map((line) => JSON.parse(line) as Window).filter(({ file }) => file.includes(day));
  const start = Math.min(...windows.map((window) => window.window_start_ns));
  return windows
    .map(({ window_start_ns: ns, edges }) => ({ at: Math.round((ns - start) / 1e6), edges }))
    .toSorted((a, b) => a.at - b.at);
} // prettier-ignore

/** `ts-auth-service-7f8d7d756d-k7b9j` belongs to `ts-auth-service`. */
const workloadOf = (pod: string) => pod.replace(/-[a-z0-9]{8,10}-[a-z0-9]{5}$/, '');

export interface Planted {
  readonly source: string;
  readonly destination: string;
}

/** How telemetry of a bad day travels: every batch twice, in another order, one in ten seven minutes late. */
const rough = [{ how: 'duplicated', times: 2 }, { how: 'reordered', within: '1m' }, { how: 'late', by: '7m', share: 0.1 }];

/**
 * Learned on its first half; at the midpoint every other pod gets another name and address, and the mode is forced to
 * enforcing. The traces have no addresses and no ports, so those are invented.
 */
export function replayOf({ name: namespace, app }: Application, minutes: readonly Minute[], planted: readonly Planted[] = []): Scenario {
  const end = (minutes.at(-1)?.at ?? 0) + 60_000;
  const midpoint = Math.round(end / 2);
  const pods = [...new Set(minutes.flatMap(({ edges }) => edges.flatMap(({ src_pod, dst_pod }) => [src_pod, dst_pod])))].toSorted();
  const byWorkload = Map.groupBy(pods, workloadOf);
  let turn = 0;
  const workloads = [...byWorkload].map(([name, own]) => ({
    name,
    namespace,
    pods: own.flatMap((pod) => {
      const renamed = turn++ % 2 === 0;
      return renamed ? [{ name: pod, until: `${midpoint}ms` }, { name: `${workloadOf(pod)}-5b9d8c7f6d-${String(turn).padStart(5, 'x')}`, from: `${midpoint}ms` }] : [{ name: pod }];
    }),
  }));
  const calls = new Map<string, { source: string; destination: string; op: string; at: string[]; connections: number }>();
  for (const { at, edges } of minutes) {
    for (const { src_pod, dst_pod, op, n } of edges) {
      const [source, destination] = [src_pod, dst_pod].map((pod) => `${namespace}/${workloadOf(pod)}`) as [string, string];
      const key = `${source} ${destination} ${op}`;
      const call = calls.get(key) ?? { source, destination, op, at: [], connections: n };
      call.at.push(`${at}ms`);
      calls.set(key, call);
    }
  }
  const said = (op: string) => (app === 'grpc' ? { app, method: op.slice(0, 128) } : { app, method: 'GET', path: op.slice(0, 512) });
  const conversations = [...calls.values()].map(({ source, destination, op, at, connections }) => ({
    source, destination, port: 8080, at, connections, ops: [said(op)],
  })); // prettier-ignore
  const plantedConversations = planted.map(({ source, destination }, nth) => ({
    source, destination, port: 9090, every: '7m', from: `${midpoint + 60_000 + nth * 30_000}ms`, times: 5,
  })); // prettier-ignore
  return Scenario.parse({
    scenario: 1,
    name: `${namespace}, a day of Nezha`,
    clusters: [{ name: namespace, nodes: 6 }],
    until: `${end}ms`,
    acts: [{ at: `${midpoint}ms`, mode: 'enforcing' }],
    workloads,
    conversations: [...conversations, ...plantedConversations],
    delivery: rough,
  });
} // prettier-ignore

/** Twenty new ways of talking: pairs of workloads that never talked, and five names outside that nobody asked for. */
export function plantedEdges({ name: namespace }: Application, minutes: readonly Minute[]): Planted[] {
  const pairs = new Set(minutes.flatMap(({ edges }) => edges.map(({ src_pod, dst_pod }) => `${workloadOf(src_pod)} ${workloadOf(dst_pod)}`)));
  const names = [...new Set([...pairs].flatMap((pair) => pair.split(' ')))].toSorted();
  const inside: Planted[] = [];
  for (let apart = 3; inside.length < 15 && apart < names.length; apart++) {
    for (const [at, source] of names.entries()) {
      const destination = names[(at + apart) % names.length] as string;
      if (!pairs.has(`${source} ${destination}`)) inside.push({ source: `${namespace}/${source}`, destination: `${namespace}/${destination}` });
    }
  }
  const outside = names.slice(0, 5).map((name, at) => ({ source: `${namespace}/${name}`, destination: `exfil-${at}.example.net` }));
  return [...inside.slice(0, 15), ...outside];
} // prettier-ignore
