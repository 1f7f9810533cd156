import { randomUUID } from 'node:crypto';
import { coverageOf } from './coverage.ts';
import { insideOf } from './inside.ts';
import { Observer } from './observer.ts';
import { parseOptions, type CaptureOptions } from './options.ts';
import { check } from './live/check.ts';
import { runLive } from './live/live.ts';
import type { Envelope } from './output/batches.ts';
import { explanation } from './output/explain.ts';
import { LineWriter } from './output/line-writer.ts';
import { Poster } from './output/post.ts';
import { summary } from './output/summary.ts';
import { Refusal } from './refusal.ts';
import { PcapSource } from './sources/pcap.ts';

const say = (text: string): void => void process.stderr.write(`plumbline sentinel: ${text}\n`);

/** Runs one command line. @returns the exit code: 0 done, 1 something went wrong, 2 wrong usage */
export async function main(args: readonly string[]): Promise<number> {
  const out = new LineWriter(process.stdout);
  try {
    const parsed = parseOptions(args, (text) => process.stdout.write(text));
    if (parsed.kind === 'leave') return parsed.code;
    if (parsed.kind === 'capture') return await read(parsed.options, out);
    if (parsed.kind === 'check') return check(parsed.options, out);
    return await runLive(parsed.options, out, say);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(error.message);
    return error.exitCode;
  } finally {
    await out.flush();
  }
}

async function read(options: CaptureOptions, out: LineWriter): Promise<number> {
  const source = new PcapSource(options.pcap);
  // With --print on the same line, standard output is for observations alone.
  const explain = (text: string) => (options.print ? void process.stderr.write(`${text}\n`) : out.line(text));
  const observer: Observer = new Observer({
    limits: { conversations: options.maxConversations, keys: options.maxKeys },
    isInside: insideOf(options.inside),
    evicted: (observation) => {
      if (options.print) out.line(JSON.stringify(observation));
      poster?.add(observation);
    },
    ...(options.explain ? { ended: (conversation) => explain(explanation(conversation)) } : {}),
  });
  const bootId = randomUUID();
  const envelope = (): Envelope => ({ v: 1, node: options.node, bootId, sentAt: new Date().toISOString(), coverage: coverageOf(observer, source) }); // prettier-ignore
  const poster = options.post === undefined ? undefined : new Poster({ ...options, post: options.post, envelope, say });
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    await source.run(observer, AbortSignal.any([stop.signal, out.closed]));
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    observer.end();
  }
  for (const observation of observer.take()) {
    if (options.print) out.line(JSON.stringify(observation));
    poster?.add(observation);
  }
  const posted = await poster?.finish();
  for (const line of summary(observer, source.loss(), posted)) process.stderr.write(`${line}\n`);
  return posted === undefined || posted.setAside + posted.lost === 0 ? 0 : 1;
}
