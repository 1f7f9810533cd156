import type { Indicator } from '../intelligence.ts';
import { addressOf, cidrOf, cidrText } from './cidr.ts';

/** One thing that a feed lists, in its one canonical spelling: the same thing from two feeds has the same value. */
export interface Entry {
  readonly kind: Indicator['kind'];
  readonly value: string;
}

/** Why a listed text is no entry. Each of these is a flaw of the feed; many of them and the whole feed is refused. */
export const flaws = [
  'missing-value',
  'too-long',
  'control-character',
  'more-than-one-value',
  'wildcard',
  'not-a-name',
  'bad-address',
  'bad-range',
  'bad-port',
  'bad-quote',
  'too-few-columns',
  'bad-record',
  'bad-pattern',
] as const;
export type Flaw = (typeof flaws)[number];

/** The longest text that is looked at, in UTF-16 units: URLs in feeds carry long paths. */
const longestText = 2_048;
const longestName = 253;

/** The port that a URL means when it names none: an address out of a URL is never listed for all its ports. */
const portOfScheme: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443, ftp: 21 };

/**
 * The entry that one listed text stands for: a name, an address, address:port, a CIDR range, or the host of a URL.
 * @param portLast the text is address:port with IPv6 unbracketed (ThreatFox), so that the last colon parts them.
 */
export function entryOf(listed: string, portLast = false): Entry | Flaw {
  if (listed.length > longestText) return 'too-long';
  const text = listed.trim();
  if (text === '') return 'missing-value';
  if (hasControl(text)) return 'control-character';
  const schemeEnd = text.indexOf('://');
  if (schemeEnd > 0 && isScheme(text, schemeEnd)) return entryOfUrl(text.slice(0, schemeEnd), text.slice(schemeEnd + 3));
  const slash = text.indexOf('/');
  if (slash < 0) return entryOfHost(upTo(text, '?#'), undefined, portLast);
  const before = text.slice(0, slash);
  const after = text.slice(slash + 1);
  if (isDigits(after, 3) && addressOf(before) !== undefined) return entryOfRange(text);
  return entryOfHost(upTo(before, '?#'), 80, portLast);
} // prettier-ignore

function entryOfUrl(scheme: string, rest: string): Entry | Flaw {
  const authority = upTo(rest, '/?#\\');
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const entry = entryOfHost(host, portOfScheme[scheme.toLowerCase()], false);
  return typeof entry !== 'string' && entry.kind === 'address' ? 'bad-port' : entry;
}

function entryOfRange(text: string): Entry | Flaw {
  const cidr = cidrOf(text);
  if (cidr === undefined) return 'bad-range';
  const value = cidrText(cidr);
  return { kind: value.includes('/') ? 'range' : 'address', value };
}

/** @param port what stands for the port where none is written; undefined: an address is listed for every port. */
function entryOfHost(text: string, port: number | undefined, portLast: boolean): Entry | Flaw {
  if (text.startsWith('[')) {
    const end = text.indexOf(']');
    const address = end < 0 ? undefined : addressOf(text.slice(1, end));
    const rest = text.slice(end + 1);
    if (address === undefined || (rest !== '' && !rest.startsWith(':'))) return 'bad-address';
    return entryOfAddress(address, rest === '' ? port : portOf(rest.slice(1)));
  }
  const colon = text.lastIndexOf(':');
  if (colon < 0) {
    const address = addressOf(text);
    return address === undefined ? entryOfName(text) : entryOfAddress(address, port);
  }
  const whole = portLast ? undefined : addressOf(text);
  if (whole !== undefined) return entryOfAddress(whole, port);
  const host = text.slice(0, colon);
  const written = portOf(text.slice(colon + 1));
  const address = addressOf(host);
  if (address !== undefined) return entryOfAddress(address, written);
  if (host.includes(':')) return 'bad-address';
  return written === 'bad-port' ? written : entryOfName(host);
}

function entryOfAddress(address: string, port: number | 'bad-port' | undefined): Entry | Flaw {
  if (port === 'bad-port') return port;
  if (port === undefined) return { kind: 'address', value: address };
  return { kind: 'endpoint', value: address.includes(':') ? `[${address}]:${port}` : `${address}:${port}` };
}

/** `*.x` and `.x` stand for x: an indicator matches everything under it anyway. */
function entryOfName(text: string): Entry | Flaw {
  const from = text.startsWith('*.') ? 2 : text.startsWith('.') ? 1 : 0;
  const to = text.endsWith('.') && text.length > from ? text.length - 1 : text.length;
  const bare = text.slice(from, to);
  if (bare.includes('*')) return 'wildcard';
  const name = isAscii(bare) ? bare.toLowerCase() : punycodeOf(bare);
  if (name === undefined || !isName(name)) return 'not-a-name';
  // What ends in a number is an address in some spelling (octal, hexadecimal, short), never a name.
  return /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(name) ? 'bad-address' : { kind: 'name', value: name };
}

/** Letters, digits, hyphens and underscores in labels of 1 to 63, at most 253 in all: what is seen on the wire. */
export function isName(name: string): boolean {
  if (name.length === 0 || name.length > longestName) return false;
  let label = 0;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code === 0x2e) {
      if (label === 0) return false;
      label = 0;
      continue;
    }
    const letter = (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x5f;
    if (!letter || ++label > 63) return false;
  }
  return label > 0;
}

/** As browsers and resolvers write it (UTS 46); undefined where they refuse. */
function punycodeOf(name: string): string | undefined {
  if (name.length > longestName || /[\s%:/?#@[\]\\]/.test(name)) return undefined;
  return URL.canParse(`http://${name}/`) ? new URL(`http://${name}/`).hostname : undefined;
}

function portOf(text: string): number | 'bad-port' {
  const port = isDigits(text, 5) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : 'bad-port';
}

function isDigits(text: string, most: number): boolean {
  return text.length <= most && /^\d+$/.test(text);
}

function isScheme(text: string, end: number): boolean {
  return end <= 24 && /^[a-z][a-z0-9+.-]*$/i.test(text.slice(0, end));
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
  }
  return false;
}

/** The text before the first of these characters. */
function upTo(text: string, ends: string): string {
  for (let at = 0; at < text.length; at++) if (ends.includes(text.charAt(at))) return text.slice(0, at);
  return text;
}
