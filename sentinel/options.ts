import { Command, InvalidArgumentError } from 'commander';
import { hostname } from 'node:os';
import ipaddr from 'ipaddr.js';
import { wasParsed } from './command-line.ts';
import { outboxLimits } from './delivery/outbox.ts';
import { loopback, url, whole } from './option-values.ts';
import { Refusal } from './refusal.ts';

interface Common {
  readonly print: boolean;
  readonly post?: URL;
  readonly tokenFile?: string;
  readonly node: string;
  readonly inside: readonly string[];
  readonly maxConversations: number;
  readonly maxKeys: number;
}

/** Reading a capture. */
export interface CaptureOptions extends Common {
  readonly pcap: string;
  readonly explain: boolean;
  readonly giveUpS: number;
}

/** Watching a node. */
export interface LiveOptions extends Common {
  readonly wire: boolean;
  readonly conntrack: boolean;
  /** Also what the node's own processes send. */
  readonly host: boolean;
  readonly caFile?: string;
  readonly spool?: string;
  /** Bytes that wait in memory, and on disk. */
  readonly spoolMemory: number;
  readonly spoolDisk: number;
  readonly listen?: { readonly host: string; readonly port: number };
  /** Seconds between counters, in place of what the policy says. */
  readonly heartbeat?: number;
}

const EXAMPLES = `
Examples:
  npm run -s sentinel -- --pcap capture.pcapng --print
  npm run -s sentinel -- --pcap capture.pcap --explain
  tcpdump -i any -w - | npm run -s sentinel -- --pcap - --print
  npm run -s sentinel -- --wire --print
  npm run -s sentinel -- --check
  npm run -s sentinel -- --pcap capture.pcap --post https://ingest.example.com --token-file token

Observations go to standard output, everything else to standard error.
Exit codes: 0 done, 1 something went wrong, 2 wrong usage. The words of the output: docs/captures.md.`;

/** What a command line turned out to mean: options to run with, or text to print and the code to leave with. */
export type Parsed =
  | { readonly kind: 'capture'; readonly options: CaptureOptions }
  | { readonly kind: 'live'; readonly options: LiveOptions }
  | { readonly kind: 'check'; readonly options: LiveOptions }
  | { readonly kind: 'leave'; readonly code: number };

/** @throws Refusal (exit code 2) naming the option and what would do */
export function parseOptions(args: readonly string[], write: (text: string) => void): Parsed {
  const command = new Command('sentinel')
    .description('Watches a node, or reads a packet capture, and says who talked to whom, how, and whether it was mining: metadata, never payloads.')
    .option('--pcap <file>', 'capture to read (pcap or pcapng, gzipped or not); - for standard input')
    .option('--wire', 'watch the packets of this node (Linux, capability NET_RAW)', false)
    .option('--conntrack', 'watch the connection tracking of this node (Linux, capability NET_ADMIN)', false)
    .option('--check', 'say what this node allows, and leave', false)
    .option('--no-host', 'leave out what the node itself sends')
    .option('--print', 'print observations as JSON lines', false)
    .option('--explain', 'for each conversation, say what was seen and why it was named so', false)
    .option('--post <url>', 'send observations in batches to this installation (POST /v1/telemetry)', url)
    .option('--token-file <file>', 'file that holds the bearer token for --post; read again before each try')
    .option('--ca-file <file>', 'certificates of a private authority, PEM, beside the usual ones; for --wire and --conntrack')
    .option('--spool <folder>', 'where batches wait on disk while the installation is away; for --wire and --conntrack')
    .option('--spool-memory <KiB>', 'what waits in memory before it goes to the disk; for --wire and --conntrack', kibibytes, outboxLimits.memoryBytes)
    .option('--spool-disk <KiB>', 'what waits on disk at most; for --wire and --conntrack', kibibytes, outboxLimits.diskBytes)
    .option('--listen <address>', 'serve /livez, /readyz and /metrics here, on loopback, as in 127.0.0.1:9464; for --wire and --conntrack', loopback)
    .option('--heartbeat <seconds>', 'time between counters, in place of what the policy says; for --wire and --conntrack', whole(1, 600))
    .option('--give-up <seconds>', 'stop trying to post after this time without an answer', whole(1, 86_400), 300)
    .option('--node <name>', 'name of the node in batches', nodeName, nodeName(hostname()))
    .option('--inside <cidr...>', 'ranges whose addresses are observed pods (default: every address that is not public)', cidrs, [])
    .option('--max-conversations <count>', 'conversations followed at once; older ones are folded and counted', whole(16, 1_000_000), 32_768)
    .option('--max-keys <count>', 'flows and names counted at once; older ones are reported early and counted', whole(16, 1_000_000), 50_000); // prettier-ignore
  return wasParsed(command, EXAMPLES, args, write) ? chosen(command.opts<Given>()) : { kind: 'leave', code: 0 };
}

type Given = Common &
  Omit<LiveOptions, keyof Common> & { pcap?: string; explain: boolean; check: boolean; giveUp: number };

function chosen({ pcap, explain, check, giveUp, ...given }: Given): Parsed {
  const {
    print,
    post,
    tokenFile,
    wire,
    conntrack,
    host,
    caFile,
    spool,
    spoolMemory,
    spoolDisk,
    listen,
    heartbeat,
    ...common
  } = given;
  const asked = { ...common, print, ...(post === undefined ? {} : { post }), ...(tokenFile === undefined ? {} : { tokenFile }) }; // prettier-ignore
  const isLive = wire || conntrack;
  if (tokenFile !== undefined && post === undefined) throw new Refusal('--token-file is only used with --post <url>; see --help', 2); // prettier-ignore
  const live = { ...asked, wire, conntrack, host, spoolMemory, spoolDisk, ...(caFile === undefined ? {} : { caFile }), ...(spool === undefined ? {} : { spool }), ...(listen === undefined ? {} : { listen }), ...(heartbeat === undefined ? {} : { heartbeat }) }; // prettier-ignore
  if (check) return { kind: 'check', options: live };
  if (pcap !== undefined && isLive) throw new Refusal('--pcap reads a capture, --wire and --conntrack watch a node: give one of them; see --help', 2); // prettier-ignore
  if (pcap === undefined && !isLive) throw new Refusal('nothing to look at: add --pcap <file>, --wire or --conntrack; see --help', 2); // prettier-ignore
  if (pcap === undefined) {
    if (explain) throw new Refusal('--explain is only used with --pcap <file>; see --help', 2);
    if (!print && post === undefined) throw new Refusal('nothing to do with what is seen: add --print or --post <url>; see --help', 2); // prettier-ignore
    return { kind: 'live', options: live };
  }
  for (const [name, value] of Object.entries({ '--ca-file': caFile, '--spool': spool, '--listen': listen, '--heartbeat': heartbeat })) if (value !== undefined) throw new Refusal(`${name} is only used with --wire or --conntrack; see --help`, 2); // prettier-ignore
  if (!print && !explain && post === undefined) throw new Refusal('nothing to do with the capture: add --print, --explain or --post <url>; see --help', 2); // prettier-ignore
  return { kind: 'capture', options: { ...asked, pcap, explain, giveUpS: giveUp } };
}

const kibibytes = (text: string): number => whole(16, 16_777_216)(text) * 1024;

function nodeName(text: string): string {
  if (/^[\w.-]{1,253}$/.test(text)) return text;
  throw new InvalidArgumentError('Give 1 to 253 letters, digits, dots, hyphens.');
}

function cidrs(text: string, before: readonly string[]): readonly string[] {
  const range = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
  if (!ipaddr.isValidCIDR(range)) throw new InvalidArgumentError('Give ranges such as 10.0.0.0/16 or fd00::/8.');
  return [...before, range];
}
