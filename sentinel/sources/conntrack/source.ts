import { setTimeout as sleep } from 'node:timers/promises';
import { BoundedMap } from '../../bounded-map.ts';
import { Counters } from '../../counters.ts';
import { SCTP, TCP, UDP } from '../../packet/ip.ts';
import { Refusal } from '../../refusal.ts';
import { errorName, int32, libc } from '../libc.ts';
import type { Intake, Source, TrackedConversation } from '../source.ts';
import { readMessages, type Tracked } from './messages.ts';

const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0x8_0000;
const NETLINK_NETFILTER = 12;
const SOL_SOCKET = 1;
const SO_RCVBUFFORCE = 33;
const SOL_NETLINK = 270;
const NETLINK_ADD_MEMBERSHIP = 1;
/** NFNLGRP_CONNTRACK_NEW and _DESTROY. */
const GROUPS = [1, 3];
const MSG_DONTWAIT = 0x40;
const ENOBUFS = 105;
const EAGAIN = 11;
const BUFFER_BYTES = 8 * 1024 * 1024;
/** One read takes a whole dump message; the kernel makes them 32 KiB at most. */
const READ_BYTES = 1 << 18;
/** The buffer holds some hundred milliseconds of a busy node; waking at each event would cost more than reading it. */
const LOOK_MS = 250;
const PROTOCOLS: Readonly<Record<number, 'tcp' | 'udp' | 'sctp'>> = { [TCP]: 'tcp', [UDP]: 'udp', [SCTP]: 'sctp' };
const DNS_PORT = 53;

/** Conversations that are told again when they end; beyond it an end counts as a conversation of its own. */
const MOST_OPEN = 65_536;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export interface ConntrackOptions {
  /** Also TCP; beside the wire source, which tells more of it, no. */
  readonly tcp: boolean;
  readonly now: () => number;
}

/** Conversations as the kernel's connection tracking tells them: those that are there at the start, then new and ended ones. */
export class ConntrackSource implements Source {
  readonly kind = 'conntrack';
  readonly #options: ConntrackOptions;
  readonly #counters = new Counters();
  readonly #bytes = Buffer.alloc(READ_BYTES);
  readonly #open = new BoundedMap<string, Mutable<TrackedConversation>>(MOST_OPEN);
  #fd = -1;

  constructor(options: ConntrackOptions) {
    this.#options = options;
  }

  loss() {
    return { dropped: this.#counters.get('conntrack: events lost'), freezes: 0, details: this.#counters.toObject() };
  }

  /** @throws Refusal where the kernel refuses */
  open(): void {
    if (this.#fd >= 0) return;
    const fd = this.#socket();
    // Before the dump, so that nothing falls between the two.
    for (const group of GROUPS) {
      if (libc().setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, int32(group), 4) === 0) continue;
      const name = errorName(libc().errno());
      libc().close(fd);
      throw new Refusal(`connection tracking refused to tell its events (${name}); the source conntrack needs the capability NET_ADMIN`, 1); // prettier-ignore
    }
    if (libc().setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, int32(BUFFER_BYTES), 4) !== 0) this.#counters.add('conntrack: small buffer'); // prettier-ignore
    this.#fd = fd;
  }

  /** Whether the kernel would let us, and nothing else. @throws Refusal */
  check(): void {
    this.open();
    libc().close(this.#fd);
    this.#fd = -1;
  }

  async run(intake: Intake, stop: AbortSignal): Promise<void> {
    this.open();
    try {
      this.#dump(intake);
      while (!stop.aborted) {
        await sleep(LOOK_MS);
        this.#drain(this.#fd, intake);
      }
    } finally {
      libc().close(this.#fd);
      this.#fd = -1;
    }
  }

  #socket(): number {
    const fd = libc().socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER);
    if (fd < 0) throw new Refusal(`a netlink socket was refused (${errorName(libc().errno())})`, 1);
    const address = Buffer.alloc(12);
    address.writeUInt16LE(AF_NETLINK, 0);
    if (libc().bind(fd, address, address.length) === 0) return fd;
    const name = errorName(libc().errno());
    libc().close(fd);
    throw new Refusal(`a netlink socket was refused (${name})`, 1);
  }

  /** Everything that is tracked now, of both families. */
  #dump(intake: Intake): void {
    const fd = this.#socket();
    const request = Buffer.alloc(20);
    request.writeUInt32LE(20, 0);
    // IPCTNL_MSG_CT_GET of the conntrack subsystem, as a request for a dump.
    request.writeUInt16LE((1 << 8) | 1, 4);
    request.writeUInt16LE(0x301, 6);
    request.writeUInt32LE(1, 8);
    try {
      if (libc().send(fd, request, request.length, 0) !== request.length) throw new Refusal(`connection tracking refused to be listed (${errorName(libc().errno())})`, 1); // prettier-ignore
      for (let done = false; !done;) {
        const length = libc().recv(fd, this.#bytes, READ_BYTES, 0);
        if (length <= 0) {
          this.#counters.add('conntrack: list cut');
          return;
        }
        done = this.#take(this.#bytes.subarray(0, length), intake);
      }
    } finally {
      libc().close(fd);
    }
  }

  #drain(fd: number, intake: Intake): void {
    for (;;) {
      const length = libc().recv(fd, this.#bytes, READ_BYTES, MSG_DONTWAIT);
      if (length > 0) this.#take(this.#bytes.subarray(0, length), intake);
      else if (libc().errno() === ENOBUFS) this.#counters.add('conntrack: events lost');
      else if (libc().errno() === EAGAIN || length === 0) return;
      else return this.#counters.add(`conntrack: read refused (${errorName(libc().errno())})`);
    }
  }

  #take(bytes: Buffer, intake: Intake): boolean {
    const { tracked, done, broken, error } = readMessages(bytes);
    if (broken > 0) this.#counters.add('conntrack: message broken', broken);
    for (const one of tracked) {
      const conversation = this.#conversationOf(one);
      if (conversation !== undefined) intake.conversation(conversation);
    }
    if (error !== undefined && error !== 0) this.#counters.add(`conntrack: refused (${errorName(error)})`);
    return done || error !== undefined;
  }

  /**
   * The client is the source of the original direction, the server the source of the reply, which is the backend where
   * the address was translated. Names are looked at by the wire source, so DNS is left to it. One conversation is told
   * when it appears and, as the same object, when it is gone.
   */
  #conversationOf({ kind, id, original, reply, answered, bytesOut, bytesIn }: Tracked): TrackedConversation | undefined {
    const proto = PROTOCOLS[original.protocol];
    const { tcp, now } = this.#options;
    if (proto === undefined || (!tcp && (proto === 'tcp' || original.destinationPort === DNS_PORT))) return undefined;
    this.#counters.add(`conntrack: ${kind}`);
    const at = now();
    const key = `${id} ${original.source} ${original.sourcePort} ${original.destination}`;
    const known = this.#open.get(key);
    const translated = original.destination !== reply.source || original.destinationPort !== reply.sourcePort;
    const conversation: Mutable<TrackedConversation> = known ?? {
      proto,
      client: original.source,
      clientPort: original.sourcePort,
      server: reply.source,
      serverPort: reply.sourcePort,
      via: translated ? { address: original.destination, port: original.destinationPort } : undefined,
      outcome: 'timeout',
      firstSeen: at,
      lastSeen: at,
    };
    conversation.lastSeen = at;
    if (answered || (bytesIn ?? 0) > 0) conversation.outcome = 'established';
    if (bytesOut !== undefined) conversation.bytesOut = bytesOut;
    if (bytesIn !== undefined) conversation.bytesIn = bytesIn;
    if (kind === 'gone') this.#open.delete(key);
    else if (known === undefined) this.#open.set(key, conversation);
    return conversation;
  } // prettier-ignore
}
