import { pieces, u16 } from './packets.ts';

/** A TLS ClientHello as one or more records. */
export function clientHello(fields: { name?: string | Buffer; alpn?: readonly string[]; ech?: boolean; pad?: number; record?: number }): Buffer {
  const extensions: Buffer[] = [];
  const extension = (type: number, data: Buffer) => extensions.push(u16(type), u16(data.length), data);
  if (fields.pad !== undefined) extension(21, Buffer.alloc(fields.pad));
  if (fields.name !== undefined) {
    const name = Buffer.from(fields.name as string);
    extension(0, Buffer.concat([u16(name.length + 3), Buffer.from([0]), u16(name.length), name]));
  }
  if (fields.alpn !== undefined) {
    const list = Buffer.concat(fields.alpn.map((id) => Buffer.concat([Buffer.from([id.length]), Buffer.from(id)])));
    extension(16, Buffer.concat([u16(list.length), list]));
  }
  if (fields.ech === true) extension(0xfe0d, Buffer.alloc(16));
  extension(43, Buffer.from([2, 3, 4]));
  const all = Buffer.concat(extensions);
  const body = Buffer.concat([Buffer.from([3, 3]), Buffer.alloc(32, 7), Buffer.from([0]), u16(2), Buffer.from([0x13, 0x01]), Buffer.from([1, 0]), u16(all.length), all]);
  const message = Buffer.concat([Buffer.from([1, 0]), u16(body.length), body]);
  return Buffer.concat(pieces(message, fields.record ?? 16_384).map((piece) => Buffer.concat([Buffer.from([22, 3, 1]), u16(piece.length), piece])));
} // prettier-ignore
