import { addressAt4, addressAt16 } from '../../packet/address-text.ts';

/** linux/netfilter/nfnetlink_conntrack.h */
const ATTRIBUTE = { original: 1, reply: 2, status: 3, countersOriginal: 9, countersReply: 10, id: 12 } as const;
const TUPLE = { ip: 1, protocol: 2 } as const;
const IP = { source4: 1, destination4: 2, source6: 3, destination6: 4 } as const;
const PROTOCOL = { number: 1, sourcePort: 2, destinationPort: 3 } as const;
const COUNTER_BYTES = 2;
const SUBSYSTEM = 1;
const NEW = 0;
const DELETE = 2;
/** The low bits of nlmsg_type in answers to us. */
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const HEADER = 16;
const FAMILY_HEADER = 4;
const SEEN_REPLY = 2;
const ASSURED = 4;

export interface Tuple {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export interface Tracked {
  readonly kind: 'new' | 'gone';
  readonly id: number;
  readonly original: Tuple;
  readonly reply: Tuple;
  readonly answered: boolean;
  /** Bytes of both directions with their headers; undefined where the node does not count them (nf_conntrack_acct). */
  readonly bytesOut: number | undefined;
  readonly bytesIn: number | undefined;
}

export interface Read {
  readonly tracked: readonly Tracked[];
  /** The end of a dump. */
  readonly done: boolean;
  readonly broken: number;
  readonly error: number | undefined;
}

/** Netlink messages, one behind the other, as one read gives them. Every length is checked: the kernel's too. */
export function readMessages(bytes: Buffer): Read {
  const tracked: Tracked[] = [];
  let [done, broken] = [false, 0];
  let error: number | undefined;
  for (let at = 0; at + HEADER <= bytes.length;) {
    const length = bytes.readUInt32LE(at);
    if (length < HEADER || at + length > bytes.length) {
      broken += 1;
      break;
    }
    const type = bytes.readUInt16LE(at + 4);
    if (type === NLMSG_DONE) done = true;
    else if (type === NLMSG_ERROR && length >= HEADER + 4) error = -bytes.readInt32LE(at + HEADER);
    else if (type >> 8 === SUBSYSTEM) {
      const one = trackedIn(bytes.subarray(at + HEADER + FAMILY_HEADER, at + length), type & 255);
      if (one === undefined) broken += 1;
      else tracked.push(one);
    }
    at += (length + 3) & ~3;
  }
  return { tracked, done, broken, error };
}

function trackedIn(bytes: Buffer, kind: number): Tracked | undefined {
  if (kind !== NEW && kind !== DELETE) return undefined;
  const attributes = attributesIn(bytes);
  const original = tupleIn(attributes.get(ATTRIBUTE.original));
  const reply = tupleIn(attributes.get(ATTRIBUTE.reply));
  if (original === undefined || reply === undefined) return undefined;
  const status = numberIn(attributes.get(ATTRIBUTE.status)) ?? 0;
  return {
    kind: kind === NEW ? 'new' : 'gone',
    id: numberIn(attributes.get(ATTRIBUTE.id)) ?? 0,
    original,
    reply,
    answered: (status & (SEEN_REPLY | ASSURED)) !== 0,
    bytesOut: countedIn(attributes.get(ATTRIBUTE.countersOriginal)),
    bytesIn: countedIn(attributes.get(ATTRIBUTE.countersReply)),
  };
}

/** The first attribute of each type counts. */
function attributesIn(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = bytes.readUInt16LE(at);
    if (length < 4 || at + length > bytes.length) break;
    const type = bytes.readUInt16LE(at + 2) & 0x3fff;
    if (!found.has(type)) found.set(type, bytes.subarray(at + 4, at + length));
    at += (length + 3) & ~3;
  }
  return found;
}

function tupleIn(bytes: Buffer | undefined): Tuple | undefined {
  if (bytes === undefined) return undefined;
  const tuple = attributesIn(bytes);
  const ip = attributesIn(tuple.get(TUPLE.ip) ?? NOTHING);
  const protocol = attributesIn(tuple.get(TUPLE.protocol) ?? NOTHING);
  const source = addressIn(ip.get(IP.source4), ip.get(IP.source6));
  const destination = addressIn(ip.get(IP.destination4), ip.get(IP.destination6));
  const number = protocol.get(PROTOCOL.number)?.[0];
  if (source === undefined || destination === undefined || number === undefined) return undefined;
  return { source, destination, protocol: number, sourcePort: portIn(protocol.get(PROTOCOL.sourcePort)), destinationPort: portIn(protocol.get(PROTOCOL.destinationPort)) }; // prettier-ignore
}

const NOTHING = Buffer.alloc(0);
const addressIn = (four: Buffer | undefined, sixteen: Buffer | undefined): string | undefined =>
  four?.length === 4 ? addressAt4(four, 0) : sixteen?.length === 16 ? addressAt16(sixteen, 0) : undefined;
const portIn = (bytes: Buffer | undefined): number => (bytes?.length === 2 ? bytes.readUInt16BE(0) : 0);
const numberIn = (bytes: Buffer | undefined): number | undefined => (bytes?.length === 4 ? bytes.readUInt32BE(0) : undefined); // prettier-ignore

function countedIn(bytes: Buffer | undefined): number | undefined {
  const value = bytes === undefined ? undefined : attributesIn(bytes).get(COUNTER_BYTES);
  return value?.length === 8 ? Math.min(Number(value.readBigUInt64BE(0)), Number.MAX_SAFE_INTEGER) : undefined;
}
