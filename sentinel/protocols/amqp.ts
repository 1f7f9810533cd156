import { FramedParser, type Message } from './framed.ts';
import type { Context, Guess, Opening, Protocol } from './protocol.ts';

/** AMQP 0-9-1, 1.1: class, then method. */
const METHODS: Readonly<Record<number, readonly [string, Readonly<Record<number, string>>]>> = {
  10: ['connection', { 10: 'start', 11: 'start-ok', 20: 'secure', 21: 'secure-ok', 30: 'tune', 31: 'tune-ok', 40: 'open', 41: 'open-ok', 50: 'close', 51: 'close-ok', 60: 'blocked', 61: 'unblocked' }],
  20: ['channel', { 10: 'open', 11: 'open-ok', 20: 'flow', 21: 'flow-ok', 40: 'close', 41: 'close-ok' }],
  40: ['exchange', { 10: 'declare', 11: 'declare-ok', 20: 'delete', 21: 'delete-ok', 30: 'bind', 31: 'bind-ok', 40: 'unbind', 51: 'unbind-ok' }],
  50: ['queue', { 10: 'declare', 11: 'declare-ok', 20: 'bind', 21: 'bind-ok', 30: 'purge', 31: 'purge-ok', 40: 'delete', 41: 'delete-ok', 50: 'unbind', 51: 'unbind-ok' }],
  60: ['basic', { 10: 'qos', 11: 'qos-ok', 20: 'consume', 21: 'consume-ok', 30: 'cancel', 31: 'cancel-ok', 40: 'publish', 50: 'return', 60: 'deliver', 70: 'get', 71: 'get-ok', 72: 'get-empty', 80: 'ack', 90: 'reject', 100: 'recover-async', 110: 'recover', 111: 'recover-ok', 120: 'nack' }],
  85: ['confirm', { 10: 'select', 11: 'select-ok' }],
  90: ['tx', { 10: 'select', 11: 'select-ok', 20: 'commit', 21: 'commit-ok', 30: 'rollback', 31: 'rollback-ok' }],
}; // prettier-ignore

/** AMQP 1.0, 2.7 and 5.3: the descriptor of a performative. */
const PERFORMATIVES: Readonly<Record<number, string>> = {
  0x10: 'open', 0x11: 'begin', 0x12: 'attach', 0x13: 'flow', 0x14: 'transfer', 0x15: 'disposition', 0x16: 'detach', 0x17: 'end',
  0x18: 'close', 0x40: 'sasl-mechanisms', 0x41: 'sasl-init', 0x42: 'sasl-challenge', 0x43: 'sasl-response', 0x44: 'sasl-outcome',
}; // prettier-ignore

const METHOD_FRAME = 1;
const END = 0xce;
const LONGEST_FRAME = 2 ** 27;

function framing({ findings, conversation }: Context) {
  let version = conversation.begun ? 0 : 9;
  return (bytes: Buffer): Message | 'lost' | undefined => {
    if (bytes.length < 8) return undefined;
    if (bytes.toString('latin1', 0, 4) === 'AMQP') {
      version = bytes[5] === 1 ? 10 : 9;
      const sayStart = () =>
        findings.operation({ app: 'amqp', dialect: version === 10 ? '1.0' : '0-9-1', method: 'protocol-header' });
      return { length: 8, needs: 8, read: sayStart };
    }
    return version === 10 ? performative(bytes, findings) : frame(bytes, findings);
  };
}

function frame(bytes: Buffer, findings: Context['findings']): Message | 'lost' | undefined {
  const type = bytes[0]!;
  const size = bytes.readUInt32BE(3);
  if (type === 0 || (type > 3 && type !== 8) || size > LONGEST_FRAME) return 'lost';
  const read = (message: Buffer) => {
    if (type !== METHOD_FRAME || message.length < 11) return;
    const [name, methods] = METHODS[message.readUInt16BE(7)] ?? [];
    const method = methods?.[message.readUInt16BE(9)];
    findings.operation({ app: 'amqp', method: method === undefined ? 'other' : `${name}.${method}` });
  };
  return { length: 8 + size, needs: type === METHOD_FRAME ? 11 : 0, read };
}

function performative(bytes: Buffer, findings: Context['findings']): Message | 'lost' | undefined {
  const size = bytes.readUInt32BE(0);
  const offset = bytes[4]! * 4;
  if (size < 8 || size > LONGEST_FRAME || offset < 8 || offset > size) return 'lost';
  const read = (message: Buffer) => {
    // An empty frame keeps the connection alive. A descriptor is a small or a long number: 0x53 or 0x80.
    if (size === offset) return;
    const code = message[offset + 1] === 0x53 ? message[offset + 2] : message[offset + 1] === 0x80 ? message[offset + 9] : undefined;
    findings.operation({ app: 'amqp', method: (code === undefined ? undefined : PERFORMATIVES[code]) ?? 'other' });
  };
  return { length: size, needs: Math.min(size, offset + 10), read };
} // prettier-ignore

function isMethodFrame(bytes: Buffer): boolean {
  if (bytes.length < 12 || bytes[0] !== METHOD_FRAME) return false;
  const end = 7 + bytes.readUInt32BE(3);
  if (METHODS[bytes.readUInt16BE(7)]?.[1][bytes.readUInt16BE(9)] === undefined) return false;
  return end < bytes.length ? bytes[end] === END : end < LONGEST_FRAME;
}

function guess({ client, server, begun }: Opening): Guess {
  if (client.length === 0) return begun || server.length === 0 ? 'more' : isMethodFrame(server) ? 'yes' : 'more';
  if (client.length < 8) return 'AMQP'.startsWith(client.toString('latin1', 0, Math.min(4, client.length))) ? 'more' : begun ? 'no' : 'more';
  if (client.toString('latin1', 0, 4) === 'AMQP') return 'yes';
  return begun || !isMethodFrame(client) ? 'no' : 'yes';
} // prettier-ignore

export const amqp: Protocol = { name: 'amqp', guess, parser: (context) => new FramedParser(framing(context), isMethodFrame), mining: 'nothing' }; // prettier-ignore
