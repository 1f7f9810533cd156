import { isCurvePoint } from './curve.ts';
import { poolHostIn } from './pool-host.ts';
import type { Reason } from './reasons.ts';
import type { MiningDialect } from './verdict.ts';

/** What the first bytes of one direction are the beginning of. */
export interface OpeningMatch {
  readonly dialect: MiningDialect;
  readonly method: string;
  readonly host?: string;
}

/** How many first bytes of a direction are kept. */
export const openingBytes = 160;

/** Magic numbers of Bitcoin, its test nets, and its forks, as they stand on the wire. */
const magics: ReadonlySet<string> = new Set([
  'f9beb4d9', '0b110907', '1c163f28', '0a03cf40', 'fabfb5da', 'fbc0b6db', 'fcc1b7dc', 'c0c0c0c0', 'e3e1f3e8', 'bf0c6bbd', '24e92764', 'fa1af9bf',
]); // prettier-ignore

const commands: ReadonlySet<string> = new Set([
  'version', 'verack', 'ping', 'pong', 'inv', 'tx', 'block', 'headers', 'getheaders', 'getblocks', 'getdata', 'notfound',
  'addr', 'addrv2', 'getaddr', 'sendaddrv2', 'sendheaders', 'sendcmpct', 'cmpctblock', 'getblocktxn', 'blocktxn',
  'feefilter', 'wtxidrelay', 'mempool', 'reject',
]); // prettier-ignore

const levinCommands: ReadonlyMap<number, string> = new Map([
  [1001, 'handshake'], [1002, 'timed-sync'], [1003, 'ping'], [1004, 'stat-info'], [1007, 'support-flags'],
  [2001, 'new-block'], [2002, 'new-transactions'], [2003, 'request-objects'], [2004, 'response-objects'],
  [2006, 'request-chain'], [2007, 'response-chain'], [2008, 'new-fluffy-block'], [2009, 'request-missing'], [2010, 'txpool-complement'],
]); // prettier-ignore

/** The protocol that opens with these bytes (as many as came, at most `openingBytes`), or undefined. */
export function openingMatch(head: Uint8Array): OpeningMatch | undefined {
  return bitcoin(head) ?? monero(head) ?? devp2p(head) ?? plainStratum2(head);
}

/** Magic, command in 12 zero-padded bytes, length, checksum. A strange magic counts only with the handshake's words. */
function bitcoin(head: Uint8Array): OpeningMatch | undefined {
  if (head.length < 24) return undefined;
  const name = String.fromCharCode(...head.subarray(4, 16));
  const command = name.replace(/\0+$/, '');
  if (!commands.has(command)) return undefined;
  const known = magics.has(Buffer.from(head.subarray(0, 4)).toString('hex'));
  const length = view(head).getUint32(16, true);
  if (known ? length > 0x0200_0000 : command !== 'version' || length < 85 || length > 1024) return undefined;
  return { dialect: 'bitcoin-p2p', method: command };
}

/** Levin, Monero's framing: a signature of 8 bytes, length, flag, command. */
function monero(head: Uint8Array): OpeningMatch | undefined {
  if (head.length < 33 || Buffer.from(head.subarray(0, 8)).toString('hex') !== '0121010101010101') return undefined;
  const method = levinCommands.get(view(head).getUint32(17, true));
  return method === undefined ? undefined : { dialect: 'monero-p2p', method };
}

/** RLPx: [size] 04 [public key] …; the size came with EIP-8. Only a point on the curve makes it more than noise. */
function devp2p(head: Uint8Array): OpeningMatch | undefined {
  for (const at of [2, 0]) {
    if (head.length < at + 65 || head[at] !== 4) continue;
    const size = view(head).getUint16(0);
    if (at === 2 && (size < 194 || size > 1024)) continue;
    if (isCurvePoint(head.subarray(at + 1, at + 65))) return { dialect: 'devp2p', method: 'handshake' };
  }
  return undefined;
}

/** Stratum V2 without its Noise layer, as within a farm: SetupConnection for mining, versions 2 to 9. */
function plainStratum2(head: Uint8Array): OpeningMatch | undefined {
  if (head.length < 24) return undefined;
  const bytes = view(head);
  const length = bytes.getUint16(3, true) + (head[5] ?? 0) * 65_536;
  const [from, to] = [bytes.getUint16(7, true), bytes.getUint16(9, true)];
  const hostLength = head[15] ?? 0;
  const header = bytes.getUint16(0) === 0 && head[2] === 0 && (head[6] ?? 9) <= 3;
  if (
    !header ||
    head.length < 16 + hostLength ||
    from < 2 ||
    to < from ||
    to > 9 ||
    length > 1024 ||
    length < hostLength + 16
  )
    return undefined;
  const host = poolHostIn(String.fromCharCode(...head.subarray(16, 16 + hostLength)));
  return { dialect: 'stratum-v2', method: 'SetupConnection', ...(host !== undefined && { host }) };
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Why a match in one direction is told. */
export function openingReason(dialect: MiningDialect, client: boolean): Reason {
  if (dialect === 'bitcoin-p2p') return client ? 'bitcoinClient' : 'bitcoinServer';
  if (dialect === 'monero-p2p') return client ? 'moneroClient' : 'moneroServer';
  if (dialect === 'devp2p') return client ? 'devp2pClient' : 'devp2pServer';
  return 'plainSetup';
}

/** Sizes of the two Noise messages with which a Stratum V2 session begins: a key encoded by ElligatorSwift, and the answer. */
export const noiseSizes = { client: 64, server: 234 } as const;

/** Whether 64 bytes look drawn at random. Text never does; most other binary protocols repeat themselves. */
export function looksRandom(bytes: Uint8Array): boolean {
  const unprintable = bytes.filter((byte) => byte < 0x20 || byte > 0x7e).length;
  return new Set(bytes).size >= 40 && unprintable >= 24;
}
