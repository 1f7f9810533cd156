import { createRequire } from 'node:module';
import type koffiModule from 'koffi';
import { Refusal } from '../refusal.ts';

type Koffi = typeof koffiModule;

/** The calls of libc that both live sources need. Errors are negative numbers, with `errno` telling which. */
export interface Libc {
  socket(family: number, type: number, protocol: number): number;
  bind(fd: number, address: Buffer, length: number): number;
  setsockopt(fd: number, level: number, name: number, value: Buffer, length: number): number;
  getsockopt(fd: number, level: number, name: number, value: Buffer, length: Buffer): number;
  mmap(at: null, length: number, protection: number, flags: number, fd: number, offset: number): unknown;
  munmap(at: unknown, length: number): number;
  send(fd: number, bytes: Buffer, length: number, flags: number): number;
  recv(fd: number, bytes: Buffer, length: number, flags: number): number;
  close(fd: number): number;
  /** A descriptor that can be read once something was written to it: what another thread polls is woken by it. */
  eventfd(count: number, flags: number): number;
  write(fd: number, bytes: Buffer, length: number): number;
  /** Resolves, outside of the main thread, once one of the descriptors has what it waits for, or after so many milliseconds. */
  poll(descriptors: Buffer, count: number, timeoutMs: number): Promise<number>;
  errno(): number;
  /** Memory that the kernel shares with us. */
  view(pointer: unknown, length: number): ArrayBuffer;
  /** Of a buffer whose address is given to the kernel: whoever calls keeps the buffer alive. */
  address(bytes: Buffer): bigint;
}

let loaded: Libc | undefined;

/** Loaded on first use, so that reading captures needs no native code. @throws Refusal where this system has none */
export function libc(): Libc {
  loaded ??= load();
  return loaded;
}

function load(): Libc {
  if (process.platform !== 'linux') throw new Refusal(`live capture needs Linux, this is ${process.platform}; read a capture file with --pcap instead`, 2); // prettier-ignore
  const koffi = createRequire(import.meta.url)('koffi') as Koffi;
  const library = open(koffi);
  const poll = library.func('int poll(void*, ulong, int)');
  return {
    socket: library.func('int socket(int, int, int)'),
    bind: library.func('int bind(int, void*, uint)'),
    setsockopt: library.func('int setsockopt(int, int, int, void*, uint)'),
    getsockopt: library.func('int getsockopt(int, int, int, void*, void*)'),
    mmap: library.func('void* mmap(void*, ulong, int, int, int, long)'),
    munmap: library.func('int munmap(void*, ulong)'),
    send: library.func('long send(int, void*, ulong, int)'),
    recv: library.func('long recv(int, void*, ulong, int)'),
    close: library.func('int close(int)'),
    eventfd: library.func('int eventfd(uint, int)'),
    write: library.func('long write(int, void*, ulong)'),
    poll: (descriptors, count, timeoutMs) =>
      new Promise((resolve) =>
        poll.async(descriptors, count, timeoutMs, (_: unknown, ready: number) => resolve(ready)),
      ),
    errno: () => koffi.errno(),
    view: (pointer, length) => koffi.view(pointer, length),
    address: (bytes) => koffi.address(bytes),
  };
}

/** glibc, or musl under its own name. */
function open(koffi: Koffi): ReturnType<Koffi['load']> {
  try {
    return koffi.load('libc.so.6');
  } catch {
    return koffi.load('libc.so');
  }
}

const NAMES: Readonly<Record<number, string>> = { 1: 'EPERM', 12: 'ENOMEM', 13: 'EACCES', 22: 'EINVAL', 97: 'EAFNOSUPPORT', 93: 'EPROTONOSUPPORT', 105: 'ENOBUFS' }; // prettier-ignore

export const errorName = (errno: number): string => NAMES[errno] ?? `errno ${errno}`;

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
