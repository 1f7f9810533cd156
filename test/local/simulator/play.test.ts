import type { Finding } from '../../../core/finding.ts';
import { Scenario } from '../../../core/scenario.ts';
import { play, type PlayResult } from '../../../local/simulator/play.ts';
import { miner, shop, usual } from './scenarios.ts';

const kinds = ({ findings }: PlayResult) => findings.map(({ kind, workload }) => `${kind} ${workload}`).toSorted();
/** Without what the way of a batch leaves behind: when a thing was decided, and texts that say it. */
const judged = ({ findings, incidents }: PlayResult) => {
  // Which of two nodes that saw a thing at the same moment is named depends on who was heard first.
  const anywhere = (finding: Finding) => ({ ...finding, seenBy: undefined });
  return {
    findings: findings.map(anywhere),
    incidents: incidents.map((incident) => ({ ...incident, timeline: [], openedAt: '', updatedAt: '', version: 0, announcedVersion: 0, findings: incident.findings.map(anywhere) })),
  };
}; // prettier-ignore

describe('a scenario in memory', () => {
  it('goes from telemetry to one critical incident, told once in Slack and once by e-mail', async () => {
    const result = await play(shop(miner));
    expect(kinds(result)).toEqual(['mining-protocol shop/dfs', 'new-egress shop/dfs', 'new-workload shop/dfs', 'threat-contact shop/dfs']);
    expect(result.incidents).toMatchObject([{ classification: 'cryptojacking', severity: 'critical', verdict: 'incident', workload: 'shop/dfs', techniques: ['T1071', 'T1496.001', 'T1610'] }]);
    expect(result.slack).toHaveLength(1);
    expect(result.email[0]?.text.subject).toMatch(/^\[critical\] Cryptomining: shop\/dfs/);
    // Within two seconds of the first packet: a second of waiting for more novelty.
    expect(Date.parse(result.incidents[0]!.openedAt) - result.start - 15_060_000).toBeLessThanOrEqual(2_000);
  }); // prettier-ignore

  it('gives the same result each time, byte for byte', async () => {
    const scenario = shop({ ...miner, conversations: miner.conversations.map((one) => ({ ...one, jitter: '3m' })) });
    const [one, other] = [await play(scenario), await play(scenario)];
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
    const elsewhere = await play(scenario, { seed: 7 });
    expect(JSON.stringify(elsewhere)).not.toBe(JSON.stringify(one));
    expect(kinds(elsewhere)).toEqual(kinds(one));
  });

  it('never looks at what it is expected to find', async () => {
    const { checks: _none, ...plain } = await play(shop(miner));
    const { checks, ...told } = await play(shop({ ...miner, expect: { findings: [], incidents: [], notices: 0 } }));
    expect(told).toEqual(plain);
    expect(checks.map(({ held }) => held)).toEqual([false, false, false, false]);
  });

  it('finds the same whatever befalls batches on their way', async () => {
    const usualWay = judged(await play(shop(miner)));
    for (const delivery of [
      [{ how: 'duplicated', times: 3 }],
      [{ how: 'reordered', within: '2m' }],
      [{ how: 'queued', by: '90s', from: '4h', until: '4h30m' }],
      [{ how: 'late', by: '7m', node: 'node-1' }],
      [{ how: 'reordered', within: '1m' }, { how: 'duplicated' }],
    ]) {
      const result = await play(shop({ ...miner, delivery }));
      expect({ delivery, ...judged(result) }).toEqual({ delivery, ...usualWay });
      expect(result.slack.length).toBeGreaterThan(0);
    }
  });

  it('counts what a node whose clock is ahead saw at the time at which it was', async () => {
    const skewed = await play(
      shop({ ...miner, sentinels: { heartbeat: '10m', events: [{ event: 'skew', ahead: '45m' }] } }),
    );
    expect(judged(skewed)).toEqual(judged(await play(shop(miner))));
  });

  it.each([
    ['rollout', { restart: true }],
    ['rollout with a new image', { images: ['cart:2'] }],
    ['scale-up', { replicas: 9 }],
    ['new addresses', { readdress: true }],
  ])('alerts nobody about a %s', async (_what, change) => {
    const scenario = shop();
    const result = await play(shop({ workloads: scenario.workloads.map((one) => ({ ...one, from: undefined, changes: one.name === 'cart' ? [{ at: '4h5m', ...change }] : [] })) }));
    expect(kinds(result)).toEqual([]);
    expect(result.deadLetters).toEqual([]);
  }); // prettier-ignore

  it('sees clients of a service that nobody is behind refused, and pages nobody', async () => {
    const scenario = shop();
    const result = await play(shop({ workloads: scenario.workloads.map((one) => ({ ...one, from: undefined, changes: one.name === 'cart' ? [{ at: '4h5m', replicas: 0 }] : [] })) }));
    expect(result.slack).toEqual([]);
  }); // prettier-ignore

  it('takes a workload that came back under another name for a newcomer', async () => {
    const scenario = shop();
    const result = await play(shop({ workloads: scenario.workloads.map((one) => ({ ...one, from: undefined, changes: one.name === 'web' ? [{ at: '4h5m', rename: 'shopfront' }] : [] })) }));
    expect(kinds(result)).toContain('new-workload shop/shopfront');
  }); // prettier-ignore

  it('learns nothing from windows with loss', async () => {
    const lossy = await play(shop({ sentinels: { heartbeat: '10m', events: [{ event: 'loss', share: 0.2 }] } }));
    const folded = await play(shop({ sentinels: { heartbeat: '10m', events: [{ event: 'loss', folded: 1 }] } }));
    const facts = (result: PlayResult) => result.clusters[0]?.facts;
    expect(facts(await play(shop()))).toBe(7);
    expect([facts(lossy), facts(folded)]).toEqual([0, 0]);
  });

  it('sees nothing while sentinels are silent, and takes what it missed for candidates, not for attacks', async () => {
    const silent = await play(shop({ sentinels: { heartbeat: '10m', events: [{ event: 'silent', until: '3h30m' }] } }));
    expect(silent.observations).toBeLessThan((await play(shop())).observations / 2);
    expect(silent.slack).toEqual([]);
  });

  it('fault 35: after a day in which nothing was taken it finds what sentinels kept, at the times at which it was', async () => {
    const rare = { ...miner, sentinels: { heartbeat: '1h' }, conversations: miner.conversations.map((one) => ({ ...one, ...('every' in one && { until: '4h' }) })) };
    const delivery = [{ how: 'late', by: '24h', from: '4h5m', until: '4h45m' }];
    const result = await play(shop({ ...rare, delivery, until: '28h30m' }));
    const usualWay = await play(shop(rare));
    const seen = ({ findings }: PlayResult) => findings.filter(({ kind }) => kind !== 'sentinel-silent').map(({ id, firstSeen }) => `${id} ${firstSeen}`).toSorted();
    expect(seen(result)).toEqual(seen(usualWay));
    const mined = result.incidents.filter(({ classification }) => classification === 'cryptojacking');
    expect(mined).toHaveLength(1);
    expect(Date.parse(mined[0]!.openedAt) - result.start - 15_060_000 - 86_400_000).toBeLessThanOrEqual(2_000);
    expect(result.slack.filter((told) => JSON.stringify(told).includes('Cryptomining'))).toHaveLength(1);
  }); // prettier-ignore

  it('keeps apart what a restarted sentinel counts anew', async () => {
    const restarted = await play(
      shop({ sentinels: { heartbeat: '10m', events: [{ event: 'restart', at: '2h30m', node: 'node-1' }] } }),
    );
    expect(kinds(restarted)).toEqual([]);
    expect(restarted.clusters).toEqual((await play(shop())).clusters);
  });

  it('leaves unresolved what Kubernetes was not there to name, and pages nobody for it', async () => {
    const blind = await play(shop({ kubernetes: [{ answer: 'timeout' }] }));
    expect(blind.clusters[0]).toMatchObject({ workloads: 0, facts: 0 });
    // That it sees nothing is told once; that everybody is a stranger is not.
    expect(blind.findings.map(({ kind, reason }) => `${kind} ${reason}`)).toEqual(['coverage-lost kubernetes-timeout']);
    expect(blind.slack).toHaveLength(1);
    const without = await play(shop({ clusters: [{ name: 'prod', kubernetes: false }] }));
    expect(without.clusters[0]).toMatchObject({ workloads: 0, facts: 0 });
  });

  it('tells pods that have an address one after the other apart by the time at which it was seen', async () => {
    const scenario = Scenario.parse({
      scenario: 1,
      name: 'an address passes on',
      clusters: ['prod'],
      until: '2h',
      workloads: [
        { name: 'cart', namespace: 'shop', pods: [{ name: 'cart-1', address: '10.1.0.77', until: '60m' }] },
        { name: 'batch', namespace: 'shop', pods: [{ name: 'batch-1', address: '10.1.0.77', from: '61m' }] },
      ],
      conversations: [
        { source: 'shop/cart', destination: 'api.stripe.com', port: 443, every: '10m', until: '60m' },
        { source: 'shop/batch', destination: 'api.acme.example', port: 443, at: '70m' },
      ],
    });
    const { clusters } = await play(scenario);
    expect(clusters[0]).toMatchObject({ workloads: 2, edges: 2 });
  });

  it('judges by a feed from the moment at which it is in force, and searches what was seen before', async () => {
    const feeds = [{ name: 'acme', at: '2h', indicators: ['badcoin-one.net', 'google.com', '10.0.0.0/8'] }];
    const talk = (...at: string[]) => shop({ feeds, conversations: [...usual, { source: 'shop/web', destination: 'js.badcoin-one.net', port: 443, at }] });
    const after = await play(talk('3h'));
    expect(after.findings.map(({ kind, match }) => [kind, match?.indicator, match?.sources])).toEqual([['threat-contact', 'badcoin-one.net', ['acme']]]);
    const before = await play(talk('1h'));
    expect(before.findings.map(({ id }) => id)).toEqual(after.findings.map(({ id }) => id));
    expect(before.incidents.map(({ openedAt }) => openedAt)).toEqual([new Date(before.start + 2 * 3_600_000).toISOString()]);
    expect(before.slack).toHaveLength(1);
  }); // prettier-ignore

  it('keeps clusters apart', async () => {
    const { findings, clusters, slack } = await play(
      shop({
        clusters: [{ name: 'prod' }, { name: 'test' }],
        workloads: [{ name: 'web', namespace: 'shop' }, { name: 'web', namespace: 'shop', cluster: 'test' }],
        services: [],
        conversations: [
          { source: 'shop/web', destination: 'api.stripe.com', port: 443, every: '30m' },
          { source: 'shop/web', destination: 'eu1.nanopool.org', port: 443, cluster: 'test', at: '4h30m' },
        ],
      }),
    );
    expect(clusters.map(({ cluster, edges }) => [cluster, edges])).toEqual([['prod', 1], ['test', 1]]);
    expect(new Set(findings.map(({ cluster }) => cluster))).toEqual(new Set(['test']));
    expect(slack).toHaveLength(1);
  }); // prettier-ignore

  it('accepts: from then on the name is known, with the reason of who said so', async () => {
    const conversations = [...usual, { source: 'shop/web', destination: 'api.vendor.example', port: 443, every: '30m', from: '4h10m' }];
    const accept = { at: '4h20m', accept: { kind: 'new-egress', workload: 'shop/web', object: 'vendor' }, by: 'ada', reason: 'our new provider' };
    const { checks, findings, clusters } = await play(shop({ conversations, acts: [...acts, accept] }));
    expect([checks, findings.length]).toEqual([[], 1]);
    const without = await play(shop({ conversations, acts }));
    expect(clusters[0]!.facts - without.clusters[0]!.facts).toBe(2);
  });

  it('rejects: back in learning, what was rejected is not learned', async () => {
    const conversations = [...usual, { source: 'shop/web', destination: 'shop/db', port: 9999, every: '20m', from: '4h10m' }];
    const again = [...acts, { at: '4h30m', mode: 'learning' }, { at: '8h', mode: 'enforcing' }];
    const reject = { at: '4h20m', reject: { kind: 'new-connection' }, by: 'ada', reason: 'not ours' };
    const [said, not] = [await play(shop({ until: '9h', conversations, acts: [...again, reject] })), await play(shop({ until: '9h', conversations, acts: again }))];
    expect(said.checks).toEqual([]);
    expect(not.clusters[0]!.facts - said.clusters[0]!.facts).toBe(1);
  });

  it('says of an act that it had nothing to act on', async () => {
    const { checks } = await play(shop({ acts: [{ at: '1h', accept: { kind: 'new-egress', workload: 'shop/web' } }, { at: '0', mode: 'shadow', workload: 'shop/nobody' }] }));
    expect(checks).toEqual([
      { expected: 'the act at 0s (mode of shop/nobody) has something to act on', held: false, got: 'nobody has seen shop/nobody yet' },
      { expected: 'the act at 1h (accept) has something to act on', held: false, got: 'there is nothing like that to accept' },
    ]);
  });

  it('lets a namespace keep a mode of its own', async () => {
    const conversations = [...usual, { source: 'shop/web', destination: 'api.vendor.example', port: 443, at: '4h10m' }];
    const own = { at: '3h50m', mode: 'shadow', namespace: 'shop' };
    const [shadow, back] = [await play(shop({ conversations, acts: [...acts, own] })), await play(shop({ conversations, acts: [...acts, own, { at: '4h5m', mode: 'inherit', namespace: 'shop' }] }))];
    expect([shadow.findings.length, shadow.slack.length, back.slack.length]).toEqual([1, 0, 1]);
  });
}); // prettier-ignore

const acts = [{ at: '4h', mode: 'enforcing' }];
