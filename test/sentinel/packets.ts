import ipaddr from 'ipaddr.js';
import type { Observation } from '../../core/telemetry.ts';
import { Observer, type ObserverOptions } from '../../sentinel/observer.ts';
import type { CapturedPacket } from '../../sentinel/sources/source.ts';

/** Packets made by hand. Checksums are left empty: a capture on the sending host holds none either. */
export const T0 = Date.UTC(2026, 0, 5, 12, 0, 0);
export const ETHERNET = 1;
export const RAW = 101;
export const SLL = 113;
export const SLL2 = 276;

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;

export interface TcpFields {
  readonly from: string;
  readonly to: string;
  readonly flags: number;
  readonly seq: number;
  readonly ack?: number;
  readonly payload?: Uint8Array;
}

/** `10.0.0.1:80` or `[fd00::1]:80`. */
export function end(text: string): { address: string; port: number } {
  const colon = text.lastIndexOf(':');
  return { address: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}

export function ip(from: string, to: string, proto: number, payload: Buffer, options: { fragment?: number; padding?: number } = {}): Buffer {
  const source = Buffer.from(ipaddr.parse(from).toByteArray());
  const destination = Buffer.from(ipaddr.parse(to).toByteArray());
  const head = Buffer.alloc(source.length === 4 ? 20 : 40);
  if (source.length === 4) {
    head[0] = 0x45;
    head.writeUInt16BE(20 + payload.length, 2);
    head.writeUInt16BE(options.fragment ?? 0, 6);
    head[8] = 64;
    head[9] = proto;
    source.copy(head, 12);
    destination.copy(head, 16);
  } else {
    head[0] = 0x60;
    head.writeUInt16BE(payload.length, 4);
    head[6] = proto;
    head[7] = 64;
    source.copy(head, 8);
    destination.copy(head, 24);
  }
  return Buffer.concat([head, payload, Buffer.alloc(options.padding ?? 0)]);
} // prettier-ignore

export function tcp({ from, to, flags, seq, ack = 0, payload = Buffer.alloc(0) }: TcpFields): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt16BE(end(from).port, 0);
  head.writeUInt16BE(end(to).port, 2);
  head.writeUInt32BE(seq >>> 0, 4);
  head.writeUInt32BE(ack >>> 0, 8);
  head[12] = 0x50;
  head[13] = flags;
  head.writeUInt16BE(65_535, 14);
  return ip(end(from).address, end(to).address, 6, Buffer.concat([head, payload]));
}

export function udp(from: string, to: string, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(end(from).port, 0);
  head.writeUInt16BE(end(to).port, 2);
  head.writeUInt16BE(8 + payload.length, 4);
  return ip(end(from).address, end(to).address, 17, Buffer.concat([head, payload]));
}

export function ethernet(packet: Buffer, tags: readonly number[] = []): Buffer {
  const type = packet[0]! >> 4 === 4 ? 0x0800 : 0x86dd;
  const parts: Buffer[] = [Buffer.from('020000000001020000000002', 'hex')];
  for (const [index, tag] of tags.entries()) parts.push(u16(index < tags.length - 1 ? 0x88a8 : 0x8100), u16(tag));
  return Buffer.concat([...parts, u16(type), packet]);
}

export function sll2(packet: Buffer, interfaceIndex: number): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt16BE(packet[0]! >> 4 === 4 ? 0x0800 : 0x86dd, 0);
  head.writeUInt32BE(interfaceIndex, 4);
  return Buffer.concat([head, packet]);
}

export const u16 = (value: number): Buffer => Buffer.from([(value >> 8) & 255, value & 255]);
export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0, 0);
  return bytes;
}

export const le16 = (value: number): Buffer => Buffer.from([value & 255, (value >> 8) & 255]);
export function le32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0, 0);
  return bytes;
}

export const captured = (bytes: Buffer, at = T0, linkType = RAW): CapturedPacket => ({ at, linkType, bytes, wireLength: bytes.length }); // prettier-ignore

/** Classic pcap. */
export function pcapFile(packets: readonly CapturedPacket[], options: { big?: boolean; nano?: boolean; snapLength?: number } = {}): Buffer {
  const number = (value: number) => (options.big === true ? u32(value) : le32(value));
  const small = (value: number) => (options.big === true ? u16(value) : le16(value));
  const parts = [number(options.nano === true ? 0xa1b23c4d : 0xa1b2c3d4), small(2), small(4), number(0), number(0), number(options.snapLength ?? 262_144), number(packets[0]?.linkType ?? RAW)];
  for (const { at, bytes, wireLength } of packets) {
    const kept = bytes.subarray(0, options.snapLength ?? bytes.length);
    const fraction = Math.round((at % 1000) * (options.nano === true ? 1e6 : 1e3));
    parts.push(number(Math.floor(at / 1000)), number(fraction), number(kept.length), number(wireLength), kept);
  }
  return Buffer.concat(parts);
} // prettier-ignore

/** One TCP conversation, packet by packet. Times advance a millisecond a packet. */
export class Talk {
  readonly packets: CapturedPacket[] = [];
  readonly client: string;
  readonly server: string;
  clientSeq: number;
  serverSeq: number;
  at: number;

  constructor(client = '10.0.3.17:40000', server = '203.0.113.9:3333', options: { clientIsn?: number; serverIsn?: number; at?: number } = {}) {
    this.client = client;
    this.server = server;
    this.clientSeq = options.clientIsn ?? 1000;
    this.serverSeq = options.serverIsn ?? 9000;
    this.at = options.at ?? T0;
  } // prettier-ignore

  packet(bytes: Buffer): this {
    this.packets.push(captured(bytes, this.at));
    this.at += 1;
    return this;
  }

  open(): this {
    const { client, server } = this;
    this.packet(tcp({ from: client, to: server, flags: SYN, seq: this.clientSeq }));
    this.packet(tcp({ from: server, to: client, flags: SYN | ACK, seq: this.serverSeq, ack: this.clientSeq + 1 }));
    this.clientSeq += 1;
    this.serverSeq += 1;
    return this.packet(tcp({ from: client, to: server, flags: ACK, seq: this.clientSeq, ack: this.serverSeq }));
  }

  says(payload: string | Uint8Array, segment = 1400): this {
    for (const piece of pieces(payload, segment)) {
      this.packet(tcp({ from: this.client, to: this.server, flags: PSH | ACK, seq: this.clientSeq, ack: this.serverSeq, payload: piece })); // prettier-ignore
      this.clientSeq += piece.length;
    }
    return this;
  }

  hears(payload: string | Uint8Array, segment = 1400): this {
    for (const piece of pieces(payload, segment)) {
      this.packet(tcp({ from: this.server, to: this.client, flags: PSH | ACK, seq: this.serverSeq, ack: this.clientSeq, payload: piece })); // prettier-ignore
      this.serverSeq += piece.length;
    }
    return this;
  }

  close(): this {
    const { client, server } = this;
    this.packet(tcp({ from: client, to: server, flags: FIN | ACK, seq: this.clientSeq, ack: this.serverSeq }));
    this.packet(tcp({ from: server, to: client, flags: FIN | ACK, seq: this.serverSeq, ack: this.clientSeq + 1 }));
    return this.packet(tcp({ from: client, to: server, flags: ACK, seq: this.clientSeq + 1, ack: this.serverSeq + 1 }));
  }

  reset(by: 'client' | 'server'): this {
    const [from, to, seq] = by === 'client' ? [this.client, this.server, this.clientSeq] : [this.server, this.client, this.serverSeq];
    return this.packet(tcp({ from, to, flags: RST, seq }));
  } // prettier-ignore
}

/** Both sides of a transcript, one after the other. */
export function plays(talk: Talk, lines: readonly { readonly side: 'client' | 'server'; readonly text: string }[], segment = 1400): Talk {
  for (const { side, text } of lines) if (side === 'client') talk.says(text, segment); else talk.hears(text, segment);
  return talk;
} // prettier-ignore

export function pieces(payload: string | Uint8Array, size: number): Buffer[] {
  const bytes = typeof payload === 'string' ? Buffer.from(payload, 'utf8') : Buffer.from(payload);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

/** What the observer makes of packets, in the order given. */
export function observe(packets: readonly CapturedPacket[], options?: ObserverOptions): Observation[] {
  return observer(packets, options).take();
}

export function observer(packets: readonly CapturedPacket[], options?: ObserverOptions): Observer {
  const observing = new Observer(options);
  for (const packet of packets) observing.packet(packet);
  observing.end();
  return observing;
}

/** Of one conversation the only flow. */
export function flowOf(packets: readonly CapturedPacket[]) {
  const flows = observe(packets).filter((observation) => observation.kind === 'flow');
  if (flows.length !== 1) throw new Error(`expected one flow, got ${JSON.stringify(flows)}`);
  return flows[0]!;
}

/** DNS messages. Names are written without compression unless bytes are given. */
export function dnsName(name: string): Buffer {
  const labels = name === '' ? [] : name.split('.');
  return Buffer.concat([...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])), Buffer.from([0])]);
} // prettier-ignore

export interface DnsRecordFields {
  readonly name: string;
  readonly type: number;
  readonly data: Buffer;
  readonly ttl?: number;
}

export function dns(fields: { id?: number; name: string; type?: number; code?: number; answers?: readonly DnsRecordFields[] }): Buffer {
  const { id = 7, name, type = 1, code = 0, answers } = fields;
  const flags = answers === undefined ? 0x0100 : 0x8180 | code;
  const parts = [u16(id), u16(flags), u16(1), u16(answers?.length ?? 0), u16(0), u16(0), dnsName(name), u16(type), u16(1)];
  for (const answer of answers ?? []) parts.push(dnsName(answer.name), u16(answer.type), u16(1), u32(answer.ttl ?? 60), u16(answer.data.length), answer.data); // prettier-ignore
  return Buffer.concat(parts);
} // prettier-ignore

export const a = (name: string, address: string, ttl = 60): DnsRecordFields => ({ name, type: 1, ttl, data: Buffer.from(ipaddr.parse(address).toByteArray()) }); // prettier-ignore
export const aaaa = (name: string, address: string): DnsRecordFields => ({ name, type: 28, data: Buffer.from(ipaddr.parse(address).toByteArray()) }); // prettier-ignore
export const cname = (name: string, target: string): DnsRecordFields => ({ name, type: 5, data: dnsName(target) });
