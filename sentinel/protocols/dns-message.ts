import { telemetryLimits } from '../../core/telemetry-limits.ts';
import { KnownNames, type NameRead } from './known-names.ts';
import { addressAt4, addressAt16 } from '../packet/address-text.ts';

export interface DnsQuestion {
  /** Lower case, no final dot; the root is `.`. */
  readonly name: string;
  readonly type: number;
}

export interface DnsMessage {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  /** Response code, with the extended bits of EDNS. */
  readonly code: number;
  readonly questions: readonly DnsQuestion[];
  /** The chain of CNAMEs from the first question on, in order. */
  readonly aliases: readonly string[];
  /** Addresses at the end of that chain. */
  readonly addresses: readonly string[];
  /** The longest life of those addresses, in seconds. */
  readonly ttlS: number;
  /** Extended error "blocked", "censored" or "filtered" (RFC 8914, 15 to 17). */
  readonly filtered: boolean;
}

const A = 1;
const CNAME = 5;
const AAAA = 28;
const OPT = 41;
const INTERNET = 1;
const EXTENDED_ERROR = 15;

/** What a resolver may make us do for one message. */
const most = { questions: 4, records: 512, addresses: 256, jumps: 32 } as const;

const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'A', 2: 'NS', 5: 'CNAME', 6: 'SOA', 12: 'PTR', 13: 'HINFO', 15: 'MX', 16: 'TXT', 28: 'AAAA', 29: 'LOC', 33: 'SRV',
  35: 'NAPTR', 39: 'DNAME', 43: 'DS', 46: 'RRSIG', 47: 'NSEC', 48: 'DNSKEY', 52: 'TLSA', 64: 'SVCB', 65: 'HTTPS', 99: 'SPF',
  249: 'TKEY', 250: 'TSIG', 251: 'IXFR', 252: 'AXFR', 255: 'ANY', 257: 'CAA',
}; // prettier-ignore

export const dnsTypeName = (type: number): string => TYPE_NAMES[type] ?? `TYPE${type}`;

/** A name that is the first question's: it stands right behind the header. */
const QUESTION_POINTER = 0xc000 | 12;
const NO_RECORDS: readonly never[] = [];
const NOTHING_FOUND = { aliases: NO_RECORDS, addresses: NO_RECORDS, ttlS: 0 } as const;

class Broken extends Error {}

/** Names that stand in one piece; the same few come again and again. */
const known = new KnownNames();

/** @returns undefined where the bytes are no whole DNS message: every length, pointer and count is checked */
export function parseDns(bytes: Buffer): DnsMessage | undefined {
  try {
    return parse(bytes);
  } catch (error) {
    if (error instanceof Broken) return undefined;
    throw error;
  }
}

interface ResourceRecord {
  /** Where its name stands. */
  readonly nameAt: number;
  readonly type: number;
  readonly ttl: number;
  readonly at: number;
  readonly length: number;
  readonly next: number;
}

function parse(bytes: Buffer): DnsMessage | undefined {
  if (bytes.length < 12) return undefined;
  const flags = bytes.readUInt16BE(2);
  const asked = bytes.readUInt16BE(4);
  if (asked > most.questions || (flags & 0x0040) !== 0) return undefined;
  let at = 12;
  const questions: DnsQuestion[] = [];
  for (let index = 0; index < asked; index += 1) {
    const { name, next } = nameAt(bytes, at);
    if (next + 4 > bytes.length) throw new Broken();
    // The upper bit of the class is multicast DNS's wish for a unicast answer.
    const kind = bytes.readUInt16BE(next + 2) & 0x7fff;
    if (kind !== INTERNET && kind !== 255 && kind !== 3 && kind !== 4) throw new Broken();
    questions.push({ name, type: bytes.readUInt16BE(next) });
    at = next + 4;
  }
  const answered = bytes.readUInt16BE(6);
  const records = recordsFrom(bytes, at, answered + bytes.readUInt16BE(8) + bytes.readUInt16BE(10));
  const option = records.find((record) => record.type === OPT);
  const chain = followed(bytes, questions[0]?.name, records.length > answered ? records.slice(0, answered) : records);
  return {
    id: bytes.readUInt16BE(0),
    response: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 15,
    code: (flags & 15) | (option === undefined ? 0 : ((option.ttl >>> 24) & 0xff) << 4),
    questions,
    ...chain,
    filtered: option !== undefined && isFiltered(bytes, option),
  };
}

function recordsFrom(bytes: Buffer, start: number, count: number): readonly ResourceRecord[] {
  if (count === 0) return NO_RECORDS;
  const records: ResourceRecord[] = [];
  let at = start;
  for (let index = 0; index < Math.min(count, most.records); index += 1) {
    // A message cut by the capture still says what came before the cut.
    const record = recordAt(bytes, at);
    if (record === undefined) break;
    records.push(record);
    at = record.next;
  }
  return records;
}

function recordAt(bytes: Buffer, at: number): ResourceRecord | undefined {
  if (at >= bytes.length) return undefined;
  const next = nameEnd(bytes, at);
  if (next + 10 > bytes.length) return undefined;
  const length = bytes.readUInt16BE(next + 8);
  if (next + 10 + length > bytes.length) return undefined;
  return { nameAt: at, type: bytes.readUInt16BE(next), ttl: bytes.readUInt32BE(next + 4), at: next + 10, length, next: next + 10 + length }; // prettier-ignore
}

/** Answers may come in any order, so the chain is followed by name; a loop ends at what was seen. */
function followed(bytes: Buffer, question: string | undefined, answers: readonly ResourceRecord[]) {
  if (question === undefined || answers.length === 0) return NOTHING_FOUND;
  // Nearly every record points at the question, or at the record before it, for its name.
  const names = new NameReader(bytes, question);
  const chain = [question];
  if (answers.some(({ type }) => type === CNAME)) {
    const targets = new Map<string, string>();
    for (const record of answers) {
      if (record.type !== CNAME) continue;
      const name = names.at(record.nameAt);
      if (!targets.has(name)) targets.set(name, names.at(record.at));
    }
    for (let name: string | undefined = question; chain.length <= telemetryLimits.aliasesPerName;) {
      name = targets.get(name);
      if (name === undefined || chain.includes(name)) break;
      chain.push(name);
    }
  }
  const addresses: string[] = [];
  let ttlS = 0;
  for (const record of answers) {
    const size = record.type === A ? 4 : record.type === AAAA ? 16 : 0;
    if (size === 0 || record.length !== size || !chain.includes(names.at(record.nameAt)) || addresses.length >= most.addresses) continue; // prettier-ignore
    addresses.push(size === 4 ? addressAt4(bytes, record.at) : addressAt16(bytes, record.at));
    ttlS = Math.max(ttlS, record.ttl);
  }
  return { aliases: chain.slice(1), addresses, ttlS };
}

/** Names of one message; the one that was read last, and the question's, are not read again. */
class NameReader {
  readonly #bytes: Buffer;
  readonly #question: string;
  #last = 0;
  #name = '';

  constructor(bytes: Buffer, question: string) {
    this.#bytes = bytes;
    this.#question = question;
  }

  at(start: number): string {
    if (start + 2 > this.#bytes.length) throw new Broken();
    const pointer = this.#bytes.readUInt16BE(start);
    if (pointer === QUESTION_POINTER) return this.#question;
    const key = pointer >= 0xc000 ? pointer & 0x3fff : start;
    if (key === this.#last) return this.#name;
    this.#name = nameAt(this.#bytes, start).name;
    this.#last = key;
    return this.#name;
  }
}

function isFiltered(bytes: Buffer, option: ResourceRecord): boolean {
  for (let at = option.at; at + 4 <= option.at + option.length; at += 4 + bytes.readUInt16BE(at + 2)) {
    if (bytes.readUInt16BE(at) !== EXTENDED_ERROR || bytes.readUInt16BE(at + 2) < 2 || at + 6 > bytes.length) continue;
    const reason = bytes.readUInt16BE(at + 4);
    if (reason >= 15 && reason <= 17) return true;
  }
  return false;
}

/** Where a name ends. That of the question has been read, and needs no second look. */
function nameEnd(bytes: Buffer, start: number): number {
  const isQuestion = start + 2 <= bytes.length && bytes.readUInt16BE(start) === QUESTION_POINTER;
  return isQuestion ? start + 2 : nameAt(bytes, start).next;
}

/**
 * A name with compression (RFC 1035, 4.1.4). Pointers must lead backwards and be few; the name must be at most 253
 * characters; bytes that no host name has are written as \DDD, so that nothing unprintable leaves here.
 */
function nameAt(bytes: Buffer, start: number): NameRead {
  return known.at(bytes, start) ?? spelled(bytes, start);
}

function spelled(bytes: Buffer, start: number): NameRead {
  let written = 0;
  let next = -1;
  let at = start;
  let lowest = start;
  for (let jumps = 0; ;) {
    const length = bytes[at];
    if (length === undefined) throw new Broken();
    if (length >= 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined) throw new Broken();
      if (next === -1) next = at + 2;
      at = ((length & 0x3f) << 8) | low;
      jumps += 1;
      if (at >= lowest || jumps > most.jumps) throw new Broken();
      lowest = at;
      continue;
    }
    if (length > 63 || at + 1 + length > bytes.length) throw new Broken();
    if (length === 0) break;
    if (written > 0) spelling[written++] = DOT;
    written = spell(bytes, at + 1, at + 1 + length, written);
    if (written > telemetryLimits.nameLength) throw new Broken();
    at += 1 + length;
  }
  const read = {
    name: written === 0 ? '.' : spelling.toString('latin1', 0, written),
    next: next === -1 ? at + 1 : next,
  };
  if (next === -1) known.keep(bytes, start, read);
  return read;
}

/** The name that is being read: as long as it may be, and one more label of which each byte takes four. */
const spelling = Buffer.alloc(telemetryLimits.nameLength + 1 + 63 * 4);
const DOT = 0x2e;

/** @returns where the label ends in `spelling` */
function spell(bytes: Buffer, from: number, to: number, at: number): number {
  let written = at;
  for (let next = from; next < to; next += 1) {
    const byte = bytes[next]!;
    if (PLAIN[byte] === 1) spelling[written++] = byte;
    else if (byte >= 65 && byte <= 90) spelling[written++] = byte + 32;
    else written += spelling.write(`\\${String(byte).padStart(3, '0')}`, written, 'latin1');
  }
  return written;
}

/** Lower case letters, digits, hyphen, underscore. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) => (/[a-z0-9_-]/.test(String.fromCharCode(byte)) ? 1 : 0));
