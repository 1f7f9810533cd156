import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { RosterStore } from '../core/ports/clusters.ts';
import type { ObjectStore } from '../core/ports/outside.ts';

const Roster = z.object({
  v: z.literal(1),
  holders: z.array(z.tuple([z.string(), z.string(), z.enum(['pod', 'service', 'node'])])),
});

// A hundred thousand addresses have some 6 MB as text.
const inflatedBytes = 64 * 1024 * 1024;

export const rosterPrefix = 'discover/';

/** Rosters as objects of the installation, one a cluster. The name of a cluster needs no escaping. */
export function rostersIn(objects: ObjectStore): RosterStore {
  const keyOf = (cluster: string) => `${rosterPrefix}${cluster}.json.gz`;
  return {
    async read(cluster) {
      const got = await objects.get(keyOf(cluster));
      if (got.kind !== 'found') return undefined;
      const text = gunzipSync(got.body, { maxOutputLength: inflatedBytes }).toString('utf8');
      return Roster.parse(JSON.parse(text)).holders.map(([address, uid, kind]) => ({ address, uid, kind }));
    },
    async write(cluster, roster) {
      const holders = roster.map(({ address, uid, kind }) => [address, uid, kind]);
      await objects.put(keyOf(cluster), gzipSync(JSON.stringify({ v: 1, holders })), 'any');
    },
  };
}
