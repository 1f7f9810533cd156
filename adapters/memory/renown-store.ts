import { renownLimit } from '../../core/familiarity.ts';
import type { Lineage } from '../../core/ids.ts';
import type { RenownStore } from '../../core/ports.ts';
import { renownedKey } from '../../core/renown.ts';

export function memoryRenown(): RenownStore {
  const stored = new Map<string, readonly Lineage[]>();
  return {
    async users(cluster, things) {
      const found = things.map(
        (thing) => [renownedKey(thing), stored.get(`${cluster} ${renownedKey(thing)}`)] as const,
      );
      return new Map(found.flatMap(([key, users]) => (users === undefined ? [] : [[key, users]])));
    },
    async use(cluster, thing, lineage) {
      const key = `${cluster} ${renownedKey(thing)}`;
      const users = stored.get(key) ?? [];
      if (users.includes(lineage)) return 'known';
      if (users.length >= renownLimit) return 'full';
      stored.set(key, [...users, lineage]);
      return 'stored';
    },
  };
}
