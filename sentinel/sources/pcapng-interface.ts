/** One interface that a pcapng section declares. */
export interface CaptureInterface {
  readonly linkType: number;
  /** 0: no limit. */
  readonly snapLength: number;
  /** The two halves of a timestamp to milliseconds since 1970. */
  atMs(high: number, low: number): number;
}

const RESOLUTION = 9;
const OFFSET = 14;

/** @param body of an Interface Description Block, at least 8 bytes; options that do not fit are ignored */
export function interfaceFrom(body: Buffer, little: boolean): CaptureInterface {
  const u16 = (at: number) => (little ? body.readUInt16LE(at) : body.readUInt16BE(at));
  const u32 = (at: number) => (little ? body.readUInt32LE(at) : body.readUInt32BE(at));
  // Microseconds unless the option says otherwise.
  let unitsPerSecond = 1e6;
  let offsetMs = 0;
  for (let at = 8; at + 4 <= body.length;) {
    const code = u16(at);
    const length = u16(at + 2);
    if (code === 0 || at + 4 + length > body.length) break;
    if (code === RESOLUTION && length === 1) {
      const value = body.readUInt8(at + 4);
      unitsPerSecond = value & 0x80 ? 2 ** (value & 0x7f) : 10 ** value;
    }
    if (code === OFFSET && length === 8) {
      offsetMs = Number(little ? body.readBigInt64LE(at + 4) : body.readBigInt64BE(at + 4)) * 1000;
    }
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  const unitsPerMs = unitsPerSecond / 1000;
  // Above 2^53 units a double loses fractions of a microsecond: more than enough for milliseconds.
  const atMs = (high: number, low: number) => (high * 2 ** 32 + low) / unitsPerMs + offsetMs;
  return { linkType: u16(0), snapLength: u32(4), atMs };
}
