import type { PathTemplates } from '../../core/path-template.ts';
import type { Conversation, Side } from '../conversation/conversation.ts';
import type { Findings } from '../conversation/findings.ts';
import type { DnsMessage } from './dns-message.ts';

/** What a protocol may learn of the conversation and tell about it. */
export interface Context {
  readonly conversation: Conversation;
  readonly findings: Findings;
  readonly templates: PathTemplates;
  /** Gaps are what a filter left out because it does not begin like a message; what does begin like one was not missed. */
  readonly filtered: boolean;
  /** The service that path templates belong to. */
  readonly service: string;
  dns(side: Side, message: DnsMessage): void;
  /** Bytes of a message body that the protocol has unwrapped, for the recogniser of mining. */
  body(side: Side, bytes: Buffer): void;
  /** From here on another protocol is spoken (a tunnel, an upgrade to TLS); `rest` is its first bytes so far. */
  restart(rest: readonly { readonly side: Side; readonly bytes: Buffer }[]): void;
}

/** Reads both streams of one conversation. Never throws on any input; keeps a bounded number of bytes. */
export interface Parser {
  bytes(side: Side, chunk: Buffer): void;
  gap(side: Side): void;
  /** Nothing more will be learned from it. */
  readonly isDone: boolean;
}

/** `more`: cannot say yet. */
export type Guess = 'yes' | 'no' | 'more';

/** The first bytes of both sides, as far as they came; `begun` is false where the capture began later. */
export interface Opening {
  readonly client: Buffer;
  readonly server: Buffer;
  readonly begun: boolean;
}

export interface Protocol {
  readonly name: string;
  guess(opening: Opening): Guess;
  parser(context: Context): Parser;
  /** What the recogniser of mining gets: everything, the bodies that the parser unwraps, or nothing. */
  readonly mining: 'stream' | 'bodies' | 'nothing';
}
