import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Flow, Observation } from '../../core/telemetry.ts';
import { corpusFiles, corpusFolder, hasCorpus, observing, packetsOf, random, renamed } from './corpus.ts';

if (!hasCorpus)
  console.warn(`corpus absent (${corpusFolder}): the tests on real captures are not run; set PLUMBLINE_CORPUS`);
const onCorpus = hasCorpus ? describe : describe.skip;

const flowsOf = (observations: readonly Observation[]) =>
  observations.filter((one): one is Flow => one.kind === 'flow');
const mining = (flow: Flow) => flow.ops.filter(({ app }) => app === 'mining');
const evidence = (flows: readonly Flow[], word: string) => flows.filter((flow) => mining(flow).some((operation) => operation.evidence === word)).length; // prettier-ignore

async function appsOf(part: string): Promise<ReadonlySet<string>> {
  const path = corpusFiles('benign').find((name) => name.includes(part));
  const flows = flowsOf(observing(await packetsOf(path!)).take());
  return new Set(flows.flatMap((flow) => flow.ops.map(({ app }) => app)));
}

onCorpus('real captures', () => {
  test.each(corpusFiles('mining').map((path) => [basename(path), path]))('%s mines, and still does with other addresses, ports and names', async (_, path) => {
    const packets = await packetsOf(path);
    const before = flowsOf(observing(packets).take());
    expect(before.some((flow) => mining(flow).length > 0)).toBe(true);
    for (const seed of [1, 2]) {
      const observer = observing(renamed(packets, random(seed)));
      const after = flowsOf(observer.take());
      // Two ports or addresses may become one, so that flows join; the words said must not change.
      for (const word of ['session', 'refused', 'error']) expect(evidence(after, word) > 0).toBe(evidence(before, word) > 0);
      expect(Math.abs(evidence(after, 'session') - evidence(before, 'session'))).toBeLessThanOrEqual(Math.ceil(evidence(before, 'session') / 10));
    }
  }); // prettier-ignore

  test('a fan-out of probes is split into those that were answered and those that were refused', async () => {
    for (const path of corpusFiles('mining').filter((name) => name.includes('cgminer'))) {
      const flows = flowsOf(observing(await packetsOf(path)).take());
      expect(evidence(flows, 'session')).toBeGreaterThan(3);
      expect(evidence(flows, 'refused')).toBeGreaterThan(20);
      expect(flows.filter(({ outcome }) => outcome === 'timeout').length).toBeGreaterThan(5);
    }
  });

  test.each(corpusFiles('benign').map((path) => [basename(path), path]))('%s does not mine', async (_, path) => {
    const flows = flowsOf(observing(await packetsOf(path)).take());
    expect(flows.flatMap((flow) => flow.ops.map(({ app }) => app)).filter((app) => app === 'mining' || app === 'crypto-node')).toEqual([]); // prettier-ignore
  });

  test('Tor and the Log4j exploit get their own words', async () => {
    expect(await appsOf('tor')).toContain('tor');
    expect(await appsOf('log4j')).toContain('jndi');
  });

  test('every observation passes the door', async () => {
    for (const path of [...corpusFiles('mining'), ...corpusFiles('benign')]) {
      for (const observation of observing(await packetsOf(path)).take()) {
        expect(Observation.parse(observation)).toEqual(observation);
      }
    }
  });
});

test('labels come from bytes: no code of the sentinel reads file names for anything but opening, or answers of the corpus', () => {
  const files = (folder: string): string[] => readdirSync(folder).flatMap((name) => (statSync(join(folder, name)).isDirectory() ? files(join(folder, name)) : [join(folder, name)])); // prettier-ignore
  const sentinel = files(join(import.meta.dirname, '../../sentinel'));
  const recogniser = files(join(import.meta.dirname, '../../core/mining'));
  expect(sentinel.length).toBeGreaterThan(30);
  const guilty = (mark: RegExp, where: RegExp) => [...sentinel, ...recogniser].filter((path) => where.test(path) && mark.test(readFileSync(path, 'utf8'))); // prettier-ignore
  expect(
    guilty(/l7_guess|stratum-shapes|basename|(?<!createRequire\()import\.meta\.(?:filename|url)|corpus/, /./),
  ).toEqual([]);
  // The path of a capture is known where it is parsed, handed on and opened; nothing that recognises ever sees it.
  expect(guilty(/options\.pcap|#path\b/, /^(?!.*(?:main|options|sources.pcap)\.ts$)/)).toEqual([]);
  expect(guilty(/from 'node:(?:fs|path)/, /protocols|conversation|flows|names|packet\/|mining/)).toEqual([]);
});
