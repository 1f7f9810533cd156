import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Counters } from '../counters.ts';
import { Refusal } from '../refusal.ts';
import { ClassicReader, isClassic } from './classic.ts';
import { isPcapng, PcapngReader } from './pcapng.ts';
import type { CapturedPacket, Intake, Source } from './source.ts';

interface Reader {
  push(chunk: Buffer): void;
  end(): void;
}

const isGzip = (magic: Buffer): boolean => magic[0] === 0x1f && magic[1] === 0x8b;
const isCutArchive = (error: unknown): boolean => ((error as NodeJS.ErrnoException).code ?? '').startsWith('Z_');

/** The first four bytes (fewer at the end of a short file), and everything including them. */
async function peeked(input: Readable): Promise<{ magic: Buffer; chunks: AsyncIterable<Buffer> }> {
  const source = (input as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let start: Buffer = Buffer.alloc(0);
  while (start.length < 4) {
    const next = await source.next();
    if (next.done === true) break;
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
  }
  async function* chunks() {
    yield start;
    yield* { [Symbol.asyncIterator]: () => source };
  }
  return { magic: start.subarray(0, 4), chunks: chunks() };
}

/** A capture file (pcap or pcapng, gzipped or not), or standard input for `-`. The name says where to read, nothing else. */
export class PcapSource implements Source {
  readonly kind = 'pcap';
  readonly #path: string;
  readonly #counters = new Counters();

  constructor(path: string) {
    this.#path = path;
  }

  loss() {
    const details = this.#counters.toObject();
    const dropped = this.#counters.sum('file: broken record', 'file: dropped while capturing', 'file: last record cut', 'file: packet of an undeclared interface'); // prettier-ignore
    return { dropped, freezes: 0, details };
  }

  /** @throws Refusal where the file cannot be read or is no capture */
  async run(intake: Intake, stop: AbortSignal): Promise<void> {
    const input = this.#path === '-' ? process.stdin : createReadStream(this.#path, { highWaterMark: 1 << 18 });
    const abort = () => input.destroy();
    stop.addEventListener('abort', abort, { once: true });
    const emit = (packet: CapturedPacket) => intake.packet(packet);
    try {
      const { magic, chunks } = await peeked(input);
      await (isGzip(magic) ? this.#readCompressed(chunks, emit) : this.#read(magic, chunks, emit));
    } catch (error) {
      if (!stop.aborted) throw this.#explained(error);
    } finally {
      stop.removeEventListener('abort', abort);
    }
  }

  async #readCompressed(chunks: AsyncIterable<Buffer>, emit: (packet: CapturedPacket) => void): Promise<void> {
    const inflated = Readable.from(chunks, { objectMode: false }).pipe(createGunzip({ chunkSize: 1 << 17 }));
    const { magic, chunks: inside } = await peeked(inflated);
    await this.#read(magic, inside, emit);
  }

  async #read(magic: Buffer, chunks: AsyncIterable<Buffer>, emit: (packet: CapturedPacket) => void): Promise<void> {
    const reader = this.#readerFor(magic, emit);
    try {
      for await (const chunk of chunks) reader.push(chunk);
    } catch (error) {
      // What was read before a disk error or a cut archive counts; only then is it said.
      if (!isCutArchive(error)) throw error;
      this.#counters.add('file: compressed data broken');
    } finally {
      reader.end();
    }
  }

  #readerFor(magic: Buffer, emit: (packet: CapturedPacket) => void): Reader {
    if (magic.length < 4) throw new Refusal(`${this.#called()}: holds ${magic.length} bytes, too few for a capture; give a pcap or pcapng file`); // prettier-ignore
    if (isClassic(magic)) return new ClassicReader(emit, this.#counters);
    if (isPcapng(magic)) return new PcapngReader(emit, this.#counters);
    throw new Refusal(`${this.#called()}: starts with ${magic.toString('hex')}, which is neither pcap nor pcapng; convert it with "editcap -F pcapng IN OUT"`); // prettier-ignore
  }

  #called(): string {
    return this.#path === '-' ? '--pcap -' : `--pcap ${this.#path}`;
  }

  #explained(error: unknown): unknown {
    const code = (error as NodeJS.ErrnoException).code;
    const remedies: Readonly<Record<string, string>> = {
      ENOENT: 'no such file; check the path',
      EACCES: 'may not be read by this user; check its permissions',
      EISDIR: 'is a directory; give one capture file',
    };
    const remedy = code === undefined ? undefined : remedies[code];
    if (remedy !== undefined) return new Refusal(`${this.#called()}: ${remedy}`, 1, { cause: error });
    return error;
  }
}
