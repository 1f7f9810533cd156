import { basename } from 'node:path';
import type { Side } from '../../sentinel/conversation/conversation.ts';
import type { TcpConversation } from '../../sentinel/conversation/tcp-conversation.ts';
import { TcpTracker } from '../../sentinel/conversation/tcp-tracker.ts';
import { Counters } from '../../sentinel/counters.ts';
import { emptyPacket, parseIp4, TCP } from '../../sentinel/packet/ip.ts';
import { unframe } from '../../sentinel/packet/link.ts';
import { speakerOf } from '../../sentinel/protocols/speaker.ts';
import { corpusFiles, packetsOf } from '../../test/sentinel/corpus.ts';
import { cryptonote, ethProxy, stratum } from '../../test/sentinel/transcripts.ts';

export interface Saying {
  readonly side: Side;
  readonly bytes: Buffer;
}

export interface Transcript {
  readonly name: string;
  readonly says: readonly Saying[];
}

/** What was said, in order, in the long sessions of the corpus; transcripts of our own where it is absent. */
export async function transcripts(): Promise<readonly Transcript[]> {
  const real: Transcript[] = [];
  for (const path of corpusFiles('mining').filter((name) => !name.includes('cgminer'))) {
    const heard = new Map<TcpConversation, Saying[]>();
    const reader = (conversation: TcpConversation) => {
      const says: Saying[] = [];
      heard.set(conversation, says);
      return { isDone: false, bytes: (side: Side, bytes: Buffer) => void says.push({ side, bytes: Buffer.from(bytes) }), gap: () => {}, end: () => {}, tell: () => {} }; // prettier-ignore
    };
    const tracker = new TcpTracker(
      { began: () => {}, reader, speaker: speakerOf, over: () => {} },
      new Counters(),
      1000,
    );
    const frame = { offset: -1, etherType: 0, interfaceIndex: -1 };
    const ip = emptyPacket();
    for (const { linkType, bytes, at } of await packetsOf(path)) {
      if (unframe(linkType, bytes, frame) && parseIp4(bytes, frame.offset, ip) === 'whole' && ip.proto === TCP) tracker.packet(ip, bytes, at, -1); // prettier-ignore
    }
    tracker.end();
    for (const [conversation, says] of heard) if (says.length > 2) real.push({ name: `${basename(path).replace(/\.\w+$/, '')} :${conversation.server.port}`, says }); // prettier-ignore
  }
  if (real.length > 0) return real;
  return Object.entries({ cryptonote, stratum, ethProxy }).map(([name, lines]) => ({ name, says: lines.map(({ side, text }) => ({ side, bytes: Buffer.from(text) })) })); // prettier-ignore
}
