import { readFileSync, accessSync, constants, existsSync } from 'node:fs';
import type { LiveOptions } from '../options.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { Refusal } from '../refusal.ts';
import { ConntrackSource } from '../sources/conntrack/source.ts';
import { WireSource } from '../sources/wire/source.ts';

interface Finding {
  /** `no` makes the exit code 1; `note` does not. */
  readonly verdict: 'yes' | 'no' | 'note';
  readonly words: string;
}

/** Says in words what this node allows. @returns 0 where what was asked for (the wire, if nothing was) can be watched */
export function check(options: LiveOptions, out: LineWriter): number {
  const findings = [
    ...system(),
    source('packets (--wire)', options.wire || !options.conntrack, () => new WireSource({ host: options.host }).check()), // prettier-ignore
    source('connection tracking (--conntrack)', options.conntrack, () => new ConntrackSource({ tcp: true, now: Date.now }).check()), // prettier-ignore
    ...accounting(),
    ...files(options),
  ];
  for (const { verdict, words } of findings) out.line(`${verdict.padEnd(4)}  ${words}`);
  return findings.some(({ verdict }) => verdict === 'no') ? 1 : 0;
}

function system(): Finding[] {
  const capabilities = /^CapEff:\s*([0-9a-f]+)$/m.exec(readable('/proc/self/status') ?? '')?.[1];
  const held = BigInt(`0x${capabilities ?? '0'}`);
  const has = (bit: bigint) => ((held >> bit) & 1n) === 1n;
  const kernel = readable('/proc/sys/kernel/osrelease')?.trim();
  return [
    { verdict: 'note', words: `Linux ${kernel ?? 'of unknown version'}, Node ${process.versions.node}, ${process.arch}, uid ${process.getuid?.() ?? '?'}` }, // prettier-ignore
    { verdict: 'note', words: `capabilities: NET_RAW ${has(13n) ? 'yes' : 'no'}, NET_ADMIN ${has(12n) ? 'yes' : 'no'}` }, // prettier-ignore
    { verdict: 'note', words: `interfaces seen from here: ${interfaces()}; a sentinel sees pods only in the network namespace of the node (hostNetwork)` }, // prettier-ignore
  ];
}

function source(what: string, needed: boolean, open: () => void): Finding {
  try {
    open();
    return { verdict: 'yes', words: `${what}: the kernel allows it` };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { verdict: needed ? 'no' : 'note', words: `${what}: ${error.message}` };
  }
}

function accounting(): Finding[] {
  const counted = readable('/proc/sys/net/netfilter/nf_conntrack_acct')?.trim();
  return counted === undefined
    ? [{ verdict: 'note', words: 'connection tracking is not loaded here' }]
    : [{ verdict: 'note', words: `connection tracking ${counted === '1' ? 'counts bytes' : 'does not count bytes (net.netfilter.nf_conntrack_acct=0); the wire source does'}` }]; // prettier-ignore
}

function files({ tokenFile, caFile, spool }: LiveOptions): Finding[] {
  const found: Finding[] = [];
  for (const [option, path] of [['--token-file', tokenFile], ['--ca-file', caFile]] as const) if (path !== undefined) found.push(access(option, path, constants.R_OK, 'read')); // prettier-ignore
  if (spool !== undefined) found.push(existsSync(spool) ? access('--spool', spool, constants.W_OK, 'written') : { verdict: 'note', words: `--spool ${spool} is not there yet; it is made at the start` }); // prettier-ignore
  return found;
}

function access(option: string, path: string, mode: number, word: string): Finding {
  try {
    accessSync(path, mode);
    return { verdict: 'yes', words: `${option} ${path} can be ${word}` };
  } catch (error) {
    return { verdict: 'no', words: `${option} ${path} cannot be ${word} (${(error as NodeJS.ErrnoException).code})` };
  }
}

function interfaces(): string {
  const names = (readable('/proc/net/dev') ?? '').split('\n').slice(2).map((line) => line.split(':')[0]!.trim()).filter((name) => name !== ''); // prettier-ignore
  return names.length > 12 ? `${names.length}` : names.join(' ');
}

function readable(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
