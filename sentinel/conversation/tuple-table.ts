import { randomInt } from 'node:crypto';
import type { IpPacket } from '../packet/ip.ts';
import type { Side } from './conversation.ts';

/** Both addresses in four words each, both ports in one, and the protocol. */
const WORDS = 10;
const FIRST_SIZE = 1024;
const NONE = -1;

/**
 * Conversations by the two ends of a packet, whichever way it goes. Asked once for each packet of a node: the ends are
 * compared as words where they stand in the packet, and nothing is made of them before it is known that they are new.
 * An entry is a number, good until it is removed.
 */
export class TupleTable<Conversation> {
  #words = new Int32Array();
  /** The next entry of the same bucket, or the next free one. */
  #next = new Int32Array();
  /** 1 where the client is the lower end. */
  #lowIsClient = new Uint8Array();
  /** Another entry of the same conversation. */
  #others = new Int32Array();
  /** Of entries whose conversation is over: what opened it, and when it ended; NaN while there is one. */
  #isns = new Int32Array();
  #closedAt = new Float64Array();
  #buckets = new Int32Array(1).fill(NONE);
  readonly #conversations: (Conversation | undefined)[] = [];
  #free = NONE;
  /** Nobody outside can choose ends that all fall into one bucket. */
  readonly #seed = randomInt(2 ** 32) | 0;
  /** The packet that was looked at last. */
  readonly #looked = new Int32Array(WORDS);
  #hash = 0;
  #lowSends = false;

  /** Reads the ends of a packet whose ports begin at `ip.offset`; the other calls are about it. */
  look(ip: IpPacket, bytes: Buffer): void {
    const looked = this.#looked;
    const { source, destination, isIp6, offset } = ip;
    const from = bytes.readUInt16BE(offset);
    const to = bytes.readUInt16BE(offset + 2);
    const width = isIp6 ? 16 : 4;
    let order = 0;
    for (let at = 0; order === 0 && at < width; at += 4) order = bytes.readUInt32BE(source + at) - bytes.readUInt32BE(destination + at); // prettier-ignore
    this.#lowSends = (order === 0 ? from - to : order) <= 0;
    const low = this.#lowSends ? source : destination;
    const high = this.#lowSends ? destination : source;
    for (let word = 0; word < 4; word += 1) {
      const at = word * 4 + width - 16;
      looked[word] = at < 0 ? 0 : bytes.readInt32BE(low + at);
      looked[word + 4] = at < 0 ? 0 : bytes.readInt32BE(high + at);
    }
    looked[8] = this.#lowSends ? (from << 16) | to : (to << 16) | from;
    looked[9] = (ip.proto << 1) | (isIp6 ? 1 : 0);
    this.#hash = hashOf(looked, 0, this.#seed);
  }

  /** @returns the entry of the packet; -1 where there is none */
  find(): number {
    let entry = this.#buckets[this.#hash & (this.#buckets.length - 1)]!;
    while (entry !== NONE && !this.#is(entry)) entry = this.#next[entry]!;
    return entry;
  }

  /**
   * The packet belongs to this conversation from now on, and `side` has sent it.
   * @param other an entry that the conversation has already; -1: none
   * @returns the entry
   */
  put(conversation: Conversation, side: Side, other = NONE): number {
    let entry = this.find();
    if (entry === NONE) {
      if (this.#free === NONE) this.#grow();
      entry = this.#free;
      this.#free = this.#next[entry]!;
      this.#words.set(this.#looked, entry * WORDS);
      this.#enter(entry);
    }
    this.#conversations[entry] = conversation;
    this.#others[entry] = other;
    this.#closedAt[entry] = Number.NaN;
    this.#lowIsClient[entry] = this.#lowSends === (side === 'client') ? 1 : 0;
    return entry;
  }

  /** The next entry of the same conversation; -1 where there is none. */
  other(entry: number): number {
    return this.#others[entry]!;
  }

  /** Undefined where it is over, and the entry only tells its stragglers from a new one. */
  conversation(entry: number): Conversation | undefined {
    return this.#conversations[entry];
  }

  /** The conversation is over and let go of; the entry stays until it is removed, or put again. */
  close(entry: number, isn: number, at: number): void {
    this.#conversations[entry] = undefined;
    this.#isns[entry] = isn;
    this.#closedAt[entry] = at;
  }

  /** Whether a closed conversation was opened with this sequence number. */
  wasOpenedWith(entry: number, isn: number): boolean {
    return this.#isns[entry] === (isn | 0);
  }

  /** When the conversation of an entry ended; NaN while it has one, or is free. */
  closedAt(entry: number): number {
    return this.#closedAt[entry]!;
  }

  /** Which side has sent the packet. */
  side(entry: number): Side {
    return this.#lowSends === (this.#lowIsClient[entry] === 1) ? 'client' : 'server';
  }

  /** The other side is the client. */
  turn(entry: number): void {
    this.#lowIsClient[entry]! ^= 1;
  }

  /** A conversation was joined with another one: `entry` and all behind it are that one's from now on. @returns its first entry */
  give(entry: number, conversation: Conversation, before: number): number {
    let last = entry;
    for (let at = entry; at !== NONE; at = this.#others[at]!) {
      this.#conversations[at] = conversation;
      last = at;
    }
    if (last === NONE) return before;
    this.#others[last] = before;
    return entry;
  }

  remove(entry: number): void {
    const bucket = this.#bucketOf(entry);
    let before = NONE;
    for (let at = this.#buckets[bucket]!; at !== entry; at = this.#next[at]!) before = at;
    if (before === NONE) this.#buckets[bucket] = this.#next[entry]!;
    else this.#next[before] = this.#next[entry]!;
    this.#conversations[entry] = undefined;
    this.#closedAt[entry] = Number.NaN;
    this.#next[entry] = this.#free;
    this.#free = entry;
  }

  #is(entry: number): boolean {
    const at = entry * WORDS;
    for (let word = WORDS - 1; word >= 0; word -= 1) if (this.#words[at + word] !== this.#looked[word]) return false;
    return true;
  }

  #bucketOf(entry: number): number {
    return hashOf(this.#words, entry * WORDS, this.#seed) & (this.#buckets.length - 1);
  }

  /** All entries are taken: twice as many. */
  #grow(): void {
    const size = this.#conversations.length;
    const grown = Math.max(FIRST_SIZE, size * 2);
    this.#conversations.length = grown;
    this.#words = copied(this.#words, new Int32Array(grown * WORDS));
    this.#next = copied(this.#next, new Int32Array(grown));
    this.#others = copied(this.#others, new Int32Array(grown));
    this.#lowIsClient = copied(this.#lowIsClient, new Uint8Array(grown));
    this.#isns = copied(this.#isns, new Int32Array(grown));
    this.#closedAt = copied(this.#closedAt, new Float64Array(grown).fill(Number.NaN));
    this.#buckets = new Int32Array(grown).fill(NONE);
    for (let entry = 0; entry < size; entry += 1) this.#enter(entry);
    for (let entry = grown - 1; entry >= size; entry -= 1) {
      this.#next[entry] = this.#free;
      this.#free = entry;
    }
  }

  #enter(entry: number): void {
    const bucket = this.#bucketOf(entry);
    this.#next[entry] = this.#buckets[bucket]!;
    this.#buckets[bucket] = entry;
  }
}

/** Of IPv4 the words before the last are empty. */
function hashOf(words: Int32Array, at: number, seed: number): number {
  let hash = seed;
  for (let word = (words[at + WORDS - 1]! & 1) === 1 ? 0 : 3; word < WORDS; word += 1) {
    hash = Math.imul(hash ^ words[at + word]!, 0x9e37_79b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

function copied<Words extends Int32Array | Uint8Array | Float64Array>(from: Words, to: Words): Words {
  to.set(from);
  return to;
}
