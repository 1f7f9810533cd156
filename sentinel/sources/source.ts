/** One packet as a source saw it. `bytes` may point into a buffer that is reused: who keeps it, copies it. */
export interface CapturedPacket {
  /** Milliseconds since 1970, with a fraction. */
  readonly at: number;
  /** LINKTYPE_ number, see https://www.tcpdump.org/linktypes.html */
  readonly linkType: number;
  readonly bytes: Buffer;
  /** Length on the wire; more than `bytes` holds where the capture cut the packet. */
  readonly wireLength: number;
  /** Index of the interface on the node, where the source knows it. */
  readonly interfaceIndex?: number;
}

/** A conversation that a source tells as a whole (conntrack): addresses after translation, bytes where it counts them. */
export interface TrackedConversation {
  readonly proto: 'tcp' | 'udp' | 'sctp';
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  readonly serverPort: number;
  /** The service address that the client dialled, where it was translated. */
  readonly via: { readonly address: string; readonly port: number } | undefined;
  readonly outcome: 'established' | 'refused' | 'reset' | 'timeout' | 'blocked';
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly bytesOut?: number;
  readonly bytesIn?: number;
}

/** Where a source puts what it has; both are called in the order of sight and must return soon. */
export interface Intake {
  packet(packet: CapturedPacket): void;
  /** An IP packet that begins at `from` and ends at `to` of a buffer that is reused; the rest as of a captured packet. */
  raw(bytes: Buffer, from: number, to: number, wireLength: number, at: number, interfaceIndex: number): void;
  conversation(conversation: TrackedConversation): void;
}

/** What a source could not give, by reason. */
export type Loss = Readonly<Record<string, number>>;

export interface Source {
  /** The word for `coverage.sources`. */
  readonly kind: 'pcap' | 'wire' | 'conntrack';
  /** Runs until the source is at its end or `stop` is signalled. */
  run(intake: Intake, stop: AbortSignal): Promise<void>;
  /** So far, cumulative. `dropped` counts packets that existed and were not delivered, `freezes` how often a full ring stood still; the rest is for people to read. */
  loss(): { readonly dropped: number; readonly freezes: number; readonly details: Loss };
}
