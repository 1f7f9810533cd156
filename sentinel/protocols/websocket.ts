import type { Guess, Opening, Parser, Protocol } from './protocol.ts';

/** FIN set, no reserved bit but that of compression, an opcode that exists. */
function headerFits(first: number): boolean {
  const opcode = first & 0x0f;
  return (
    (first & 0x80) !== 0 && (first & 0x30) === 0 && (opcode === 1 || opcode === 2 || (opcode >= 8 && opcode <= 10))
  );
}

/** Whether the bytes are whole frames to their last byte; a client's are masked, a server's are not (RFC 6455, 5.1). */
function isFrames(bytes: Buffer, masked: boolean): boolean {
  let at = 0;
  for (let frames = 0; at < bytes.length; frames += 1) {
    if (frames > 64 || at + 2 > bytes.length || !headerFits(bytes[at]!)) return false;
    const marked = (bytes[at + 1]! & 0x80) !== 0;
    if (marked !== masked) return false;
    const short = bytes[at + 1]! & 0x7f;
    const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
    if (at + 2 + extended > bytes.length) return false;
    const length =
      short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
    at += 2 + extended + (masked ? 4 : 0) + length;
  }
  return at === bytes.length && bytes.length > 0;
}

/** Frames in the middle of a conversation whose upgrade was not seen: both sides must fit, or one side for long enough. */
function guess({ client, server, begun }: Opening): Guess {
  if (begun) return 'no';
  const fromClient = isFrames(client, true);
  const fromServer = isFrames(server, false);
  if ((client.length > 0 && !fromClient) || (server.length > 0 && !fromServer)) return 'no';
  return fromClient ? 'yes' : server.length >= 64 ? 'yes' : 'more';
}

/** A frame says nothing more that may be told; what it carries goes to the recogniser of mining. */
const parser: Protocol['parser'] = ({ findings }): Parser => {
  findings.operation({ app: 'websocket' });
  return { isDone: true, bytes: () => {}, gap: () => {} };
};

export const websocket: Protocol = { name: 'websocket', guess, parser, mining: 'stream' };
