import * as z from 'zod';
import type { ApiClient } from './api-client.ts';
import { exitCodes, Failure } from './failure.ts';
import { answered } from './shapes.ts';
import { clustersOf, theCluster } from './the-cluster.ts';

/** Enough of an id to be unique among a few thousand: what lists show. */
export const shortId = 12;

/** What has ids of its own in a cluster: the last part of the route of its list. */
type Listed = 'incidents' | 'findings';

const Identified = z.object({ id: z.string() });

/** The one of these that begins like this, in the cluster that is named, else in whichever has it: ids are no cluster's own. */
export async function whereItIs(api: ApiClient, named: string | undefined, start: string, things: Listed): Promise<{ readonly cluster: string; readonly id: string }> {
  const thing = things.slice(0, -1);
  const remedy = `Take one from \`plumbline ${things} list\`.`;
  if (!/^[0-9a-f]{4,32}$/.test(start)) throw new Failure(`"${start.slice(0, 60)}" is no id of ${/^[aeiou]/.test(thing) ? 'an' : 'a'} ${thing}.`, remedy, exitCodes.usage);
  // One that is named has to be there, and so has any at all.
  const clusters = named === undefined ? (await clustersOf(api)).map(({ id }) => id as string) : [];
  if (clusters.length <= 1) clusters.splice(0, 1, await theCluster(api, named));
  const ofEach = clusters.map(async (cluster) => {
    const listed = await api.list(`/v1/clusters/${cluster}/${things}`, things);
    return listed.map((one) => ({ cluster, id: answered(Identified, one).id }));
  });
  const [only, ...more] = (await Promise.all(ofEach)).flat().filter(({ id }) => id.startsWith(start));
  if (only !== undefined && more.length === 0) return only;
  // A list leaves out what joined another; whoever has the whole id may still mean it.
  if (only === undefined && start.length === 32 && clusters.length === 1) return { cluster: clusters[0] as string, id: start };
  const shown = start.length === 32 ? start : `${start}…`;
  throw new Failure(only === undefined ? `There is no ${thing} ${shown}.` : `${more.length + 1} ${things} begin with ${start}.`, remedy);
} // prettier-ignore
