import type { IncidentId } from '../../core/ids.ts';
import type { Channel, NoticeFate, NoticeStore } from '../../core/ports/channels.ts';
import { sortedBy } from '../sorted-by.ts';

interface Kept extends NoticeFate {
  readonly incident: IncidentId;
  /** Tries whose outcome is not known. A release takes its own back and no other. */
  readonly tries: number;
}

const keyOf = (incident: IncidentId, version: number, channel: Channel) =>
  `${incident} ${String(version).padStart(16, '0')} ${channel}`;

export function memoryNotices(): NoticeStore {
  const stored = new Map<string, Kept>();
  return {
    async begin(incident, version, channel, at) {
      const key = keyOf(incident, version, channel);
      const before = stored.get(key);
      if (before?.state === 'done') return 'done';
      const tries = (before?.tries ?? 0) + 1;
      stored.set(key, { incident, version, channel, state: 'trying', at, tries });
      return tries === 1 ? 'first' : 'again';
    },
    async finish(incident, version, channel, at, refused) {
      const key = keyOf(incident, version, channel);
      if (stored.get(key)?.state === 'done') return;
      stored.set(key, {
        incident,
        version,
        channel,
        state: 'done',
        at,
        tries: 0,
        ...(refused !== undefined && { refused }),
      });
    },
    async release(incident, version, channel) {
      const key = keyOf(incident, version, channel);
      const before = stored.get(key);
      if (before?.state === 'trying') stored.set(key, { ...before, tries: Math.max(0, before.tries - 1) });
    },
    async ofIncident(incident) {
      const fates = [...stored.entries()].filter(([, fate]) => fate.incident === incident && isTold(fate));
      return sortedBy(fates, ([key]) => key).map(([, { incident: _of, tries: _tries, ...fate }]) => fate);
    },
  };
}

/** What was released by all who tried is as if nobody had. */
function isTold({ state, tries }: Kept): boolean {
  return state === 'done' || tries > 0;
}
