import type { CapturedPacket } from '../../sentinel/sources/source.ts';

const NUMBERS = [0, 1, 4, 5, 0x7f, 0x80, 0xc0, 0xfe, 0xff];

/** What hostile packets are made of. @param others packets of which parts may be taken */
export function mutations(chance: () => number, others: () => readonly CapturedPacket[]) {
  const below = (limit: number): number => Math.floor(chance() * limit);

  /** Cut, lengthened, overwritten, with parts of another, at another time. */
  function mutated(packet: CapturedPacket): CapturedPacket {
    let bytes = Buffer.from(packet.bytes);
    for (let edits = below(6); edits > 0 && bytes.length > 0; edits -= 1) {
      const at = below(bytes.length);
      switch (below(7)) {
        case 0:
          bytes[at] = below(256);
          break;
        case 1:
          bytes[at] = bytes[at]! ^ (1 << below(8));
          break;
        case 2:
          bytes[at] = NUMBERS[below(NUMBERS.length)]!;
          break;
        case 3:
          bytes = bytes.subarray(0, at);
          break;
        case 4: {
          const other = others()[below(others().length)]!.bytes;
          const from = below(other.length);
          bytes = Buffer.concat([bytes.subarray(0, at), other.subarray(from, from + below(600)), bytes.subarray(at)]);
          break;
        }
        case 5:
          bytes.fill(below(256), at, Math.min(bytes.length, at + below(64)));
          break;
        default:
          if (at + 4 <= bytes.length) bytes.writeUInt32BE(below(2 ** 32), at);
      }
    }
    const linkType = below(50) === 0 ? [0, 1, 12, 101, 113, 276, below(300)][below(7)]! : packet.linkType;
    const at = packet.at + (below(100) === 0 ? (chance() - 0.5) * 1e12 : below(100));
    return { ...packet, at, linkType, bytes, wireLength: bytes.length + (below(20) === 0 ? below(2000) : 0) };
  }

  /** Moves a conversation to other client ports, so that the tables fill. */
  function moved(packets: readonly CapturedPacket[]): readonly CapturedPacket[] {
    const shift = below(60_000);
    return packets.map((packet) => {
      const bytes = Buffer.from(packet.bytes);
      const head = packet.linkType === 1 ? 34 : packet.linkType === 101 ? 20 : -1;
      if (head > 0 && bytes.length > head + 4) {
        for (const at of [head, head + 2]) {
          const port = bytes.readUInt16BE(at);
          if (port >= 32_768) bytes.writeUInt16BE(32_768 + ((port + shift) % 32_768), at);
        }
      }
      return { ...packet, bytes };
    });
  }

  return { below, moved, mutated };
}
