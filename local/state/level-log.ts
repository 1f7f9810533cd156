import { damaged } from '../start-error.ts';

/**
 * LevelDB's write-ahead log (github.com/google/leveldb, doc/log_format.md): blocks of 32 KiB, in them records of
 * checksum (4 bytes), length (2), type (1) and data. LevelDB itself drops what does not add up and says nothing, so that
 * acknowledged writes would be gone unnoticed; hence it is read here first.
 */
const blockBytes = 32 * 1024;
const headBytes = 7;

/** Throws when a record is broken. An unfinished last one was never acknowledged, and LevelDB drops it rightly. */
export function checkLevelLog(file: string, content: Buffer): void {
  for (let at = 0; at < content.length;) {
    const leftInBlock = blockBytes - (at % blockBytes);
    if (leftInBlock < headBytes) {
      at += leftInBlock;
      continue;
    }
    if (at + headBytes > content.length) return;
    const end = at + headBytes + content.readUInt16LE(at + 4);
    if (end > content.length) return;
    const masked = content.readUInt32LE(at);
    if (
      headBytes + content.readUInt16LE(at + 4) > leftInBlock ||
      masked !== maskedCrc32c(content.subarray(at + 6, end))
    ) {
      throw damaged(file, `the record at byte ${at} does not match its checksum`);
    }
    at = end;
  }
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** CRC-32C, rotated and shifted as LevelDB stores it. */
function maskedCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
