import { withMode } from '../../core/baseline.ts';
import type { ClusterId } from '../../core/ids.ts';
import { Scenario } from '../../core/scenario.ts';
import type { Installation } from '../../local/simulator/installation.ts';
import { play, type PlayResult } from '../../local/simulator/play.ts';

// A cluster that learns for 26 hours while somebody in it does not belong there from the first hour on.

const argo = 'system:serviceaccount:argocd:controller';
const house = [
  { name: 'web', namespace: 'shop', replicas: 3, creator: argo },
  { name: 'cart', namespace: 'shop', replicas: 2, creator: argo },
  { name: 'db', namespace: 'shop', kind: 'StatefulSet', creator: argo },
];
const usual = [
  { source: 'shop/web', destination: 'shop/cart', port: 8080, every: '30m' },
  { source: 'shop/cart', destination: 'pod:shop/db-0', port: 5432, every: '30m' },
  { source: ['shop/web', 'shop/cart'], destination: 'api.stripe.com', port: 443, sni: 'api.stripe.com', every: '30m' },
  { source: ['shop/web', 'shop/cart'], destination: 'erp.partner.example', port: 443, every: '30m' },
  { source: 'shop/web', destination: 'one-off.partner.example', port: 443, at: '3h' },
];

function learning(workloads: readonly object[], conversations: readonly object[], acts: readonly object[] = []): Promise<PlayResult> {
  return play(
    Scenario.parse({
      scenario: 1, name: 'poison', until: '27h', clusters: [{ name: 'prod', nodes: 3 }], sentinels: { heartbeat: '30m' },
      acts: [{ at: '26h', mode: 'enforcing' }, ...acts], workloads: [...house, ...workloads], conversations: [...usual, ...conversations],
    }), // prettier-ignore
  );
} // prettier-ignore

const listed = ({ clusters }: PlayResult) => clusters[0]!.review.map(({ finding, suspicion, reason }) => `${suspicion} ${finding.workload} ${finding.object} ${reason}`); // prettier-ignore

test('a miner that was there from the first hour, slow and in two replicas, is never learned and heads the list', async () => {
  const { clusters, slack } = await learning(
    [{ name: 'helper', namespace: 'shop', replicas: 2, images: ['docker.io/q8w/helper:1'], from: '0' }],
    [{ source: 'shop/helper', destination: 'relay.q8w-cdn.example', port: 443, every: '1h', ops: [{ app: 'tls' }] }],
  );
  const [first, ...others] = clusters[0]!.review;
  expect(first).toMatchObject({ finding: { workload: 'shop/helper' }, reason: 'unpopular-name' });
  expect(first?.finding.label).toContain('relay.q8w-cdn.example');
  for (const other of others) expect(other.suspicion).toBeLessThan(first!.suspicion);
  expect(slack).toEqual([]);
}, 60_000);

test('nor is one by direct address, nor one that came as a second deployment of the same image to vouch for the first', async () => {
  const twins = ['helper', 'helping'].map((name) => ({ name, namespace: 'shop', images: ['docker.io/q8w/helper:1'] }));
  const result = await learning(
    [...twins, { name: 'batch', namespace: 'shop', images: ['docker.io/q8w/batch:1'], from: '0' }],
    [
      { source: ['shop/helper', 'shop/helping'], destination: 'relay.q8w-cdn.example', port: 443, every: '1h' },
      { source: 'shop/batch', destination: '203.0.113.9', port: 14_444, every: '1h' },
    ],
  );
  const waiting = result.clusters[0]!.review;
  expect(waiting.slice(0, 3).map(({ finding }) => finding.workload).toSorted()).toEqual(['shop/batch', 'shop/helper', 'shop/helping']); // prettier-ignore
  // A name that two of the house use is learned; one that was asked for once waits, behind.
  expect(listed(result).filter((line) => line.includes('erp.partner.example'))).toEqual([]);
  expect(listed(result).at(-1)).toContain('one-off.partner.example');
}, 60_000);

test('what a person accepts from the list is known, all of it at once', async () => {
  const accept = { at: '26h10m', accept: { candidates: true }, by: 'ada', reason: 'looked at' };
  const { clusters, checks } = await learning([], [], [accept]);
  expect([checks, clusters[0]!.review]).toEqual([[], []]);
}, 60_000);

test('a maker of names costs a bounded number of facts, and fills no more than its own part of the list', async () => {
  const names = Array.from({ length: 600 }, (_, n) => (n % 2 ? `h${n}.many-hosts.com` : `n${n}.example`));
  const { clusters } = await learning(
    [{ name: 'maker', namespace: 'shop', creator: argo }],
    names.map((destination, n) => ({ source: 'shop/maker', destination, port: 443, every: '1h', from: `${n % 50}s`, times: 4 })),
  );
  const quiet = await learning([{ name: 'maker', namespace: 'shop', creator: argo }], []);
  expect(clusters[0]!.facts - quiet.clusters[0]!.facts).toBeLessThanOrEqual(10);
  const own = clusters[0]!.review.filter(({ finding }) => finding.workload === 'shop/maker');
  expect(own).toHaveLength(200);
  expect(clusters[0]!.review.some(({ finding }) => finding.workload === 'shop/web')).toBe(true);
}, 60_000);

test('what only a settling teaches is learned when the API ends learning as well, for a while', async () => {
  // One has ended its talk before the other begins: only then is the name known to two.
  const partner = [['shop/web', '0s', '5h'], ['shop/cart', '8h', '14h']].map(([source, from, until]) => ({ source, destination: 'late.partner.example', port: 443, every: '30m', from, until })); // prettier-ignore
  const added: number[] = [];
  for (const minutes of [5, 60]) {
    let installation: Installation | undefined;
    const scenario = Scenario.parse({
      scenario: 1, name: 'settling', until: '20h', clusters: [{ name: 'prod', nodes: 3 }], sentinels: { heartbeat: '30m' }, workloads: house, conversations: [...usual, ...partner],
    }); // prettier-ignore
    const { start, durationMs } = await play(scenario, { onEnd: (left) => (installation = left) });
    const { baselines } = installation!.stores;
    const cluster = 'prod' as ClusterId;
    const before = (await baselines.state(cluster))!;
    await baselines.setState(withMode(before, 'enforcing', new Date(start + durationMs).toISOString(), 'ada'), before.version);
    installation!.at = start + durationMs + minutes * 60_000;
    await installation!.learn(cluster);
    const facts = (await baselines.facts(cluster)).filter(({ label }) => label.includes('late.partner.example'));
    added.push(facts.length);
  }
  expect(added).toEqual([2, 1]);
}, 60_000);
