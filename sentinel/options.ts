import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { hostname } from 'node:os';
import ipaddr from 'ipaddr.js';
import { Refusal } from './refusal.ts';

export interface Options {
  readonly pcap: string;
  readonly print: boolean;
  readonly explain: boolean;
  readonly post?: URL;
  readonly tokenFile?: string;
  readonly giveUpS: number;
  readonly node: string;
  readonly inside: readonly string[];
  readonly maxConversations: number;
  readonly maxKeys: number;
}

const EXAMPLES = `
Examples:
  npm run -s sentinel -- --pcap capture.pcapng --print
  npm run -s sentinel -- --pcap capture.pcap --explain
  tcpdump -i any -w - | npm run -s sentinel -- --pcap - --print
  npm run -s sentinel -- --pcap capture.pcap --post https://ingest.example.com --token-file token

Observations go to standard output, everything else to standard error.
Exit codes: 0 done, 1 something went wrong, 2 wrong usage. The words of the output: docs/captures.md.`;

/** What a command line turned out to mean: options to run with, or text to print and the code to leave with. */
export type Parsed =
  { readonly kind: 'run'; readonly options: Options } | { readonly kind: 'leave'; readonly code: number };

/** @throws Refusal (exit code 2) naming the option and what would do */
export function parseOptions(args: readonly string[], write: (text: string) => void): Parsed {
  const command = new Command('sentinel')
    .description('Reads a packet capture and says who talked to whom, how, and whether it was mining: metadata, never payloads.')
    .requiredOption('--pcap <file>', 'capture to read (pcap or pcapng, gzipped or not); - for standard input')
    .option('--print', 'print observations as JSON lines', false)
    .option('--explain', 'for each conversation, say what was seen and why it was named so', false)
    .option('--post <url>', 'send observations in batches to this installation (POST /v1/telemetry)', url)
    .option('--token-file <file>', 'file that holds the bearer token for --post; read again before each try')
    .option('--give-up <seconds>', 'stop trying to post after this time without an answer', whole(1, 86_400), 300)
    .option('--node <name>', 'name of the node in batches', nodeName, nodeName(hostname()))
    .option('--inside <cidr...>', 'ranges whose addresses are observed pods (default: every address that is not public)', cidrs, [])
    .option('--max-conversations <count>', 'conversations followed at once; older ones are folded and counted', whole(16, 1_000_000), 32_768)
    .option('--max-keys <count>', 'flows and names counted at once; older ones are reported early and counted', whole(16, 1_000_000), 50_000)
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments(false)
    .showSuggestionAfterError(true)
    .configureOutput({ writeOut: write, writeErr: () => {} })
    .exitOverride(); // prettier-ignore
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'leave', code: 0 };
    throw new Refusal(`${error.message.replace(/^error: /, '')}; see --help`, 2, { cause: error });
  }
  const { giveUp, ...options } = command.opts<Omit<Options, 'giveUpS'> & { giveUp: number }>();
  if (!options.print && !options.explain && options.post === undefined) throw new Refusal('nothing to do with the capture: add --print, --explain or --post <url>; see --help', 2); // prettier-ignore
  if (options.tokenFile !== undefined && options.post === undefined) throw new Refusal('--token-file is only used with --post <url>; see --help', 2); // prettier-ignore
  return { kind: 'run', options: { ...options, giveUpS: giveUp } };
}

function url(text: string): URL {
  if (!URL.canParse(text)) throw new InvalidArgumentError('Give an address such as https://ingest.example.com.');
  const parsed = new URL(text);
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') throw new InvalidArgumentError('Only https and http are spoken.'); // prettier-ignore
  if (parsed.username !== '' || parsed.password !== '') throw new InvalidArgumentError('Put the token into a file and give --token-file.'); // prettier-ignore
  return parsed;
}

function whole(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d{1,9}$/.test(text) && number >= minimum && number <= maximum) return number;
    throw new InvalidArgumentError(`Give a whole number from ${minimum} to ${maximum}.`);
  };
}

function nodeName(text: string): string {
  if (/^[\w.-]{1,253}$/.test(text)) return text;
  throw new InvalidArgumentError('Give 1 to 253 letters, digits, dots, hyphens.');
}

function cidrs(text: string, before: readonly string[]): readonly string[] {
  const range = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
  if (!ipaddr.isValidCIDR(range)) throw new InvalidArgumentError('Give ranges such as 10.0.0.0/16 or fd00::/8.');
  return [...before, range];
}
