import { Refusal } from '../../refusal.ts';
import { errorName, int32, type Libc } from '../libc.ts';
import type { Instruction } from './bpf.ts';

/** linux/if_packet.h, linux/if_ether.h, asm-generic/socket.h. */
const AF_PACKET = 17;
const SOCK_DGRAM_CLOEXEC = 2 | 0x8_0000;
const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
const SOL_PACKET = 263;
const PACKET_RX_RING = 5;
const PACKET_STATISTICS = 6;
const PACKET_VERSION = 10;
const PACKET_IGNORE_OUTGOING = 23;
const TPACKET_V3 = 2;
const ETH_P_ALL = 3;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
const POLLIN = 1;
const EFD_CLOEXEC = 0x8_0000;

/** struct tpacket_block_desc: the header of a block. */
const BLOCK = { status: 8, packets: 12, first: 16 } as const;
const USER = 1;
/** struct tpacket3_hdr, and struct sockaddr_ll behind it. */
const PACKET = {
  next: 0,
  seconds: 4,
  nanoseconds: 8,
  captured: 12,
  length: 16,
  network: 26,
  interfaceIndex: 52,
} as const;

export interface RingOptions {
  readonly filter: readonly Instruction[];
  readonly outgoing: boolean;
  readonly blockBytes?: number;
  readonly blocks?: number;
  /** After this the kernel hands over a block that is not full, milliseconds. */
  readonly retireMs?: number;
}

/**
 * Unless said otherwise. A block that was handed over is not filled further, so that on a quiet node the ring holds as many
 * blocks as it has times the time that each waits: 6.4 s during which we may be held up. Large ones would hold less.
 */
export const RETIRE_MS = 50;
const BLOCK_BYTES = 1 << 16;
const BLOCKS = 128;

/** A packet where it lies in the ring, which is the kernel's again after the call. */
export type OnPacket = (bytes: Buffer, from: number, to: number, wireLength: number, at: number, interfaceIndex: number) => void; // prettier-ignore

export interface RingLoss {
  packets: number;
  drops: number;
  freezes: number;
}

/**
 * A ring of packets that the kernel fills and we read in place: AF_PACKET, TPACKET_V3. Needs CAP_NET_RAW and nothing
 * else.
 */
export class Ring {
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #blockBytes: number;
  readonly #blocks: number;
  readonly #memory: Buffer;
  readonly #view: DataView;
  readonly #words: Int32Array;
  readonly #pointer: unknown;
  readonly #loss: RingLoss = { packets: 0, drops: 0, freezes: 0 };
  /** Ends a wait before its time. */
  readonly #bell: number;
  /** struct pollfd, of the ring and of the bell. */
  readonly #polled = Buffer.alloc(16);
  #block = 0;
  #closed = false;

  /** @throws Refusal where the kernel refuses, with what it takes */
  constructor(
    libc: Libc,
    { filter, outgoing, blockBytes = BLOCK_BYTES, blocks = BLOCKS, retireMs = RETIRE_MS }: RingOptions,
  ) {
    this.#libc = libc;
    this.#blockBytes = blockBytes;
    this.#blocks = blocks;
    this.#fd = libc.socket(AF_PACKET, SOCK_DGRAM_CLOEXEC, 0);
    if (this.#fd < 0) throw new Refusal(`a packet socket was refused (${errorName(libc.errno())}); the sentinel needs the capability NET_RAW`, 1); // prettier-ignore
    this.#attach(filter);
    if (!outgoing) this.#set(SOL_PACKET, PACKET_IGNORE_OUTGOING, int32(1), 'to ignore what is sent');
    this.#set(SOL_PACKET, PACKET_VERSION, int32(TPACKET_V3), 'version 3 of the ring');
    this.#set(SOL_PACKET, PACKET_RX_RING, ringRequest(blockBytes, blocks, retireMs), 'the ring');
    this.#pointer = libc.mmap(null, blockBytes * blocks, PROT_READ_WRITE, MAP_SHARED, this.#fd, 0);
    const memory = libc.view(this.#pointer, blockBytes * blocks);
    this.#memory = Buffer.from(memory);
    this.#view = new DataView(memory);
    this.#words = new Int32Array(memory);
    const address = Buffer.alloc(20);
    address.writeUInt16LE(AF_PACKET, 0);
    address.writeUInt16BE(ETH_P_ALL, 2);
    if (libc.bind(this.#fd, address, address.length) !== 0) throw this.#refused('the packet socket on all interfaces');
    this.#bell = libc.eventfd(0, EFD_CLOEXEC);
    for (const [index, fd] of [this.#fd, this.#bell].entries()) {
      this.#polled.writeInt32LE(fd, index * 8);
      this.#polled.writeUInt16LE(POLLIN, index * 8 + 4);
    }
  }

  /** Reads at most `most` blocks that are ready. @returns how many were */
  read(onPacket: OnPacket, most: number): number {
    let read = 0;
    while (read < most) {
      const block = this.#block * this.#blockBytes;
      const status = (block + BLOCK.status) / 4;
      // Atomic, so that on no processor what is in the block is read before its status, or given back before it was read.
      if ((Atomics.load(this.#words, status) & USER) === 0) return read;
      this.#readBlock(block, onPacket);
      Atomics.store(this.#words, status, 0);
      this.#block = (this.#block + 1) % this.#blocks;
      read += 1;
    }
    return read;
  }

  #readBlock(block: number, onPacket: OnPacket): void {
    const view = this.#view;
    const packets = view.getUint32(block + BLOCK.packets, true);
    let at = block + view.getUint32(block + BLOCK.first, true);
    for (let index = 0; index < packets; index += 1) {
      const begin = at + view.getUint16(at + PACKET.network, true);
      const captured = view.getUint32(at + PACKET.captured, true);
      const instant = view.getUint32(at + PACKET.seconds, true) * 1000 + view.getUint32(at + PACKET.nanoseconds, true) / 1e6; // prettier-ignore
      onPacket(this.#memory, begin, begin + captured, view.getUint32(at + PACKET.length, true), instant, view.getInt32(at + PACKET.interfaceIndex, true)); // prettier-ignore
      at += view.getUint32(at + PACKET.next, true);
    }
  }

  /** Until there is something to read, or for so long, or until it is woken. Takes a thread of the pool, and none of our time. */
  async wait(timeoutMs: number): Promise<void> {
    await this.#libc.poll(this.#polled, 2, timeoutMs);
  }

  /** Ends the wait that goes on, and each one after it. */
  wake(): void {
    if (this.#closed) return;
    const once = Buffer.alloc(8);
    once.writeBigUInt64LE(1n);
    this.#libc.write(this.#bell, once, once.length);
  }

  /** Since the beginning; the kernel counts anew after each look. */
  loss(): RingLoss {
    if (this.#closed) return this.#loss;
    const statistics = Buffer.alloc(12);
    if (this.#libc.getsockopt(this.#fd, SOL_PACKET, PACKET_STATISTICS, statistics, int32(12)) === 0) {
      this.#loss.packets += statistics.readUInt32LE(0);
      this.#loss.drops += statistics.readUInt32LE(4);
      this.#loss.freezes += statistics.readUInt32LE(8);
    }
    return this.#loss;
  }

  /** The memory of packets is gone after this. */
  close(): void {
    if (this.#closed) return;
    this.loss();
    this.#closed = true;
    this.#libc.close(this.#fd);
    this.#libc.close(this.#bell);
  }

  /** struct sock_fprog, and behind it, in the same buffer, the program that it points to: what is passed lives on. */
  #attach(filter: readonly Instruction[]): void {
    const program = programBytes(filter);
    const both = Buffer.concat([Buffer.alloc(16), program]);
    both.writeUInt16LE(filter.length, 0);
    both.writeBigUInt64LE(this.#libc.address(both) + 16n, 8);
    if (this.#libc.setsockopt(this.#fd, SOL_SOCKET, SO_ATTACH_FILTER, both, 16) !== 0) throw this.#refused('the packet filter'); // prettier-ignore
  }

  #set(level: number, name: number, value: Buffer, what: string): void {
    if (this.#libc.setsockopt(this.#fd, level, name, value, value.length) !== 0) throw this.#refused(what);
  }

  #refused(what: string): Refusal {
    const name = errorName(this.#libc.errno());
    this.#libc.close(this.#fd);
    return new Refusal(`the kernel refused ${what} (${name}); it must be Linux 4.20 or newer with packet sockets`, 1);
  }
}

function ringRequest(blockBytes: number, blocks: number, retireMs: number): Buffer {
  const frameBytes = 2048;
  const request = Buffer.alloc(28);
  for (const [index, value] of [blockBytes, blocks, frameBytes, (blockBytes * blocks) / frameBytes, retireMs, 0, 0].entries()) request.writeUInt32LE(value, index * 4); // prettier-ignore
  return request;
}

/** struct sock_filter, one after the other. */
export function programBytes(filter: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(filter.length * 8);
  for (const [index, { code, jt, jf, k }] of filter.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes[index * 8 + 2] = jt;
    bytes[index * 8 + 3] = jf;
    bytes.writeUInt32LE(k, index * 8 + 4);
  }
  return bytes;
}
