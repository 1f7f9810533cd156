import type { IncidentId } from '../../core/ids.ts';
import type { NoticeFate, NoticeStore } from '../../core/ports.ts';
import { sortedBy } from './sorted-by.ts';

export function memoryNotices(): NoticeStore {
  const stored = new Map<string, NoticeFate & { readonly incident: IncidentId }>();
  const keyOf = (incident: IncidentId, version: number, channel: string) => `${incident} ${String(version).padStart(16, '0')} ${channel}`; // prettier-ignore
  return {
    async begin(incident, version, channel, at) {
      const key = keyOf(incident, version, channel);
      const before = stored.get(key);
      if (before?.state === 'done') return 'done';
      stored.set(key, { incident, version, channel, state: 'trying', at });
      return before === undefined ? 'first' : 'again';
    },
    async finish(incident, version, channel, at) {
      const key = keyOf(incident, version, channel);
      if (stored.get(key)?.state !== 'done') stored.set(key, { incident, version, channel, state: 'done', at });
    },
    async ofIncident(incident) {
      const fates = sortedBy([...stored.entries()].filter(([, fate]) => fate.incident === incident), ([key]) => key); // prettier-ignore
      return fates.map(([, { version, channel, state, at }]) => ({ version, channel, state, at }));
    },
  };
}
