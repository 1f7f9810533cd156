import { telemetryLimits } from '../../core/telemetry-limits.ts';
import { otherSide, type Side } from '../conversation/conversation.ts';
import { hostOf } from '../names/host-name.ts';
import { HpackDecoder, type Fields } from './hpack.ts';
import { httpMethod } from './http-methods.ts';
import { holdsJndi } from './jndi.ts';
import type { Context, Guess, Opening, Parser, Protocol } from './protocol.ts';
import { StreamBuffer } from './stream-buffer.ts';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');
const FRAME_HEAD = 9;
const DATA = 0;
const HEADERS = 1;
const SETTINGS = 4;
const PUSH_PROMISE = 5;
const CONTINUATION = 9;
const END_HEADERS = 4;
const PADDED = 8;
const PRIORITY = 32;
const ACK = 1;
const HEADER_TABLE_SIZE = 1;

/** Header blocks are gathered over CONTINUATION frames up to this; servers refuse larger ones. */
const LONGEST_BLOCK = 65_536;
/** SETTINGS_MAX_FRAME_SIZE may be raised to 16 MiB, but only for DATA does anyone use it. */
const LONGEST_FRAME = 2 ** 24 - 1;

interface Direction {
  readonly frames: StreamBuffer;
  readonly hpack: HpackDecoder;
  block: Buffer[] | undefined;
  blockSize: number;
  lost: boolean;
}

/** HTTP/2 in the clear: requests with their paths, gRPC among them. Bodies are handed on only where they may be JSON. */
class Http2Parser implements Parser {
  readonly #context: Context;
  readonly #sides: Readonly<Record<Side, Direction>> = { client: direction(), server: direction() };
  #prefaceLeft: number;
  #jsonStreams = new Set<number>();
  readonly isDone = false;

  constructor(context: Context) {
    this.#context = context;
    this.#prefaceLeft = context.conversation.begun ? PREFACE.length : -1;
    if (!context.conversation.begun) this.#sides.client.hpack.lose();
  }

  bytes(side: Side, chunk: Buffer): void {
    const state = this.#sides[side];
    if (state.lost && !this.#isFrameStart(chunk)) return;
    state.lost = false;
    state.frames.push(chunk);
    if (side === 'client') this.#preface(state.frames);
    while (this.#frame(side, state));
    if (!state.frames.settle()) this.gap(side);
  }

  gap(side: Side): void {
    const state = this.#sides[side];
    state.frames.clear();
    // The filter lets every HEADERS through that begins a packet; one behind DATA would show as an index that is not there.
    if (!this.#context.filtered) state.hpack.lose();
    state.block = undefined;
    state.lost = true;
  }

  #preface(frames: StreamBuffer): void {
    if (this.#prefaceLeft === 0) return;
    const { bytes } = frames;
    // A capture that begins later may still hold the preface, or not.
    if (this.#prefaceLeft === -1)
      this.#prefaceLeft = bytes.subarray(0, 3).equals(PREFACE.subarray(0, 3)) ? PREFACE.length : 0;
    const now = Math.min(this.#prefaceLeft, bytes.length);
    frames.skip(now);
    this.#prefaceLeft -= now;
  }

  #frame(side: Side, state: Direction): boolean {
    const { bytes } = state.frames;
    if (bytes.length < FRAME_HEAD) return false;
    const length = bytes.readUIntBE(0, 3);
    const type = bytes[3]!;
    const stream = bytes.readUInt32BE(5) & 0x7fffffff;
    if (type === DATA) return this.#data(side, state, stream, length);
    const read = type === HEADERS || type === CONTINUATION || type === SETTINGS || type === PUSH_PROMISE;
    if (!read) {
      state.frames.skip(FRAME_HEAD + length);
      return true;
    }
    if (length > LONGEST_BLOCK) {
      this.gap(side);
      return false;
    }
    if (bytes.length < FRAME_HEAD + length) return false;
    this.#control(side, state, type, bytes[4]!, stream, bytes.subarray(FRAME_HEAD, FRAME_HEAD + length));
    state.frames.skip(FRAME_HEAD + length);
    return true;
  }

  #data(side: Side, state: Direction, stream: number, length: number): boolean {
    const { bytes } = state.frames;
    if (this.#jsonStreams.has(stream) && length <= LONGEST_BLOCK) {
      if (bytes.length < FRAME_HEAD + length) return false;
      this.#context.body(side, bytes.subarray(FRAME_HEAD, FRAME_HEAD + length));
    }
    state.frames.skip(FRAME_HEAD + Math.min(length, LONGEST_FRAME));
    return true;
  }

  #control(side: Side, state: Direction, type: number, flags: number, stream: number, payload: Buffer): void {
    if (type === SETTINGS) {
      if (!(flags & ACK)) this.#settings(otherSide(side), payload);
      return;
    }
    if (type === CONTINUATION && state.block === undefined) return;
    if (type !== CONTINUATION) {
      state.block = [];
      state.blockSize = 0;
    }
    const padding = type !== CONTINUATION && flags & PADDED ? (payload[0] ?? 0) : 0;
    const start = type === CONTINUATION ? 0 : (flags & PADDED ? 1 : 0) + (type === HEADERS && flags & PRIORITY ? 5 : 0) + (type === PUSH_PROMISE ? 4 : 0); // prettier-ignore
    const fragment = payload.subarray(start, Math.max(start, payload.length - padding));
    state.blockSize += fragment.length;
    if (state.blockSize > LONGEST_BLOCK) {
      state.block = undefined;
      return state.hpack.lose();
    }
    state.block!.push(Buffer.from(fragment));
    if (!(flags & END_HEADERS)) return;
    const block = Buffer.concat(state.block!);
    state.block = undefined;
    // What a server answers is not looked at, so that its table need not be kept either.
    if (side === 'server') return;
    const fields = state.hpack.decode(block);
    if (fields !== undefined) this.#request(stream, fields);
  }

  #settings(side: Side, payload: Buffer): void {
    for (let at = 0; at + 6 <= payload.length; at += 6) {
      if (payload.readUInt16BE(at) === HEADER_TABLE_SIZE) this.#sides[side].hpack.allow(payload.readUInt32BE(at + 2));
    }
  }

  #request(stream: number, fields: Fields): void {
    const path = fields.get(':path');
    const method = fields.get(':method');
    const { findings, templates, service } = this.#context;
    const name = hostOf(fields.get(':authority') ?? '');
    if (name !== undefined) findings.name({ value: name, from: method === 'CONNECT' ? 'connect' : 'http-host' });
    const type = fields.get('content-type') ?? '';
    if (path === undefined) {
      // Trailers have no method; a CONNECT has no path.
      if (method !== undefined) findings.operation({ app: 'http', method: httpMethod(method) });
      return;
    }
    if (holdsJndi(path)) findings.operation({ app: 'jndi' });
    if (type.startsWith('application/grpc')) {
      findings.operation(isGrpcPath(path) ? { app: 'grpc', method: path.slice(1), path } : { app: 'grpc', path: templates.template(service, path) }); // prettier-ignore
      return;
    }
    if (fields.get(':protocol') === 'websocket')
      findings.operation({ app: 'websocket', path: templates.template(service, path) });
    findings.operation({ app: 'http', method: httpMethod(method ?? ''), path: templates.template(service, path) });
    if (type.includes('json') && this.#jsonStreams.size < 64) this.#jsonStreams.add(stream);
  }

  /** After a loss: does a frame begin here? */
  #isFrameStart(chunk: Buffer): boolean {
    if (chunk.length < FRAME_HEAD) return false;
    return chunk.readUIntBE(0, 3) <= LONGEST_BLOCK && chunk[3]! <= CONTINUATION && (chunk[5]! & 0x80) === 0;
  }
}

const direction = (): Direction => ({ frames: new StreamBuffer(LONGEST_BLOCK + FRAME_HEAD), hpack: new HpackDecoder(), block: undefined, blockSize: 0, lost: false }); // prettier-ignore

/** `/package.Service/Method`: identifiers of a schema, never values. */
function isGrpcPath(path: string): boolean {
  return path.length <= telemetryLimits.methodLength && /^\/[A-Za-z_][\w.]*\/[A-Za-z_]\w*$/.test(path);
}

function guess({ client, server, begun }: Opening): Guess {
  if (client.length === 0) return server.length === 0 || begun ? 'more' : isSettings(server);
  if (client.length < PREFACE.length) {
    if (client.equals(PREFACE.subarray(0, client.length))) return 'more';
  } else if (client.subarray(0, PREFACE.length).equals(PREFACE)) return 'yes';
  return begun ? 'no' : isHeaders(client);
}

/** The first frame of a server must be SETTINGS (RFC 9113, 3.4). */
const isSettings = (bytes: Buffer): Guess =>
  bytes.length >= FRAME_HEAD && bytes[3] === SETTINGS && bytes.readUInt32BE(5) === 0 && bytes.readUIntBE(0, 3) % 6 === 0 && bytes[4]! <= 1 ? 'yes' : 'no'; // prettier-ignore

/** In the middle of a connection: a HEADERS frame of a client's stream that ends where the bytes end or another begins. */
function isHeaders(bytes: Buffer): Guess {
  if (bytes.length < FRAME_HEAD || bytes[3] !== HEADERS || (bytes[4]! & 0xd2) !== 0) return 'no';
  const stream = bytes.readUInt32BE(5);
  const end = FRAME_HEAD + bytes.readUIntBE(0, 3);
  if (stream > 0x7fffffff || stream % 2 === 0 || end > bytes.length) return 'no';
  return end === bytes.length || (bytes.length >= end + 4 && bytes[end + 3]! <= CONTINUATION) ? 'yes' : 'no';
}

export const http2: Protocol = {
  name: 'http2',
  guess,
  parser: (context) => new Http2Parser(context),
  mining: 'bodies',
};
