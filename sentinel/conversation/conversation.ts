import type { Findings } from './findings.ts';

export interface End {
  readonly address: string;
  readonly port: number;
  /** Written out, where that was done once for many. */
  readonly text?: string;
}

export type Side = 'client' | 'server';
export type Outcome = 'established' | 'refused' | 'reset' | 'timeout' | 'blocked';

export const otherSide = (side: Side): Side => (side === 'client' ? 'server' : 'client');

/** What every conversation can say about itself, however it was observed. Bytes are payload bytes so far. */
export interface Conversation {
  readonly proto: 'tcp' | 'udp' | 'sctp';
  /** Who opened it, before any translation of its address. */
  readonly client: End;
  /** Who answered, after translation. */
  readonly server: End;
  /** The address that the client dialled, where it was translated. */
  readonly via: End | undefined;
  /** The client's address after translation, where both were seen. */
  readonly alias: End | undefined;
  readonly interfaceIndex: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly packets: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
  /** Its beginning was seen; otherwise who is the client is a judgement. */
  readonly begun: boolean;
  readonly outcome: Outcome;
  readonly findings: Findings;
  /** How far a table of flows has counted it. */
  counted: unknown;
  /** How much had been learned from DNS when its names were last looked for. */
  namedAt: number;
}
