import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Command, InvalidArgumentError } from 'commander';
import { ArchiveRecord } from '../../core/archive.ts';
import { plural } from '../../local/simulator/plural.ts';
import { replay } from '../../local/simulator/replay.ts';
import { Failure } from '../failure.ts';
import { printable, table } from '../table.ts';
import { type CommandContext, json } from './context.ts';

interface ReplayCommandOptions {
  readonly learnUntil?: number;
  readonly json?: boolean;
}

/** What one archive object may inflate to. */
const objectLimit = 256 * 1024 * 1024;

/** Judges archived batches again, in memory: what would be found with this version, and had learning ended then. */
export function replayCommand({ io }: CommandContext): Command {
  return new Command('replay')
    .description('judge archived batches again, in memory: aws s3 sync s3://BUCKET/archive/CLUSTER FOLDER gets them')
    .argument('<path...>', 'objects of the archive (*.jsonl.gz, *.jsonl), or folders of them')
    .option('--learn-until <moment>', 'learn from what came before, judge what came after, such as 2026-11-24T08:00:00Z', moment)
    .option('--json', 'print findings and incidents as JSON')
    .action(async (paths: string[], { learnUntil, json: asJson }: ReplayCommandOptions) => {
      const records = paths.flatMap(archiveFiles).flatMap(recordsIn);
      if (records.length === 0) throw new Failure(`There are no archived batches in ${paths.join(', ')}.`, 'They are *.jsonl.gz under archive/ of the bucket.');
      const { stores } = await replay(records, { learnUntil });
      const clusters = [...new Set(records.map(({ cluster }) => cluster))];
      const findings = (await Promise.all(clusters.map((cluster) => stores.findings.ofCluster(cluster)))).flat();
      const incidents = (await Promise.all(clusters.map((cluster) => stores.incidents.ofCluster(cluster)))).flat();
      if (asJson === true) return io.out(json({ batches: records.length, findings, incidents }));
      if (findings.length > 0) io.out(table(['FIRST SEEN', 'CLUSTER', 'WORKLOAD', 'DEVIATION', 'VERDICT', 'REASON', 'WHAT'], findings.map((one) => [one.firstSeen.slice(0, 19), one.cluster, printable(one.workload), one.kind, one.verdict === 'drift' ? 'drift' : one.severity, one.reason, printable(one.label)])));
      io.note(`${plural(records.length, 'archived batch', 'archived batches')} judged again: ${plural(findings.length, 'finding')}, ${plural(incidents.length, 'incident')} that somebody would have been told of.`);
    });
} // prettier-ignore

function moment(text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}(?:T|$)/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('It must be a moment such as 2026-11-24T08:00:00Z.');
  return at;
}

function archiveFiles(given: string): string[] {
  const stat = statSync(given, { throwIfNoEntry: false });
  if (stat === undefined) throw new Failure(`There is no file or folder ${given}.`);
  if (!stat.isDirectory()) return [given];
  const names = readdirSync(given, { recursive: true, encoding: 'utf8' }).filter((name) => /\.jsonl(?:\.gz)?$/.test(name)); // prettier-ignore
  return names.toSorted().map((name) => path.join(given, name));
}

function recordsIn(file: string): ArchiveRecord[] {
  return textOf(file).split('\n').flatMap((line, at) => (line === '' ? [] : [recordOf(line, `${file}:${at + 1}`)])); // prettier-ignore
}

function textOf(file: string): string {
  try {
    const bytes = readFileSync(file);
    return (file.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: objectLimit }) : bytes).toString('utf8');
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function recordOf(line: string, place: string): ArchiveRecord {
  try {
    const parsed = ArchiveRecord.safeParse(JSON.parse(line));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new Failure(`${place} is no archived batch: ${issue?.path.join('.')} ${issue?.message}`);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${place} is no line of JSON.`);
  }
}
