import * as fc from 'fast-check';
import { Mode } from '../../core/baseline.ts';
import { deviations, isAtLeast } from '../../core/deviation.ts';
import { type Edge, mergeEdges } from '../../core/edge.ts';
import { type Familiarity, unfamiliar } from '../../core/familiarity.ts';
import { Finding } from '../../core/finding.ts';
import { intelligenceOf } from '../../core/intelligence.ts';
import { judgeEdge } from '../../core/judge.ts';
import type { JudgeContext } from '../../core/judge-context.ts';
import type { MiningEvidence } from '../../core/operation.ts';
import { anEdge, hostileText, runs } from './arbitraries.ts';
import { baselineIn, edgeOf, familiarTo, intelligence, newcomer, settled, type Talk } from './notice-cases.ts';

const context = ({ knownEdge = false, ...over }: Partial<JudgeContext> & { readonly knownEdge?: boolean } = {}): JudgeContext => {
  const workload = 'workload' in over ? over.workload : settled;
  return { baseline: baselineIn('enforcing'), intelligence, familiarity: familiarTo(workload, { knownEdge }), ...over, workload };
}; // prettier-ignore
const fresh = context({ workload: newcomer });
const strange: Familiarity = { ...familiarTo(newcomer), imagesKnownHere: false, creatorKnownHere: false };
const ofTheHouse: Familiarity = {
  ...familiarTo(newcomer),
  workload: 'probation',
  imagesKnownHere: true,
  creatorKnownHere: true,
};

const maybe = fc.constantFrom(true, false, undefined);
const aFamiliarity: fc.Arbitrary<Familiarity> = fc
  .record({
    workload: fc.constantFrom('known' as const, 'probation' as const, 'there-before' as const, 'newcomer' as const),
    edge: fc.constantFrom('known' as const, 'generalised' as const, 'candidate' as const, 'rejected' as const, 'new' as const),
    imagesKnownHere: maybe,
    creatorKnownHere: maybe,
    creatorKnownInNamespace: maybe,
    newImages: fc.constantFrom([], ['docker.io/x/side']),
    destination: fc.constantFrom('settled' as const, 'newcomer' as const, 'outside' as const),
    name: fc.constantFrom(undefined, { users: 0, popular: false }, { users: 3, popular: false }, { users: 0, popular: true }),
  })
  .map(({ imagesKnownHere, creatorKnownHere, creatorKnownInNamespace, name, ...rest }) => ({
    ...unfamiliar,
    ...rest,
    ...(imagesKnownHere !== undefined && { imagesKnownHere }),
    ...(creatorKnownHere !== undefined && { creatorKnownHere }),
    ...(creatorKnownInNamespace !== undefined && { creatorKnownInNamespace }),
    ...(name && { name }),
  })); // prettier-ignore

const aContext: fc.Arbitrary<JudgeContext> = fc
  .record({
    mode: fc.constantFrom(...Mode.options),
    workload: fc.constantFrom(settled, newcomer, undefined),
    familiarity: aFamiliarity,
  })
  .map(({ mode, ...rest }) => ({ baseline: baselineIn(mode), intelligence, ...rest }));

const pool: Talk['destination'] = { kind: 'name', name: 'pool.supportxmr.com' };
const vendor: Talk['destination'] = { kind: 'name', name: 'api.vendor.example' };
const said = (findings: readonly Finding[]) => findings.map((one) => `${one.kind} ${one.severity} ${one.reason}`);
const mining = (evidence?: MiningEvidence) => [{ app: 'mining' as const, dialect: 'stratum-v1', ...(evidence && { evidence }) }]; // prettier-ignore

describe('a listed name', () => {
  test.each([
    ['established', 'critical', 'listed-parent'],
    ['timeout', 'medium', 'listed-attempt'],
    ['blocked', 'medium', 'listed-attempt'],
    ['lookup-answered', 'low', 'listed-lookup'],
    ['lookup-nxdomain', 'medium', 'listed-denied'],
    ['lookup-blocked', 'medium', 'listed-denied'],
  ])('%s: %s, because of %s', (outcome, severity, reason) => {
    expect(said(judgeEdge(edgeOf(settled, { destination: pool, outcome }), context({ knownEdge: true })))).toEqual([`threat-contact ${severity} ${reason}`]); // prettier-ignore
  });

  test('is found on the chain of aliases, in SNI and in the words of a message, each indicator once', () => {
    const edge = edgeOf(settled, { destination: vendor });
    const cloaked = { ...edge, names: [{ value: 'telemetry.acme.example', from: 'dns' as const, aliases: ['pool.supportxmr.com', 'x.supportxmr.com'] }] };
    expect(said(judgeEdge(cloaked, context({ knownEdge: true })))).toEqual(['threat-contact critical listed-alias']);
    for (const from of ['sni', 'http-host', 'connect', 'mining'] as const) {
      const shown = { ...edge, names: [{ value: 'supportxmr.com', from }] };
      expect(said(judgeEdge(shown, context({ knownEdge: true })))).toEqual(['threat-contact critical listed-name']);
    }
  }); // prettier-ignore

  test.each(['learning', 'shadow', 'enforcing'] as const)('is judged in mode %s, known edge or not', (mode) => {
    const found = judgeEdge(edgeOf(settled, { destination: pool }), context({ baseline: baselineIn(mode), knownEdge: true })); // prettier-ignore
    expect(said(found)).toEqual(['threat-contact critical listed-parent']);
  });

  test('is found behind a private address and by its address and port', () => {
    const edge = edgeOf(settled, { destination: { kind: 'private', name: 'eu.supportxmr.com' } });
    expect(said(judgeEdge(edge, context({ knownEdge: true })))).toEqual(['threat-contact critical listed-parent']);
    const listed = intelligenceOf({ version: 'v', builtAt: '2026-11-23T00:00:00Z', sources: [], indicators: [{ value: '203.0.113.9:443', kind: 'endpoint', category: 'mining-pool', sources: ['s'] }] });
    const direct = { ...edgeOf(settled, { destination: { kind: 'address', address: '203.0.113.9' } }), addresses: ['203.0.113.9'] };
    expect(said(judgeEdge(direct, context({ knownEdge: true, intelligence: listed })))).toEqual(['threat-contact critical listed-address']);
  }); // prettier-ignore
});

describe('a mining protocol', () => {
  test.each([
    ['session', ['mining-protocol critical wire-session']],
    ['intent', ['mining-protocol high wire-intent']],
    [undefined, ['mining-protocol critical wire-session']],
    ['error', ['mining-protocol high wire-error']],
    ['refused', ['mining-protocol high wire-refused']],
    ['hint', []],
  ] as const)('with the evidence %s: %j', (evidence, expected) => {
    const edge = edgeOf(settled, { destination: vendor, operations: mining(evidence) });
    expect(said(judgeEdge(edge, context({ knownEdge: true })))).toEqual(expected);
  });

  test('is judged by its strongest evidence', () => {
    const operations = [...mining('hint'), ...mining('refused'), ...mining('session'), ...mining('error')];
    expect(said(judgeEdge(edgeOf(settled, { destination: vendor, operations }), context({ knownEdge: true })))).toEqual(['mining-protocol critical wire-session']); // prettier-ignore
  });

  test('a node of a chain is no miner', () => {
    const edge = edgeOf(settled, { destination: vendor, operations: [{ app: 'crypto-node', dialect: 'bitcoin-p2p' }] });
    expect(judgeEdge(edge, context({ knownEdge: true }))).toEqual([]);
  });
});

test('a source that nobody could name is told of all the same, as an address, and of nothing but threats', () => {
  const source = { kind: 'unresolved', address: '10.0.3.17', reason: 'kubernetes-unavailable' } as const;
  const nobody = context({ workload: undefined });
  const found = judgeEdge({ ...edgeOf(settled, { destination: pool, operations: mining('session') }), source }, nobody);
  expect(said(found)).toEqual(['threat-contact critical listed-parent', 'mining-protocol critical wire-session']);
  expect(found[0]?.workload).toBe('10.0.3.17 (owner unknown)');
  expect(judgeEdge({ ...edgeOf(settled, { destination: vendor }), source }, nobody)).toEqual([]);
});

describe('novelty', () => {
  test.each([
    [vendor, ['new-egress medium edge-not-in-baseline']],
    [{ kind: 'address', address: '203.0.113.9' }, ['nameless-egress medium edge-not-in-baseline']],
    [{ kind: 'cloud', service: 's3', name: 'x.s3.amazonaws.com' }, ['new-egress medium edge-not-in-baseline']],
    [{ kind: 'private', name: 'db.corp.example' }, ['new-egress medium edge-not-in-baseline']],
    [{ kind: 'service', namespace: 'shop', name: 'cart' }, ['new-connection low edge-not-in-baseline']],
    [{ kind: 'infrastructure', name: 'instance-metadata' }, ['metadata-access low never-asked-before']],
    [{ kind: 'infrastructure', name: 'time' }, []],
    [{ kind: 'node', name: 'n' }, []],
    [{ kind: 'unresolved', address: '10.0.0.9', reason: 'nobody-has-it' }, []],
  ] as [Talk['destination'], string[]][])('of a settled workload towards %j: %j', (destination, expected) => {
    expect(said(judgeEdge(edgeOf(settled, { destination }), context()))).toEqual(expected);
  });

  test('a way into the machine is news on a node as well', () => {
    const kubelet = { destination: { kind: 'node', name: 'n' }, port: 10_250 } as const;
    expect(said(judgeEdge(edgeOf(settled, kubelet), context()))).toEqual(['new-connection medium management-port']);
    expect(said(judgeEdge(edgeOf(settled, { ...kubelet, port: 30_080 }), context()))).toEqual([]);
    expect(judgeEdge(edgeOf(settled, kubelet), context({ knownEdge: true }))).toEqual([]);
  });

  test('what is in the baseline is nothing', () => {
    expect(judgeEdge(edgeOf(settled, { destination: vendor }), context({ knownEdge: true }))).toEqual([]);
  });

  test('nothing is new while the cluster learns', () => {
    expect(judgeEdge(edgeOf(settled, { destination: vendor }), context({ baseline: baselineIn('learning') }))).toEqual([]); // prettier-ignore
  });

  test('what first spoke before learning ended waits for review and wakes nobody', () => {
    expect(judgeEdge(edgeOf(settled, { destination: vendor }), context({ familiarity: familiarTo(settled, { at: '2026-11-20T07:59:59.000Z' }) }))).toEqual([]); // prettier-ignore
  });

  test('a name that was only asked for is nobody’s deviation', () => {
    expect(judgeEdge(edgeOf(settled, { destination: vendor, outcome: 'lookup-answered' }), context())).toEqual([]);
  });

  test('a newcomer is one; with a threat it weighs more', () => {
    expect(said(judgeEdge(edgeOf(newcomer, { destination: vendor }), fresh))).toEqual(['new-workload low never-seen-before', 'new-egress high newcomer-to-unknown-name']); // prettier-ignore
    expect(said(judgeEdge(edgeOf(newcomer, { destination: pool }), fresh))).toContain('new-workload medium never-seen-before'); // prettier-ignore
  });

  test('a stranger weighs more than one of the house, and more at the door of somebody settled', () => {
    const cart: Talk['destination'] = { kind: 'workload', lineage: settled.lineage, namespace: 'shop', workload: 'Deployment', name: 'checkout' };
    const talk = edgeOf(newcomer, { destination: cart, port: 5432 });
    const from = (familiarity: Familiarity) => said(judgeEdge(talk, { ...fresh, familiarity: { ...familiarity, destination: 'settled' } }));
    expect(from(strange)).toEqual(['new-workload medium unknown-image-and-creator', 'new-connection low newcomer', 'new-client medium untrusted-newcomer']);
    expect(from(ofTheHouse)).toEqual(['new-workload low on-probation', 'new-connection low newcomer']);
    const toKubelet = judgeEdge(edgeOf(newcomer, { destination: { kind: 'node', name: 'n' }, port: 10_250 }), { ...fresh, familiarity: ofTheHouse });
    expect(said(toKubelet)).toContain('new-connection low management-port');
    expect(judgeEdge(talk, { ...fresh, familiarity: ofTheHouse }).map(({ verdict }) => verdict)).toEqual(['drift', 'drift']);
  }); // prettier-ignore

  test('who deploys for several namespaces is no stranger in kube-system; a controller of one is, and so is who never made anything', () => {
    const workload = { ...newcomer, namespace: 'kube-system', creator: 'system:serviceaccount:argocd:controller' };
    const known = { ...ofTheHouse, creatorKnownInNamespace: false };
    const from = (familiarity: Familiarity) => said(judgeEdge(edgeOf(workload, { destination: { kind: 'infrastructure', name: 'time' } }), context({ workload, familiarity })));
    expect(from({ ...known, creatorDeploys: true })).toEqual(['new-workload low on-probation']);
    expect(from({ ...known, creatorDeploys: false })).toEqual(['new-workload high foreign-creator']);
    expect(from({ ...known, creatorKnownHere: false, creatorDeploys: false })).toEqual(['new-workload high foreign-creator']);
  }); // prettier-ignore

  test('the first run of a CronJob is excused, of one whose image and creator nobody knows it is not', () => {
    const workload = { ...newcomer, kind: 'CronJob', creator: 'mallory' };
    const from = (familiarity: Partial<Familiarity>) => said(judgeEdge(edgeOf(workload, { destination: vendor }), context({ workload, familiarity: { ...unfamiliar, workload: 'there-before', ...familiarity } })));
    expect(from({ imagesKnownHere: true, creatorKnownHere: true })).toEqual(['new-egress low first-run']);
    expect(from({ imagesKnownHere: false, creatorKnownHere: true })).toEqual(['new-egress low first-run']);
    expect(from({ imagesKnownHere: false, creatorKnownHere: false })).toEqual(['new-egress medium edge-not-in-baseline']);
  }); // prettier-ignore

  test('a workload that was silent during learning is no newcomer', () => {
    const old = { ...newcomer, createdAt: '2026-11-19T00:00:00.000Z' };
    expect(said(judgeEdge(edgeOf(newcomer, { destination: vendor }), context({ workload: old })))).toEqual(['new-egress medium edge-not-in-baseline']); // prettier-ignore
  });
});

const verdicts = (findings: readonly Finding[]) => findings.map(({ id, severity, reason }) => [id, severity, reason]); // prettier-ignore

describe('laws of judging', () => {
  test('each finding fits its schema, and no edge gives one twice', () => {
    fc.assert(
      fc.property(anEdge(), aContext, (edge, given) => {
        const findings = judgeEdge(edge, given);
        for (const finding of findings) expect(Finding.parse(finding)).toEqual(finding);
        expect(new Set(findings.map((finding) => finding.id)).size).toBe(findings.length);
      }),
      runs,
    );
  });

  test('while the cluster learns, only what is judged in every mode is found', () => {
    fc.assert(
      fc.property(anEdge(), aContext, (edge, given) => {
        for (const { kind } of judgeEdge(edge, { ...given, baseline: baselineIn('learning') })) expect(deviations[kind].always).toBe(true); // prettier-ignore
      }),
      runs,
    );
  });

  test('shadow finds what enforcing finds', () => {
    fc.assert(
      fc.property(anEdge(), aContext, (edge, given) => {
        const inMode = (mode: Mode) => judgeEdge(edge, { ...given, baseline: baselineIn(mode) }).map(({ judgedWith: _with, ...finding }) => finding); // prettier-ignore
        expect(inMode('shadow')).toEqual(inMode('enforcing'));
      }),
      runs,
    );
  });

  test('learning an edge never adds a finding', () => {
    fc.assert(
      fc.property(anEdge(), aContext, (edge, given) => {
        const standing = (one: Familiarity['edge']) => ({ ...given, familiarity: { ...given.familiarity, edge: one } });
        const before = judgeEdge(edge, standing('new')).map((finding) => finding.id);
        for (const { id } of judgeEdge(edge, standing('known'))) expect(before).toContain(id);
      }),
      runs,
    );
  });

  test('law 7: renaming everything but uids changes no id and no severity', () => {
    fc.assert(
      fc.property(anEdge(), aContext, (edge, given) => {
        const renamed: Edge = { ...edge, source: edge.source.kind === 'workload' ? { ...edge.source, name: 'other', namespace: 'elsewhere' } : edge.source }; // prettier-ignore
        const workload = given.workload && { ...given.workload, name: 'other', namespace: 'elsewhere' };
        expect(verdicts(judgeEdge(renamed, { ...given, workload }))).toEqual(verdicts(judgeEdge(edge, given)));
      }),
      runs,
    );
  });

  test('more sights of an edge take no threat away and lower no severity of one', () => {
    fc.assert(
      fc.property(anEdge(), aContext, fc.gen(), (edge, given, gen) => {
        const merged = mergeEdges(edge, gen(anEdge, edge));
        const after = new Map(judgeEdge(merged, given).map((finding) => [finding.id, finding]));
        for (const before of judgeEdge(mergeEdges(edge, edge), given)) {
          if (deviations[before.kind].always !== true) continue;
          expect(after.has(before.id)).toBe(true);
          expect(isAtLeast(after.get(before.id)?.severity ?? 'low', before.severity)).toBe(true);
        }
      }),
      runs,
    );
  });

  test('law 6: a finding says what it was judged with', () => {
    const [finding] = judgeEdge(edgeOf(settled, { destination: pool }), context());
    expect(finding?.judgedWith).toEqual({ baseline: 7, intelligence: intelligence.version, mode: 'enforcing' });
  });

  test('whatever a peer calls itself, a finding fits its schema', () => {
    fc.assert(
      fc.property(hostileText(253), hostileText(512), (name, image) => {
        const workload = { ...newcomer, images: Array.from({ length: 8 }, () => image) };
        const edge = edgeOf(workload, { destination: { kind: 'name', name }, operations: mining('session') });
        for (const finding of judgeEdge(edge, { ...fresh, workload })) expect(Finding.safeParse(finding).success).toBe(true); // prettier-ignore
      }),
      runs,
    );
  });
});

test('a pod on the network of its node is judged as the node', () => {
  const edge = { ...edgeOf(settled, { destination: pool }), source: { kind: 'node' as const, name: 'ip-10-0-1-7' } };
  expect(judgeEdge(edge, context({ workload: undefined }))[0]).toMatchObject({ workload: 'node ip-10-0-1-7', severity: 'critical' }); // prettier-ignore
});

test('a client from outside has no deviation here', () => {
  expect(judgeEdge({ ...edgeOf(settled, { destination: pool }), source: { kind: 'internet' } }, context())).toEqual([]);
});

test('an address of before the sentinel is not judged, until a younger pod reaches it too', () => {
  const edge = edgeOf(settled, { destination: { kind: 'address', address: '198.51.100.9' } });
  const unheard = { ...edge, unheard: true as const };
  const judgedAs = (one: Edge) => judgeEdge(one, context()).map(({ verdict, reason }) => `${verdict} ${reason}`);
  expect(judgedAs(unheard)).toEqual(['blind older-than-sentinel']);
  expect(judgedAs(mergeEdges(unheard, edge))).toEqual(['alert edge-not-in-baseline']);
});

test('one more address of a workload that always had many is drift; a newcomer, mining and a rejection are excused by nothing', () => {
  const familiarity: Familiarity = { ...familiarTo(settled), swarm: true };
  const edge = edgeOf(settled, { destination: { kind: 'address', address: '198.51.100.9' } });
  const judged = (over: Partial<Familiarity>, operations: Edge['operations'] = []) => said(judgeEdge({ ...edge, operations }, context({ familiarity: { ...familiarity, ...over } }))); // prettier-ignore
  expect(judged({})).toEqual(['nameless-egress low one-of-many']);
  expect(judged({ workload: 'newcomer' })).toContain('nameless-egress high newcomer');
  expect(judged({ edge: 'rejected' })).toEqual(['nameless-egress high rejected-before']);
  expect(judged({}, mining('session'))[0]).toBe('mining-protocol critical wire-session');
});

test('what calls out although the internet reaches it is graver, because somebody may have come in there', () => {
  const familiarity: Familiarity = { ...familiarTo(settled), front: true };
  const calls = (destination: Talk['destination']) => said(judgeEdge(edgeOf(settled, { destination }), context({ familiarity }))); // prettier-ignore
  expect(calls(vendor)).toEqual(['new-egress high edge-not-in-baseline']);
  expect(calls({ kind: 'address', address: '198.51.100.9' })).toEqual(['nameless-egress high edge-not-in-baseline']);
});

test('what its predecessor did is drift for who may inherit', () => {
  expect(said(judgeEdge(edgeOf(newcomer, { destination: vendor }), { ...fresh, inherited: true }))).toContain('new-egress low as-its-predecessor'); // prettier-ignore
});

test('what begins on a way that was harmless for long is told by when it began', () => {
  const edge = edgeOf(settled, { destination: vendor, at: '2026-11-20T00:00:00.000Z', operations: mining('session') });
  const forged = {
    ...edge,
    operations: [],
    names: [...edge.names, { value: 'pool.q8w.example', from: 'sni' as const }],
  };
  const began = '2026-11-23T02:11:00.000Z';
  for (const one of [edge, forged]) {
    const [finding] = judgeEdge({ ...one, oddSince: began }, context({ knownEdge: true }));
    expect(finding).toMatchObject({ firstSeen: began });
    expect(mergeEdges({ ...one, oddSince: began }, one)).toMatchObject({ firstSeen: one.firstSeen, oddSince: began });
  }
});

test.each([
  [
    { kind: 'address' as const, address: '45.66.33.45' },
    [{ app: 'tor' as const }],
    'nameless-egress high anonymous-network',
  ],
  [
    { kind: 'name' as const, name: 'relay.vendor.example' },
    [{ app: 'tor' as const }],
    'new-egress high anonymous-network',
  ],
  [{ kind: 'name' as const, name: 'zwvbyuoxxpk5wnza.onion.ws' }, [], 'new-egress high anonymous-network'],
  [{ kind: 'name' as const, name: 'www.onionfarm.example' }, [], 'new-egress medium edge-not-in-baseline'],
  [{ kind: 'name' as const, name: 'onions.vendor.example' }, [], 'new-egress medium edge-not-in-baseline'],
])('of what a settled workload says to %j through Tor or not, it is told', (destination, operations, expected) => {
  expect(said(judgeEdge(edgeOf(settled, { destination, operations }), context()))).toEqual([expected]);
});
