import { AsyncLocalStorage } from 'node:async_hooks';
import { db, type Item, type Level, type Store, type Table, type Write } from './dynalite.ts';

export type Change = Readonly<{ table: Table; before: Item | undefined; after: Item | undefined }>;

/** What one write operation is about to store: nothing of it is on disk, or all of it is. */
class Pending {
  readonly writes = new Map<string, Write>();
  readonly changes: Change[] = [];
}

export type AtomicWrites = Readonly<{
  /**
   * Runs `work`, gathers every write that dynalite makes in it, adds what `also` derives from the item changes, and stores
   * them as one batch. One caller at a time, in the order of calls. When `work` throws nothing is stored.
   */
  commit<T>(work: () => Promise<T>, also: (changes: readonly Change[]) => readonly Write[]): Promise<T>;
}>;

const inFlight = new AsyncLocalStorage<Pending>();
const watched = new WeakSet<object>();
let listening = false;

/**
 * dynalite stores an item, each of its index entries and (in our case) its stream record by separate writes: `kill -9`
 * between two of them would leave an index that shows an item which is not there. So while an operation runs, its writes
 * go to a pending batch, its reads look there first, and everybody else still reads what is on disk.
 */
export function atomicWrites(store: Store): AtomicWrites {
  redirect(store.db);
  watched.add(store);
  listen();
  let tail: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(work, work);
    tail = turn.catch(() => undefined);
    return turn;
  };
  return {
    commit: (work, also) =>
      alone(async () => {
        const pending = new Pending();
        const result = await inFlight.run(pending, work);
        const writes = [...pending.writes.values(), ...also(pending.changes)];
        if (writes.length > 0) await store.db.batch(writes);
        return result;
      }),
  };
}

function redirect(level: Level): void {
  const onDisk = { put: level.put.bind(level), get: level.get.bind(level), del: level.del.bind(level) };
  level.put = (key, value, done) =>
    keep({ type: 'put', key, value }, done) ? undefined : onDisk.put(key, value, done);
  level.del = (key, done) => (keep({ type: 'del', key }, done) ? undefined : onDisk.del(key, done));
  level.get = (key, done) => {
    const write = done === undefined ? undefined : inFlight.getStore()?.writes.get(key);
    if (write === undefined || done === undefined) return onDisk.get(key, done);
    setImmediate(done, null, write.type === 'put' ? structuredClone(write.value) : undefined);
    return undefined;
  };
}

/** Puts the write aside when an operation runs; false when it has to go to disk now. */
function keep(write: Write, done: ((error: unknown) => void) | undefined): boolean {
  const pending = inFlight.getStore();
  if (pending === undefined || done === undefined) return false;
  pending.writes.set(write.key, write);
  setImmediate(done, null);
  return true;
}

/** dynalite calls `updateIndexes` exactly once for each item it writes, with the item before and after. */
function listen(): void {
  if (listening) return;
  listening = true;
  const updateIndexes = db.updateIndexes;
  db.updateIndexes = (store, table, before, after, done) => {
    if (watched.has(store)) inFlight.getStore()?.changes.push({ table, before, after: after ?? undefined });
    updateIndexes(store, table, before, after, done);
  };
}
