import { createHash } from 'node:crypto';

export type MessageAttribute = Readonly<{ DataType: string; StringValue?: string; BinaryValue?: string }>;
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A message as the queue keeps it. Times are milliseconds since 1970. */
export type Message = Readonly<{
  id: string;
  body: string;
  attributes: MessageAttributes;
  /** Who sent it, for the attribute SenderId. */
  sender: string;
  /** By the installation's clock, for people and handlers. */
  sentAt: number;
  /** By the system's clock, as everything that only times the queue itself. */
  storedAt: number;
  availableAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  receipt?: string;
  /** The queue it fell out of. */
  deadLetterSource?: string;
}>;

export const md5 = (text: string | Buffer): string => createHash('md5').update(text).digest('hex');

export function sizeOf({ body, attributes }: Pick<Message, 'body' | 'attributes'>): number {
  const ofAttributes = Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue, BinaryValue }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue ?? '') +
      Buffer.from(BinaryValue ?? '', 'base64').length,
    0,
  );
  return Buffer.byteLength(body) + ofAttributes;
}

/** The checksum that SDKs hold against what they sent: names in order, each part with its length. */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const parts = Object.keys(attributes)
    .toSorted()
    .flatMap((name) => {
      const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
      const isText = StringValue !== undefined;
      const value = isText ? Buffer.from(StringValue) : Buffer.from(BinaryValue ?? '', 'base64');
      return [sized(Buffer.from(name)), sized(Buffer.from(DataType)), Buffer.from([isText ? 1 : 2]), sized(value)];
    });
  return md5(Buffer.concat(parts));
}

/** Bytes with their length before them. */
function sized(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
