import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Scenario } from '../../core/scenario.ts';
import { intelligenceOf } from '../../core/intelligence.ts';
import { seedIndex } from '../../core/seed-intelligence.ts';
import type { Flow } from '../../core/telemetry.ts';
import { play, type PlayResult } from '../../local/simulator/play.ts';
import { usual } from '../local/simulator/scenarios.ts';
import { corpusFiles, corpusFolder, hasCorpus, observing, packetsOf } from '../sentinel/corpus.ts';

// Real mining sessions, as the sentinel's parsers read them from packets, from a newcomer and from a settled workload.

if (!hasCorpus) console.warn(`skipped: no captures at ${corpusFolder} (set PLUMBLINE_CORPUS)`);
const onCorpus = hasCorpus ? describe : describe.skip;

// Hundreds of plays in one test.
jest.setTimeout(240_000);

const isMining = ({ ops }: Flow) => ops.some(({ app }) => app === 'mining');
const isSession = ({ ops }: Flow) => ops.some(({ app, evidence }) => app === 'mining' && evidence === 'session');

const parsed = new Map<string, Promise<Flow[]>>();
/** Packets take longer to parse than plays to play. */
function flowsOf(file: string): Promise<Flow[]> {
  const before = parsed.get(file);
  if (before !== undefined) return before;
  const flows = packetsOf(file).then((packets) => observing(packets).take().filter((one): one is Flow => one.kind === 'flow'));
  parsed.set(file, flows);
  return flows;
} // prettier-ignore

type Who = 'newcomer' | 'settled';
/** `full`: feeds that list mining pools. `empty`: none, and what the packets name is on no list that ships either. */
type Feeds = 'full' | 'empty';

/** Names in mining messages and addresses, as nobody lists them. */
function unlisted(flow: Flow): Flow {
  const [, , third, fourth] = flow.dst.split('.');
  const names = flow.names.map((name) => ({ ...name, value: `host-${name.value.length}.relay.example` }));
  return { ...flow, dst: `203.0.113.${(Number(third) * 7 + Number(fourth)) % 250}`, names };
}

/** Lines of a publisher's list that could match the packets, and thirty others: the whole list for each play would take minutes. */
function listed(flows: readonly Flow[]): string[] {
  const lines = readFileSync(path.join(corpusFolder, '../intel/maltrail/crypto_mining.txt'), 'utf8').split('\n').map((line) => line.replace(/\s*#.*$/, '').trim()).filter((line) => line !== '');
  const said = flows.flatMap(({ dst, names }) => [dst, ...names.map(({ value }) => value)]);
  return [...new Set([...lines.filter((line) => said.some((one) => one.endsWith(line) || line.startsWith(`${one}:`))), ...lines.slice(0, 30)])];
} // prettier-ignore

/** The names that ship with the project. */
const shipped = intelligenceOf(seedIndex());

async function mined(flows: readonly Flow[], who: Who, feeds: Feeds): Promise<PlayResult> {
  const [source, at] = who === 'newcomer' ? ['shop/dfs', '4h11m'] : ['shop/cart', '4h11m'];
  const house = [
    { name: 'web', namespace: 'shop', replicas: 2 },
    { name: 'cart', namespace: 'shop', replicas: 2 },
    { name: 'db', namespace: 'shop', kind: 'StatefulSet' },
  ];
  const said = feeds === 'empty' ? flows.map(unlisted) : flows;
  return play(
    Scenario.parse({
      scenario: 1, name: 'a real session', clusters: [{ name: 'prod', nodes: 2 }], until: '4h30m', sentinels: { heartbeat: '10m' },
      acts: [{ at: '4h', mode: 'enforcing' }],
      workloads: [...house, ...(who === 'newcomer' ? [{ name: 'dfs', namespace: 'shop', images: ['docker.io/dfs/dfsdf:99'], from: '4h10m' }] : [])],
      services: [{ name: 'cart', namespace: 'shop', ports: [{ port: 80, target: 8080 }] }],
      conversations: [
        ...usual,
        ...said.map(({ dst, port, proto, names, ops, outcome, bytesOut, bytesIn }) => ({ source, destination: dst, port, proto, names, ops, outcome, bytesOut, bytesIn, at, pods: 'one' })),
      ],
      feeds: feeds === 'full' ? [{ name: 'maltrail', indicators: listed(flows) }] : [],
    }),
  );
} // prettier-ignore

/** What came of it in a line: classification, severity, and the kinds that say so. */
const outcomeOf = ({ incidents, findings }: PlayResult) =>
  `${incidents.map(({ classification, severity, verdict }) => `${verdict} ${severity} ${classification}`).toSorted().join(', ') || 'nobody told'}: ${[...new Set(findings.map(({ kind }) => kind))].toSorted().join(', ') || 'nothing found'}`; // prettier-ignore

const situations = (['newcomer', 'settled'] as const).flatMap((who) => (['full', 'empty'] as const).map((feeds) => [who, feeds] as const)); // prettier-ignore

onCorpus('every mining session of the corpus', () => {
  const captures = corpusFiles('mining');

  test.each(situations)('from a %s workload, feeds %s: each session alone is one critical incident', async (who, feeds) => {
    let sessions = 0;
    for (const file of captures) {
      for (const flow of (await flowsOf(file)).filter(isSession)) {
        const result = await mined([flow], who, feeds);
        expect([file, result.incidents.map(({ classification, severity, verdict }) => [classification, severity, verdict])]).toEqual([file, [['cryptojacking', 'critical', 'incident']]]);
        expect([result.slack.length, result.email.length]).toEqual([1, 1]);
        sessions += 1;
      }
    }
    console.info(`${sessions} sessions from a ${who} workload, feeds ${feeds}: one critical incident each`);
    expect(sessions).toBeGreaterThanOrEqual(10);
  }); // prettier-ignore

  test.each(situations)('from a %s workload, feeds %s: a whole capture, probes that were refused and all, is one critical incident', async (who, feeds) => {
    for (const file of captures) {
      const result = await mined((await flowsOf(file)).filter(isMining), who, feeds);
      expect([file, result.incidents.map(({ classification, severity }) => [classification, severity])]).toEqual([file, [['cryptojacking', 'critical']]]);
    }
  }); // prettier-ignore

  test('without a word on the wire, a newcomer is told of gravely, a settled workload by what it never did, a listed name as mining', async () => {
    const table = new Map<string, number>();
    for (const [who, feeds] of situations) {
      for (const file of captures) {
        const sessions = (await flowsOf(file)).filter(isSession);
        // Without words and names two sessions differ in address and port alone: a few of those stand for all.
        for (const flow of [...sessions.filter(({ names }) => names.length > 0), ...sessions.filter(({ names }) => names.length === 0).slice(0, 5)]) {
          // TLS hides what is said, and what the messages name with it.
          const silent = { ...flow, ops: [], names: flow.names.filter(({ from }) => from !== 'mining') };
          const named = feeds === 'full' && flow.names.some(({ value }) => shipped.matchName(value, 'name') !== undefined);
          const [plain, told] = [await mined([silent], who, feeds), named ? await mined([{ ...flow, ops: [] }], who, feeds) : undefined];
          for (const result of told === undefined ? [plain] : [plain, told]) {
            const line = `${who}, feeds ${feeds}: ${outcomeOf(result)}`;
            table.set(line, (table.get(line) ?? 0) + 1);
          }
          expect(plain.incidents).toHaveLength(1);
          expect(who === 'newcomer' ? ['high', 'critical'] : ['medium', 'high', 'critical']).toContain(plain.incidents[0]!.severity);
          // Where the name is known and listed, the wire is not needed.
          if (told !== undefined) expect(told.incidents).toMatchObject([{ classification: 'cryptojacking', severity: 'critical' }]);
        }
      }
    }
    console.info(`wire evidence removed:\n${[...table].map(([line, count]) => `${count} × ${line}`).join('\n')}`);
  }); // prettier-ignore
});
