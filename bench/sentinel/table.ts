import { basename, dirname } from 'node:path';
import type { Conversation } from '../../sentinel/conversation/conversation.ts';
import { corpusFiles, hasCorpus, observing, packetsOf } from '../../test/sentinel/corpus.ts';
import { ndpi, pairKey, tshark, version, type Named } from './oracles.ts';

/**
 * Every capture of the corpus: conversations, protocols, dialect and verdict of the sentinel, beside what ndpiReader
 * and tshark call the same conversations in the same run, and why they differ.
 */
if (!hasCorpus) {
  process.stdout.write('sentinel table: FAILED: no corpus; set PLUMBLINE_CORPUS\n');
  process.exit(1);
}
const versions = [await version('ndpiReader', ['-h']), await version('tshark', ['--version'])];
const [hasNdpi, hasTshark] = [versions[0] !== undefined, versions[1] !== undefined];
if (!hasNdpi || !hasTshark) process.stderr.write('ndpiReader or tshark is missing (apt-get install libndpi-bin tshark): their columns stay empty\n'); // prettier-ignore

interface Row {
  readonly ours: string;
  readonly verdict: string;
  readonly ndpi: string;
  readonly tshark: string;
  readonly outcome: string;
  readonly silent: boolean;
}

function ourName({
  findings,
  outcome,
  bytesOut,
  bytesIn,
}: Conversation): Pick<Row, 'ours' | 'verdict' | 'silent' | 'outcome'> {
  const mining = findings.operations.find(({ app }) => app === 'mining' || app === 'crypto-node');
  const apps = [...new Set(findings.operations.map(({ app }) => app))].filter((app) => app !== 'mining');
  const ours = mining === undefined ? apps.join('+') || '-' : [`${mining.app} ${mining.dialect}`, ...apps].join('+');
  return { ours, verdict: mining?.evidence ?? '-', silent: bytesOut + bytesIn === 0, outcome };
}

/** Why two programs call one conversation differently. */
function reason({ ours, verdict, ndpi: other, tshark: third, silent, outcome }: Row): string {
  const isMining = ours.startsWith('mining');
  if (silent) return `no byte was said (${outcome}); the others go by port or address`;
  if (isMining && other.includes('Mining')) return third === 'data' ? 'nDPI agrees; tshark knows no mining without being told the port' : `nDPI agrees; tshark goes by ${third === 'http' ? "the server's answer" : 'the port'}`;
  if (isMining && ours.includes('http')) return 'mining inside HTTP: the others name the carrier or the port';
  if (isMining) return verdict === 'refused' && third === 'http' ? "a mining request that a web server refused: the others name the server's answer" : 'the words are mining: the others go by port, by address, or do not know them';
  if (other.includes('Mining')) return 'nDPI goes by address or a weaker mark; no word of mining was said';
  if (ours === '-') return 'a protocol that the sentinel does not read';
  if (same(ours, other)) return same(ours, third) ? 'agreed' : 'nDPI agrees; tshark goes by port, or needs the beginning';
  return same(ours, third) ? 'tshark agrees; nDPI gave up or goes by address' : 'the others need the beginning, a known port, or do not know it';
} // prettier-ignore

function same(ours: string, other: string): boolean {
  const theirs = other.toLowerCase();
  return ours.split('+').some((app) => theirs.includes(app.replace('postgresql', 'postgres')));
}

const cell = (counts: ReadonlyMap<string, number>) => [...counts].toSorted((x, y) => y[1] - x[1]).map(([name, count]) => `${name} ${count}`).join(', ') || '-'; // prettier-ignore
function tally(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

const failures: string[] = [];
const differences: string[] = [];
process.stdout.write(`ndpiReader: ${versions[0] ?? 'absent'}; tshark: ${versions[1] ?? 'absent'}\n\n`);
process.stdout.write('| capture | packets | conversations (tshark, nDPI) | protocols | mining dialects | verdicts | nDPI says | tshark says |\n|---|---|---|---|---|---|---|---|\n'); // prettier-ignore
for (const path of [...corpusFiles('mining'), ...corpusFiles('benign')]) {
  const packets = await packetsOf(path);
  const conversations: Conversation[] = [];
  observing(packets, { ended: (conversation) => conversations.push(conversation) });
  const [byNdpi, byTshark]: readonly [Named, Named] = [hasNdpi ? await ndpi(path) : new Map<string, string>(), hasTshark ? await tshark(path) : new Map<string, string>()]; // prettier-ignore
  const rows: Row[] = conversations.map((conversation) => {
    const { proto, client, server, via } = conversation;
    const key = pairKey(
      proto,
      `${client.address} ${client.port}`,
      `${(via ?? server).address} ${(via ?? server).port}`,
    );
    return { ...ourName(conversation), ndpi: byNdpi.get(key) ?? 'not named', tshark: byTshark.get(key) ?? 'not seen' };
  });
  const mining = rows.filter(({ ours }) => ours.startsWith('mining'));
  const name = `${basename(dirname(path))}/${basename(path)}`;
  const columns = [
    name, String(packets.length), `${rows.length} (${byTshark.size}, ${byNdpi.size})`,
    cell(tally(rows.flatMap(({ ours }) => ours.split('+').map((app) => app.split(' ')[0]!)))),
    cell(tally(mining.map(({ ours }) => ours.split('+')[0]!.slice('mining '.length)))),
    cell(tally([...mining.map(({ verdict }) => verdict), ...rows.filter(({ ours }) => !ours.startsWith('mining')).map(({ outcome }) => outcome)])),
    cell(tally(rows.map((row) => row.ndpi))), cell(tally(rows.map((row) => row.tshark))),
  ]; // prettier-ignore
  process.stdout.write(`| ${columns.join(' | ')} |\n`);
  const groups = tally(rows.map((row) => `${row.ours} ${row.verdict === '-' ? row.outcome : row.verdict} | ${row.ndpi} | ${row.tshark} | ${reason(row)}`)); // prettier-ignore
  for (const [group, count] of [...groups].toSorted((x, y) => y[1] - x[1])) if (!group.endsWith('| agreed')) differences.push(`| ${name} | ${count} | ${group} |`); // prettier-ignore
  if (name.startsWith('mining/') && mining.length === 0) failures.push(`${name}: no mining found`);
  if (name.startsWith('benign/') && rows.some(({ verdict }) => verdict !== '-')) failures.push(`${name}: mining found`);
}
process.stdout.write(
  '\nWhere we differ:\n\n| capture | conversations | sentinel | nDPI | tshark | why |\n|---|---|---|---|---|---|\n',
);
for (const line of differences) process.stdout.write(`${line}\n`);
for (const failure of failures) process.stderr.write(`${failure}\n`);
process.stdout.write(`\nsentinel table: ${failures.length === 0 ? 'ok: mining in every capture of mining, none in the others' : `FAILED: ${failures.join('; ')}`}\n`); // prettier-ignore
process.exit(failures.length === 0 ? 0 : 1);
