import type { Coverage } from '../core/telemetry.ts';
import type { Observer } from './observer.ts';
import type { Source } from './sources/source.ts';

/** Packets that were there and could not be read; the words are those of the observer's counters. */
const UNREAD = ['packet: IP header broken', 'packet: TCP header cut', 'packet: TCP header broken', 'packet: UDP or SCTP header cut']; // prettier-ignore

/** What was seen of the truth, and each way in which some of it was not. */
export function coverageOf(observer: Observer, source: Pick<Source, 'kind' | 'loss'>): Coverage {
  const loss = source.loss();
  const dropped = loss.dropped + observer.counters.sum(...UNREAD);
  return {
    seen: observer.packets,
    dropped,
    folded: observer.folded,
    spooled: 0,
    freezes: loss.freezes,
    sources: [source.kind],
    failed: [],
  };
}
