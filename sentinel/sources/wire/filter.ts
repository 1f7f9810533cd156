import { about, op, type Instruction } from './bpf.ts';
import { all, any, atLeast, begins, below, compile, drop, ends, has, hasAny, is, load, masked, memory, not, packet, set, spansPayload, there, unmasked, when, type Condition, type Step } from './filter-terms.ts'; // prettier-ignore

export interface FilterOptions {
  /** Hop limits with which packets of this node's own processes leave it: net.ipv4.ip_default_ttl and the like. */
  readonly ownHopLimits: readonly number[];
  /** Also what the node itself sends; without it only what arrives, which is all that pods say. */
  readonly host: boolean;
}

/** Bytes kept of a packet: a hello with post-quantum keys and a head with long cookies fit. */
export const snapLength = 4096;

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const OUTGOING = 4;
const LOOPBACK_INTERFACE = 1;
const TCP = 6;
const UDP = 17;
const SCTP = 132;
const ICMP = 1;
const ICMPV6 = 58;
const FIN_SYN_RST = 7;

const protocol = load('protocol', [op.loadWord, about.protocol]);
const packetType = load('packet type', [op.loadWord, about.packetType]);
const transport = load('transport', [op.loadMemory, memory.transport]);
const interfaceIndex = load('interface', [op.loadWord, about.interfaceIndex]);

const start = there(0, 4);

/** Requests of HTTP/1 by their methods; "CONN" is NATS's greeting as well. Answers only where another protocol begins. */
const http: Condition = any(
  ...['GET ', 'POST', 'PUT ', 'HEAD', 'DELE', 'PATC', 'OPTI', 'CONN', 'PRI '].map((word) => begins(word)),
  all(begins('HTTP'), has(16), any(begins(' 101', 8), begins(' 200 Con', 8), begins(' 200 con', 8))),
);

const clientHello: Condition = all(is(masked(start, 0xffff_0000), 0x1603_0000), has(6), is(there(5), 1));

/** HEADERS that open a request, alone or behind the small frames that libraries put before them. */
const http2: Condition = any(
  all(is(masked(start, 0xff00_00ff), 1), has(9), not(hasAny(there(4), 0xd2)), not(hasAny(there(5), 0x80)), hasAny(there(8), 1)), // prettier-ignore
  all(is(start, 0x0000_0004), has(13), is(there(12), 1)),
  all(is(start, 0x0000_0408), has(17), is(there(16), 1)),
  all(is(start, 0x0000_0806), has(21), is(there(20), 1)),
  all(is(start, 0x0000_0502), has(18), is(there(17), 1)),
);

/** An object begins there: a brace, and a quotation mark or white space (all below 0x23). @param maskAt where the four bytes stand that cover it, as WebSocket clients send them */
const objectAt = (at: number, maskAt?: number): Condition => {
  const byte = (offset: number) => maskAt === undefined ? there(at + offset) : unmasked(at + offset, maskAt + offset); // prettier-ignore
  return all(is(byte(0), 0x7b), below(byte(1), 0x23));
};

/** Its length stands in one byte or in three. */
const webSocketText: Condition = all(
  is(masked(start, 0xff00_0000), 0x8100_0000),
  has(10),
  any(
    all(below(there(1), 126), objectAt(2)),
    all(is(there(1), 126), objectAt(4)),
    all(atLeast(there(1), 0x80), below(there(1), 0xfe), objectAt(6, 2)),
    all(is(there(1), 0xfe), objectAt(8, 4)),
  ),
);

/** JSON of any kind: every mining dialect speaks it, a line a message. In WebSocket messages too, both ways. */
const json: Condition = any(
  is(masked(start, 0xffff_0000), 0x7b22_0000),
  is(masked(start, 0xffff_ff00), 0x7b20_2200),
  is(masked(start, 0xffff_ff00), 0x5b7b_2200),
  is(masked(start, 0xffff_ff00), 0x7b0a_2000),
  webSocketText,
);

/** The first bytes of crypto nodes: Bitcoin's and its forks' "version", Levin, RLPx, Stratum 2 without encryption. */
const nodes: Condition = all(
  has(24),
  any(
    all(begins('version\0', 4), begins('\0\0\0\0', 12)),
    is(start, 0x0121_0101),
    // Its size, which is that of the whole packet, and the mark of a point on a curve: random bytes pass once in millions.
    all(is(there(2), 4), atLeast(there(0, 2), 194), below(there(0, 2), 1025), spansPayload(there(0, 2), 2)),
    all(is(masked(start, 0xffff_ff00), 0), is(there(6), 0), is(there(5), 0), is(there(7, 2), 2)),
  ),
);

const littleEndian16 = load('x 0 little', [op.loadByteX, 1], [op.shiftLeft, 8], [op.store, memory.scratch], [op.loadByteX, 0], [op.xMemory, memory.scratch], [op.addX], [op.xMemory, memory.payloadAt]); // prettier-ignore

const databases: Condition = any(
  all(is(masked(start, 0xfff0_ffff), 0x2a30_0d0a), has(8), is(there(4), 0x24)),
  all(is(masked(start, 0xfff0_f0ff), 0x2a30_300d), has(8), is(there(5), 0x24)),
  // PostgreSQL: start-up and requests for encryption; a query that is one packet; a batch that ends with Sync.
  all(has(8), any(is(there(4, 4), 0x0003_0000), is(there(4, 4), 80_877_103)), is(there(0, 2), 0)),
  all(is(masked(start, 0xffff_0000), 0x5100_0000), has(6), spansPayload(there(1, 4), 1)),
  all(is(masked(start, 0xffff_0000), 0x5000_0000), has(12), ends(4, 4)),
  // MySQL: the greeting, and commands from Quit to Statement execute, each one packet.
  all(is(masked(start, 0x0000_ffff), 0), has(8), spansPayload(littleEndian16, 4), any(is(there(4), 10), below(there(4), 0x1a))),
  // Kafka: the length and a known kind and version of request.
  all(has(14), is(there(0), 0), below(there(4, 2), 75), below(there(6, 2), 20), spansPayload(there(0, 4), 4)),
  all(has(16), is(there(12, 4), 0xdd07_0000)),
  // AMQP 0-9-1 and 1.0; NATS.
  begins('AMQP'),
  all(is(masked(start, 0xff00_0000), 0x0100_0000), has(12), is(there(3, 2), 0), ends(0xce, 1)),
  begins('INFO'),
  begins('PUB '),
  begins('SUB '),
  begins('HPUB'),
); // prettier-ignore

/** SOCKS 4 and 5, both sides; the header of a proxy, version 2 (version 1 begins with "PROX"). */
const tunnels: Condition = any(
  all(is(there(0), 5), below(there(1), 4), has(3), is(there(2), 0), not(has(263))),
  all(is(there(0, 2), 0x0401), has(9), ends(0, 1), not(has(520))),
  all(is(there(0, 2), 0x005a), has(8), not(has(9))),
  begins('PROXY '),
  all(is(start, 0x0d0a_0d0a), has(12), begins('\0\r\nQUIT\n', 4)),
);

/** Before a connection is read its payload must begin like something that we can read: bulk never reaches us. */
const speaks: Condition = any(
  all(has(4), any(http, clientHello, json, http2, databases, nodes, tunnels)),
  all(has(2), not(has(4)), any(is(there(0, 2), 0x0500), all(is(there(0), 5), has(3), is(there(2), 0)))),
);

const tcp: readonly Step[] = [
  when(hasAny(there(13), FIN_SYN_RST), 'keep'),
  when(any(is(there(0, 2), 53), is(there(2, 2), 53)), 'keep'),
  // X becomes the beginning of the payload.
  set((program) => {
    program.do(op.loadByteX, 12).do(op.and, 0xf0).do(op.shiftRight, 2).do(op.addX).do(op.toX).do(op.store, memory.payloadAt); // prettier-ignore
    program.do(op.loadLength).do(op.subtractX).do(op.store, memory.payloadLength);
  }),
  // A packet cut short wraps round to a huge length.
  when(hasAny(load('payload length', [op.loadMemory, memory.payloadLength]), 0x8000_0000), 'drop'),
  when(speaks, 'keep'),
  drop,
];

/** A DNS message by its header: one question, an operation and counts that exist; 45 bits, on any port. */
const dns: Condition = all(
  is(there(12, 2), 1),
  not(hasAny(there(10, 2), 0x7840)),
  is(there(14), 0),
  is(there(16), 0),
  is(there(18), 0),
);
const quicInitial: Condition = all(
  is(masked(there(8), 0xc0), 0xc0),
  any(is(there(9, 4), 1), is(there(9, 4), 0x6b33_43cf)),
);

const udp: readonly Step[] = [
  when(any(is(there(0, 2), 53), is(there(2, 2), 53)), 'keep'),
  // Of well-known services everything, but not the bulk of HTTP/3.
  when(all(any(below(there(0, 2), 1024), below(there(2, 2), 1024)), not(is(there(0, 2), 443)), not(is(there(2, 2), 443))), 'keep'), // prettier-ignore
  when(below(there(4, 2), 20), 'drop'),
  when(any(dns, quicInitial), 'keep'),
  drop,
];

/** INIT, INIT ACK, ABORT, SHUTDOWN. */
const sctp: readonly Step[] = [when(any(...[1, 2, 6, 7].map((chunk) => is(there(12), chunk))), 'keep'), drop];

/** The node's own packets leave it with a hop limit that was not yet lowered; what it forwards was seen when it came. */
const outgoing = (hopLimit: ReturnType<typeof packet>, { host, ownHopLimits }: FilterOptions): Step =>
  when(is(packetType, OUTGOING), host ? [when(not(any(...ownHopLimits.map((limit) => is(hopLimit, limit)))), 'drop')] : [drop]); // prettier-ignore

const ip4 = (options: FilterOptions): readonly Step[] => [
  when(is(packet(16), 127), 'drop'),
  outgoing(packet(8), options),
  when(hasAny(packet(6, 2), 0x1fff), 'drop'),
  set((program) => void program.do(op.xHeaderLength, 0).do(op.loadByte, 9).do(op.store, memory.transport)),
];

const ip6 = (options: FilterOptions): readonly Step[] => [
  when(all(is(packet(24, 4), 0), is(packet(28, 4), 0), is(packet(32, 4), 0), is(packet(36, 4), 1)), 'drop'),
  outgoing(packet(7), options),
  // Behind extension headers anything may stand; they are rare, and hiding places.
  when(any(...[0, 43, 44, 51, 60].map((extension) => is(packet(6), extension))), 'keep'),
  set((program) => void program.do(op.xImmediate, 40).do(op.loadByte, 6).do(op.store, memory.transport)),
];

/**
 * Which packets are worth a look: beginnings and ends of connections, DNS, and payloads that begin like a message that
 * we can read. For a socket of type SOCK_DGRAM, whose packets begin with the IP header.
 */
export const wireFilter = (options: FilterOptions): readonly Instruction[] =>
  compile(
    [
      // On the loopback interface each packet is seen going and coming.
      when(all(is(packetType, OUTGOING), is(interfaceIndex, LOOPBACK_INTERFACE)), 'drop'),
      // The kernel follows every path: whoever reads scratch memory must have written it on all of them.
      when(is(protocol, IPV4), ip4(options), [when(is(protocol, IPV6), ip6(options), [drop])]),
      when(is(transport, TCP), tcp),
      when(is(transport, UDP), udp),
      when(is(transport, SCTP), sctp),
      when(any(all(is(transport, ICMP), is(there(0), 3)), all(is(transport, ICMPV6), is(there(0), 1))), 'keep'),
    ],
    snapLength,
  );
