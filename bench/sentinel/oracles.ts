import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A conversation by protocol and both ends, in the order of their spelling. */
export function pairKey(proto: string, one: string, other: string): string {
  return `${proto} ${[one, other].toSorted().join(' ')}`;
}

/** What another program called each conversation. */
export type Named = ReadonlyMap<string, string>;

/** Debian's libndpi-bin. */
export async function ndpi(path: string): Promise<Named> {
  const file = join(tmpdir(), `sentinel-ndpi-${process.pid}.csv`);
  await run('ndpiReader', ['-q', '-C', file, '-i', path]);
  const named = new Map<string, string>();
  for (const line of readFileSync(file, 'utf8').split('\n').slice(1)) {
    const fields = line.split(',');
    const proto = fields[1] === '6' ? 'tcp' : fields[1] === '17' ? 'udp' : undefined;
    if (proto !== undefined)
      named.set(pairKey(proto, `${fields[5]} ${fields[6]}`, `${fields[7]} ${fields[8]}`), fields[10]!);
  }
  rmSync(file);
  return named;
}

const FIELDS = ['ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst', 'tcp.srcport', 'tcp.dstport', 'udp.srcport', 'udp.dstport', 'frame.protocols']; // prettier-ignore
const CARRIERS = new Set(['tcp', 'udp', 'data', 'tcp.segments', 'x509sat', 'icmp', 'ip', 'ipv6']);

/** Debian's tshark, with nothing set: the protocol that it saw most often above TCP or UDP. */
export async function tshark(path: string): Promise<Named> {
  const { stdout } = await run('tshark', ['-r', path, '-T', 'fields', '-E', 'separator=|', '-E', 'occurrence=f', ...FIELDS.flatMap((field) => ['-e', field])], { maxBuffer: 2 ** 28 }); // prettier-ignore
  const votes = new Map<string, Map<string, number>>();
  for (const line of stdout.split('\n')) {
    const [src4, dst4, src6, dst6, tcpFrom, tcpTo, udpFrom, udpTo, protocols = ''] = line.split('|');
    const proto = tcpFrom !== '' ? 'tcp' : udpFrom !== '' ? 'udp' : undefined;
    if (proto === undefined || tcpTo === undefined || protocols.includes('icmp')) continue;
    const key = pairKey(proto, `${src4 || src6} ${tcpFrom || udpFrom}`, `${dst4 || dst6} ${tcpTo || udpTo}`);
    const above = protocols.split(':').slice(protocols.split(':').indexOf(proto) + 1).filter((name) => !CARRIERS.has(name)); // prettier-ignore
    const name = above[0] ?? '';
    const counts = votes.get(key) ?? new Map<string, number>();
    votes.set(key, counts);
    if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Map(
    [...votes].map(([key, counts]) => [key, [...counts].toSorted((x, y) => y[1] - x[1])[0]?.[0] ?? 'data']),
  );
}

/** The line in which a program tells its version, or undefined where it is not installed. ndpiReader tells it with its help, and fails. */
export async function version(program: string, args: readonly string[]): Promise<string | undefined> {
  const told = await run(program, [...args]).catch((error: { code?: unknown; stdout?: string; stderr?: string }) => (error.code === 'ENOENT' ? undefined : error)); // prettier-ignore
  if (told === undefined) return undefined;
  return (
    `${told.stdout}\n${told.stderr}`
      .split('\n')
      .find((line) => /\d+\.\d+\.\d+/.test(line))
      ?.trim() ?? program
  );
}
