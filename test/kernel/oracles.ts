import { spawnSync } from 'node:child_process';
import type { Flow } from '../../core/telemetry.ts';

const SYN_ALONE = 'tcp.flags.syn==1 && tcp.flags.ack==0 && !icmp && !icmpv6 && !tcp.analysis.retransmission';
const ENDS = ['ip.src', 'ipv6.src', 'ip.dst', 'ipv6.dst', 'tcp.dstport'].flatMap((field) => ['-e', field]);

/** Connections as they were dialled, by `source destination port`: what tshark counts in a capture. */
export function dialledAsTsharkSaw(capture: string): ReadonlyMap<string, number> {
  const { stdout } = spawnSync('tshark', ['-r', capture, '-Y', SYN_ALONE, '-T', 'fields', ...ENDS], { encoding: 'utf8' }); // prettier-ignore
  const dialled = new Map<string, number>();
  for (const line of stdout.trim().split('\n')) {
    const [source4, source6, to4, to6, port] = line.split('\t');
    add(dialled, `${source4 || source6} ${to4 || to6} ${port}`, 1);
  }
  return dialled;
}

/** The same, of what the sentinel told; a service by the address that was dialled. */
export function dialledAsTold(flows: readonly Flow[]): ReadonlyMap<string, number> {
  const dialled = new Map<string, number>();
  for (const { src, dst, port, via, proto, connections } of flows) {
    if (proto !== 'tcp') continue;
    const [, address = dst, viaPort = String(port)] = /^\[?(.*?)\]?:(\d+)$/.exec(via ?? '') ?? [];
    add(dialled, `${src} ${address} ${viaPort}`, connections);
  }
  return dialled;
}

/** Flows that ndpiReader found in a capture, by protocol. */
export function flowsAsNdpiSaw(capture: string): ReadonlyMap<string, number> {
  const { stdout } = spawnSync('ndpiReader', ['-i', capture], { encoding: 'utf8' });
  const found = new Map<string, number>();
  for (const [, name = '', flows] of stdout.matchAll(/^\s+(\w+)(?:\.\w+)?\s+packets: \d+\s+bytes: \d+\s+flows: (\d+)/gm)) add(found, name, Number(flows)); // prettier-ignore
  return found;
}

/** What was done, beside what each says of it: a line each, printed. */
export function printTable(title: string, rows: readonly (readonly [what: string, done: number, told: number, tshark: number | string, ndpi: number | string])[]): void {
  const lines = rows.map((row) => `| ${row.join(' | ')} |`);
  console.log(`${title}\n| what | done | told | tshark | ndpiReader |\n|---|---|---|---|---|\n${lines.join('\n')}`);
} // prettier-ignore

const add = (map: Map<string, number>, key: string, more: number) => void map.set(key, (map.get(key) ?? 0) + more);
