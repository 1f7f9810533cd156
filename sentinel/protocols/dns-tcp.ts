import type { Side } from '../conversation/conversation.ts';
import { parseDns } from './dns-message.ts';
import type { Context, Guess, Opening, Parser, Protocol } from './protocol.ts';
import { StreamBuffer } from './stream-buffer.ts';

/** DNS over TCP (RFC 7766): each message after two bytes of length; several may share a segment, one may span many. */
class DnsTcpParser implements Parser {
  readonly #context: Context;
  readonly #buffers: Readonly<Record<Side, StreamBuffer>> = {
    client: new StreamBuffer(65_537),
    server: new StreamBuffer(65_537),
  };
  readonly isDone = false;

  constructor(context: Context) {
    this.#context = context;
  }

  bytes(side: Side, chunk: Buffer): void {
    const buffer = this.#buffers[side];
    buffer.push(chunk);
    for (;;) {
      const { bytes } = buffer;
      if (bytes.length < 2 || bytes.length < 2 + bytes.readUInt16BE(0)) break;
      const message = parseDns(bytes.subarray(2, 2 + bytes.readUInt16BE(0)));
      if (message !== undefined) this.#context.dns(side, message);
      buffer.skip(2 + bytes.readUInt16BE(0));
    }
    buffer.settle();
  }

  /** The next segment most likely begins a message again. */
  gap(side: Side): void {
    this.#buffers[side].clear();
  }
}

function guess({ client, server }: Opening): Guess {
  const bytes = client.length > 0 ? client : server;
  if (bytes.length < 14) return bytes.length < 3 || bytes.readUInt16BE(0) >= 12 ? 'more' : 'no';
  const length = bytes.readUInt16BE(0);
  if (length < 17 || length > 16_384) return 'no';
  // One question, and the flags of a query or an answer; the whole message must then parse.
  if (bytes.readUInt16BE(6) !== 1 || (bytes.readUInt16BE(4) & 0x7800) !== 0) return 'no';
  if (bytes.length < 2 + length) return 'more';
  return parseDns(bytes.subarray(2, 2 + length)) === undefined ? 'no' : 'yes';
}

export const dnsTcp: Protocol = {
  name: 'dns',
  guess,
  parser: (context) => new DnsTcpParser(context),
  mining: 'nothing',
};
