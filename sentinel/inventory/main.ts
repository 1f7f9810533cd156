import { setTimeout as sleep } from 'node:timers/promises';
import { lookAt, ownerMemory } from '../../adapters/kubernetes/view.ts';
import { Door } from '../delivery/door.ts';
import { metricsText } from '../live/metrics.ts';
import { StatusServer } from '../live/status-server.ts';
import { LineWriter } from '../output/line-writer.ts';
import { Refusal } from '../refusal.ts';
import { timestamp } from '../timestamp.ts';
import { clusterDoor } from './cluster-door.ts';
import { parsePushOptions, type PushOptions } from './options.ts';
import { seenIn } from './packed.ts';
import { Pusher } from './pusher.ts';

const say = (text: string): void => void process.stderr.write(`plumbline inventory: ${text}\n`);

/** Runs one command line. @returns the exit code: 0 done, 1 something went wrong, 2 wrong usage */
export async function main(args: readonly string[]): Promise<number> {
  const out = new LineWriter(process.stdout);
  try {
    const parsed = parsePushOptions(args, (text) => process.stdout.write(text));
    if (parsed.kind === 'leave') return parsed.code;
    return parsed.options.post === undefined
      ? await print(parsed.options, out)
      : await push({ ...parsed.options, post: parsed.options.post });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(error.message);
    return error.exitCode;
  } finally {
    await out.flush();
  }
}

async function print(options: PushOptions, out: LineWriter): Promise<number> {
  const api = clusterDoor(options, process.env);
  const seen = await lookAt(api, ownerMemory(Date.now), timestamp(Date.now()), AbortSignal.timeout(60_000));
  api.close();
  out.line(JSON.stringify({ at: seen.at, version: seen.version, lists: seen.items, missing: seen.missing, owners: seen.owners, odd: seen.odd })); // prettier-ignore
  say(seenIn(seen));
  return Object.keys(seen.missing).length === 0 ? 0 : 1;
}

async function push(options: PushOptions & { readonly post: URL }): Promise<number> {
  const { post, tokenFile, caFile, every, once, listen } = options;
  const api = clusterDoor(options, process.env);
  const door = new Door({ url: post, ...(tokenFile && { tokenFile }), ...(caFile && { caFile }) });
  const everyMs = every * 1_000;
  const pusher = new Pusher({ api, door, everyMs, now: Date.now, say });
  const status = listen && (await StatusServer.listen({ ...listen, ...healthOf(pusher, everyMs) }));
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    if (once) await pusher.round();
    else await goOn(pusher, stop.signal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    status?.close();
    door.close();
    api.close();
  }
  return !once || pusher.acceptedAt !== undefined ? 0 : 1;
}

async function goOn(pusher: Pusher, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const wait = await pusher.round();
    await sleep(wait, undefined, { signal: stop }).catch(() => undefined);
  }
}

function healthOf(pusher: Pusher, everyMs: number) {
  const since = (at: number) => Math.round((Date.now() - at) / 1_000);
  return {
    live: () => ({ faults: since(pusher.lookedAt) * 1_000 > 5 * everyMs + 120_000 ? [`no look for ${since(pusher.lookedAt)} s`] : [] }), // prettier-ignore
    ready: () => {
      const { acceptedAt } = pusher;
      if (acceptedAt === undefined) return { faults: ['no inventory was taken yet'] };
      return { faults: Date.now() - acceptedAt > 3 * everyMs ? [`no inventory was taken for ${since(acceptedAt)} s`] : [] }; // prettier-ignore
    },
    metrics: () => metricsText([{ name: 'inventory_accepted_timestamp_seconds', kind: 'gauge', help: 'When an inventory was last taken.', value: (pusher.acceptedAt ?? 0) / 1_000 }], pusher.counters.toObject()), // prettier-ignore
  };
}
