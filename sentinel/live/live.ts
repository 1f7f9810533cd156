import { randomUUID } from 'node:crypto';
import type { Coverage } from '../../core/telemetry.ts';
import { Courier } from '../delivery/courier.ts';
import { Door } from '../delivery/door.ts';
import { Outbox } from '../delivery/outbox.ts';
import { coverageOf } from '../coverage.ts';
import { insideOf } from '../inside.ts';
import { Observer } from '../observer.ts';
import type { LiveOptions } from '../options.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { Refusal } from '../refusal.ts';
import { ConntrackSource } from '../sources/conntrack/source.ts';
import type { Intake, Source } from '../sources/source.ts';
import { WireSource } from '../sources/wire/source.ts';
import { metricsText, type Metric } from './metrics.ts';
import { OwnClock } from './own-clock.ts';
import { StatusServer } from './status-server.ts';
import { Telling } from './telling.ts';

/** New things are looked for each time packets were read, four times a second; without packets to read, as often as this. */
const FRESH_MS = 600;
/** Kubernetes gives 30 s by default; the chart says less, and what is left goes to disk. */
const GRACE_MS = 4000;
/** The event loop, or a source, that did not turn for so long is stuck. */
const STUCK_MS = 30_000;

/** Watches until it is told to stop. @returns the exit code */
export async function runLive(options: LiveOptions, out: LineWriter, say: (text: string) => void): Promise<number> {
  const clock = new OwnClock();
  const now = () => clock.now();
  const { spool, spoolMemory, spoolDisk } = options;
  const outbox = new Outbox({ memoryBytes: spoolMemory, diskBytes: spoolDisk, ...(spool === undefined ? {} : { folder: spool }) }); // prettier-ignore
  const bootId = randomUUID();
  const failed: string[] = [];
  const observer: Observer = new Observer({
    live: true,
    limits: { conversations: options.maxConversations, keys: options.maxKeys },
    isInside: insideOf(options.inside),
    evicted: (observation) => telling.evicted(observation),
  });
  let looked = () => 0;
  const sources = sourcesOf(options, clock, () => looked());
  const totals = (): Coverage => {
    const all = sources.map((source) => coverageOf(observer, source));
    const sum = (key: 'dropped' | 'freezes') => all.reduce((total, coverage) => total + coverage[key], 0);
    return { ...all[0]!, dropped: sum('dropped'), freezes: sum('freezes'), spooled: outbox.size, sources: sources.map(({ kind }) => kind).filter((kind) => !failed.includes(kind)), failed: [...failed.slice(0, 7), ...(outbox.diskFailed ? ['spool'] : [])] }; // prettier-ignore
  };
  const told = options.print ? (observation: object) => out.line(JSON.stringify(observation)) : undefined;
  const telling: Telling = new Telling({ node: options.node, bootId, observer, outbox, totals, now, ...(told === undefined ? {} : { told }) }); // prettier-ignore
  const courier = options.post === undefined ? undefined : new Courier({ door: new Door({ ...options, url: options.post }), outbox, now, say }); // prettier-ignore

  for (const source of sources) source.open();
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const signal = AbortSignal.any([stop.signal, out.closed]);

  let turnedAt = performance.now();
  const turned = () => performance.now() - turnedAt;
  const faults = () => ({ faults: turned() > STUCK_MS ? [`nothing was looked at for ${Math.round(turned() / 1000)} s`] : [] }); // prettier-ignore
  const status = options.listen === undefined ? undefined : await StatusServer.listen({ ...options.listen, live: faults, ready: () => ({ faults: [...faults().faults, ...unready(sources, failed, courier, options, now())] }), metrics: () => metricsText(metricsOf(observer, totals(), outbox, courier, clock), reasonsOf(observer, sources, outbox, courier)) }); // prettier-ignore

  const intake = intakeOf(observer);
  const running = sources.map((source) =>
    source.run(intake, signal).catch((error: unknown) => {
      failed.push(source.kind);
      if (source.kind === 'wire') turnByTime();
      say(`source ${source.kind} failed: ${(error as Error).message}`);
      // Blind is worse than restarted: without any source there is nothing to wait for.
      if (failed.length === sources.length) stop.abort();
    }),
  );
  courier?.start();
  say(`watching (${sources.map(({ kind }) => kind).join(', ')}) as node ${options.node}, boot ${bootId}`);

  telling.heartbeat();
  courier?.wake();
  let heartbeatAt = performance.now();
  const turn = () => {
    turnedAt = performance.now();
    clock.look();
    const sinceBeat = performance.now() - heartbeatAt;
    const every = heartbeatMs(options, courier, outbox);
    const beats = sinceBeat >= every;
    const isNew = telling.fresh();
    if (beats) {
      heartbeatAt = performance.now();
      telling.heartbeat();
    }
    if (courier === undefined) discard(outbox);
    else if (beats || isNew) courier.wake();
    if (options.print && (beats || isNew)) void out.flush();
    return observer.isUnsettled ? 0 : beats ? every : every - sinceBeat;
  };
  let timer: NodeJS.Timeout | undefined;
  const turnByTime = () => void (timer ??= setInterval(turn, FRESH_MS));
  looked = turn;
  if (!options.wire) turnByTime();

  await Promise.all(running);
  clearInterval(timer);
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', interrupt);
  observer.end();
  telling.fresh();
  telling.heartbeat(true);
  if (courier === undefined) discard(outbox);
  await courier?.finish(GRACE_MS);
  const left = outbox.size;
  outbox.close();
  status?.close();
  if (courier !== undefined) say(`stopped; ${left === 0 ? 'everything was delivered' : options.spool === undefined ? `${left} batches were not delivered and are lost` : `${left} batches wait in ${options.spool}`}`); // prettier-ignore
  return failed.length === sources.length ? 1 : 0;
}

type LiveSource = Source & { open(): void };

function sourcesOf({ wire, conntrack, host }: LiveOptions, clock: OwnClock, looked: () => number): LiveSource[] {
  const sources: LiveSource[] = [];
  if (wire) sources.push(new WireSource({ host, clock, looked }));
  // What the wire tells better, conntrack leaves to it.
  if (conntrack) sources.push(new ConntrackSource({ tcp: !wire, now: () => clock.now() }));
  if (sources.length === 0) throw new Refusal('nothing to watch: add --wire or --conntrack; see --help', 2);
  return sources;
}

/** One packet that breaks us is one packet lost, counted: the watch goes on. */
function intakeOf(observer: Observer): Intake {
  const ours = () => observer.counters.add('packet: our own fault');
  return {
    packet: (packet) => {
      try {
        observer.packet(packet);
      } catch {
        ours();
      }
    },
    raw: (bytes, from, to, wireLength, at, interfaceIndex) => {
      try {
        observer.raw(bytes, from, to, wireLength, at, interfaceIndex);
      } catch {
        ours();
      }
    },
    conversation: (conversation) => {
      try {
        observer.conversation(conversation);
      } catch {
        ours();
      }
    },
  };
}

/** While the door is away counters are told less often: they are cumulative, so only their steps grow. */
function heartbeatMs({ heartbeat }: LiveOptions, courier: Courier | undefined, outbox: Outbox): number {
  const seconds = heartbeat ?? courier?.policy.heartbeatS ?? 60;
  return seconds * 1000 * (outbox.size > 16 ? 5 : 1);
}

/** Without a door nothing waits for it. */
function discard(outbox: Outbox): void {
  for (let next = outbox.next(); next !== undefined; next = outbox.next()) outbox.done(next);
}

function unready(sources: readonly Source[], failed: readonly string[], courier: Courier | undefined, options: LiveOptions, now: number): string[] {
  const faults = failed.map((kind) => `source ${kind} failed`);
  if (sources.length === 0) faults.push('no source');
  if (courier === undefined) return faults;
  const patienceMs = 3 * 1000 * (options.heartbeat ?? courier.policy.heartbeatS);
  if (courier.lastAccepted === undefined) faults.push(courier.failures > 0 ? `no batch was accepted yet, after ${courier.failures} tries` : 'no batch was accepted yet'); // prettier-ignore
  else if (courier.failures > 0 && now - courier.lastAccepted > patienceMs) faults.push(`no batch was accepted for ${Math.round((now - courier.lastAccepted) / 1000)} s`); // prettier-ignore
  return faults;
} // prettier-ignore

const reasonsOf = (observer: Observer, sources: readonly Source[], outbox: Outbox, courier: Courier | undefined): Record<string, number> => ({
  ...observer.counters.toObject(),
  ...Object.assign({}, ...sources.map((source) => source.loss().details)),
  ...outbox.counters.toObject(),
  ...courier?.counters.toObject(),
}); // prettier-ignore

function metricsOf(observer: Observer, coverage: Coverage, outbox: Outbox, courier: Courier | undefined, clock: OwnClock): Metric[] {
  const { memory, disk } = outbox.bytes;
  return [
    { name: 'packets_total', kind: 'counter', help: 'Packets that the filter let through and that were read.', value: observer.packets },
    { name: 'packets_dropped_total', kind: 'counter', help: 'Packets that were lost before they were read, or could not be read.', value: coverage.dropped },
    { name: 'folded_total', kind: 'counter', help: 'Conversations, names and operations for which there was no room.', value: coverage.folded },
    { name: 'keys', kind: 'gauge', help: 'Flows that are counted.', value: observer.keys },
    { name: 'conversations', kind: 'gauge', help: 'Conversations that are followed.', value: observer.conversations },
    { name: 'batches_waiting', kind: 'gauge', help: 'Batches in memory that wait to be sent.', value: outbox.size },
    { name: 'spool_memory_bytes', kind: 'gauge', help: 'Bytes of batches that wait in memory.', value: memory },
    { name: 'spool_disk_bytes', kind: 'gauge', help: 'Bytes of batches that wait on disk.', value: disk },
    { name: 'spool_disk_failed', kind: 'gauge', help: '1 where the disk refuses what is written.', value: outbox.diskFailed ? 1 : 0 },
    { name: 'post_failures', kind: 'gauge', help: 'Tries to send that failed in a row.', value: courier?.failures ?? 0 },
    { name: 'last_accepted_timestamp_seconds', kind: 'gauge', help: 'When a batch was last accepted.', value: (courier?.lastAccepted ?? 0) / 1000 },
    { name: 'clock_offset_seconds', kind: 'gauge', help: 'How far the clock of the installation is ahead.', value: (courier?.clockOffsetMs ?? 0) / 1000 },
    { name: 'clock_steps_total', kind: 'counter', help: 'How often the clock of the node was set.', value: clock.steps },
  ];
} // prettier-ignore
