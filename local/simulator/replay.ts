import type { ArchiveRecord } from '../../core/archive.ts';
import type { ClusterId } from '../../core/ids.ts';
import { Installation } from './installation.ts';

export interface ReplayOptions {
  /** Milliseconds since 1970: until then the baseline learns, from then on deviations are told. Absent: all is judged by what always is. */
  readonly learnUntil?: number | undefined;
}

/**
 * Takes archived batches in the order in which they were received, into an installation with nothing in it: the same
 * edges, facts, findings and incidents as then, with whatever rules stand in this version.
 */
export async function replay(records: readonly ArchiveRecord[], { learnUntil }: ReplayOptions = {}): Promise<Installation> {
  const ordered = records.toSorted((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt) || (a.bootId < b.bootId ? -1 : a.bootId > b.bootId ? 1 : a.seq - b.seq));
  const clusters = [...new Set(ordered.map(({ cluster }) => cluster))];
  const here = new Installation(Date.parse(ordered[0]?.receivedAt ?? '1970-01-01T00:00:00Z'));
  for (const cluster of clusters) await here.enrol(cluster, 'learning');
  let learning = learnUntil !== undefined;
  const judge = async (at: number) => {
    here.at = at;
    for (const cluster of clusters) await here.setMode(cluster, 'enforcing', 'replay');
    learning = false;
  };
  let day = 0;
  for (const record of ordered) {
    const at = Date.parse(record.receivedAt);
    if (learning && at >= learnUntil!) await judge(learnUntil!);
    // Once a day sweep settles what the stream cannot teach.
    if (Math.floor(at / 86_400_000) > day) await settle(here, clusters, (day = Math.floor(at / 86_400_000)));
    await here.replay(record);
  }
  if (learning) await judge(learnUntil!);
  return here;
} // prettier-ignore

async function settle(here: Installation, clusters: readonly ClusterId[], day: number): Promise<void> {
  here.at = day * 86_400_000;
  for (const cluster of clusters) await here.learn(cluster);
}
