import type { RenownStore } from '../../core/ports/judgement.ts';
import { renownedKey, renownLimits } from '../../core/renown.ts';

export function memoryRenown(): RenownStore {
  const stored = new Map<string, readonly string[]>();
  return {
    async users(cluster, things) {
      const found = things.map(
        (thing) => [renownedKey(thing), stored.get(`${cluster} ${renownedKey(thing)}`)] as const,
      );
      return new Map(found.flatMap(([key, users]) => (users === undefined ? [] : [[key, users]])));
    },
    async use(cluster, thing, user) {
      const key = `${cluster} ${renownedKey(thing)}`;
      const users = stored.get(key) ?? [];
      if (users.includes(user)) return 'known';
      if (users.length >= renownLimits[thing.kind]) return 'full';
      stored.set(key, [...users, user]);
      return 'stored';
    },
  };
}
