import type { Thread, ThreadStore } from '../../core/ports/channels.ts';
import type { Stored } from '../../core/ports/stored.ts';

export function memoryThreads(): ThreadStore {
  const stored = new Map<string, Stored<Thread>>();
  return {
    find: async (incident) => stored.get(incident),
    async put(thread, expected) {
      if (stored.get(thread.incident)?.revision !== expected) return 'stale';
      stored.set(thread.incident, { value: thread, revision: (expected ?? 0) + 1 });
      return 'stored';
    },
  };
}
