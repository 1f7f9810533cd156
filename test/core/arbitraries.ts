import * as fc from 'fast-check';
import { type Baseline, Mode } from '../../core/baseline.ts';
import { DeviationKind, Severity } from '../../core/deviation.ts';
import { type Edge, edgeId, type EdgeOperation } from '../../core/edge.ts';
import type { Finding } from '../../core/finding.ts';
import { digest } from '../../core/hash.ts';
import type { ClusterId, EdgeId, FindingId, IncidentId, Lineage } from '../../core/ids.ts';
import type { Chain } from '../../core/chain.ts';
import { Classification, type Incident } from '../../core/incident.ts';
import type { Notice } from '../../core/message.ts';
import { type Peer, Unresolved } from '../../core/peer.ts';
import { type ObservedName } from '../../core/observed-name.ts';
import { MiningEvidence } from '../../core/operation.ts';

/** How many examples each law is held against: a hundred while one works, a thousand in CI. */
export const runs = { numRuns: Number(process.env['PLUMBLINE_RUNS'] ?? 100) };

/** Any code points, lone surrogates among them. fast-check's own binary unit takes a second to build in each test file. */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.integer({ min: 0, max: 0x10_ffff }).map((code) => String.fromCodePoint(code)),
      { maxLength },
    )
    .map((all) => all.join(''));

/** What an attacker would write: any code units, lone surrogates, formatting, mentions, line breaks, hosts, URLs. */
export function hostileText(maxLength = 400): fc.Arbitrary<string> {
  const tricks = fc.constantFrom(
    '<!channel>', '<@U024BE7LH>', '<https://evil.example|ok>', '`', '```', '*b*', '_i_', '~s~', ':tada:', '&amp;', '&lt;', '\r\n',
    '\nBcc: a@evil.example', '\u2028', '\u202e', '\u200b', '\ud800', '\udfff', 'pool.evil.example', '203.0.113.9', 'http://evil.example/?q',
    '"', "'", '\\', '$(id)', ';', '|', ' ', '\u0000', '\u3002', '\u0130', '.'.repeat(60), 'a'.repeat(300), '__proto__', '\u{e0041}',
  ); // prettier-ignore
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), { maxLength: 40 }).map((all) => all.join(''));
  const part = fc.oneof(tricks, tricks, anyText(30), units, fc.string({ maxLength: 20 }));
  return fc.array(part, { maxLength: 12 }).map((parts) => parts.join('').slice(0, maxLength));
} // prettier-ignore

export const aCluster = fc.constantFrom('prod-1', 'staging').map((name) => name as ClusterId);
export const aLineage = fc.constantFrom('a', 'b', 'c').map((name) => digest('lineage', name) as Lineage);

/** RFC 3339 with milliseconds within one day, so that examples collide and order matters. */
export const aTime = fc
  .integer({ min: 0, max: 86_399_999 })
  .map((ms) => new Date(Date.UTC(2026, 10, 23) + ms).toISOString());

const aName = fc.constantFrom(
  'api.vendor.example',
  'pool.supportxmr.com',
  'db.internal',
  'x.github.io',
  'shop',
  'cart',
);
const anAddress = fc.constantFrom('10.0.3.17', '203.0.113.9', '2001:db8::1');

export const aPeer: fc.Arbitrary<Peer> = fc.oneof(
  fc.record({ kind: fc.constant('workload' as const), lineage: aLineage, namespace: aName, workload: fc.constant('Deployment'), name: aName }),
  fc.record({ kind: fc.constant('service' as const), namespace: aName, name: aName }),
  fc.record({ kind: fc.constant('node' as const), name: aName }),
  fc.record({ kind: fc.constant('private' as const), name: aName }),
  fc.record({ kind: fc.constant('cloud' as const), service: aName, name: aName }),
  fc.record({ kind: fc.constant('name' as const), name: aName }),
  fc.record({ kind: fc.constant('address' as const), address: anAddress }),
  fc.constant({ kind: 'internet' as const }),
  fc.record({ kind: fc.constant('infrastructure' as const), name: fc.constantFrom('instance-metadata' as const, 'time' as const) }),
  fc.record({ kind: fc.constant('unresolved' as const), address: anAddress, reason: fc.constantFrom(...Unresolved.options) }),
); // prettier-ignore

const anObservedName: fc.Arbitrary<ObservedName> = fc.record(
  {
    value: aName,
    from: fc.constantFrom('dns' as const, 'sni' as const),
    aliases: fc.array(aName, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ['value', 'from'] },
);

const anEdgeOperation: fc.Arbitrary<EdgeOperation> = fc.record(
  {
    app: fc.constantFrom('http' as const, 'mining' as const, 'dns' as const, 'crypto-node' as const),
    dialect: fc.constantFrom('cryptonote', 'stratum-v1'),
    method: fc.constantFrom('GET', 'login', 'submit'),
    path: fc.constantFrom('/', '/{id}'),
    evidence: fc.constantFrom(...MiningEvidence.options),
    lossy: fc.constant(true as const),
  },
  { requiredKeys: ['app'] },
);

/** A sight of one edge; `ends` fixes which, so that two of them can be merged. */
export function anEdge(ends?: Pick<Edge, 'cluster' | 'source' | 'destination' | 'proto' | 'port'>): fc.Arbitrary<Edge> {
  const someEnds = fc.record({
    cluster: aCluster,
    source: aPeer,
    destination: aPeer,
    proto: fc.constantFrom('tcp' as const, 'udp' as const),
    port: fc.constantFrom(53, 443, 3333),
  });
  const said = fc.record({
    names: fc.array(anObservedName, { maxLength: 4 }),
    operations: fc.array(anEdgeOperation, { maxLength: 6 }),
    outcomes: fc.array(fc.constantFrom('established', 'refused', 'timeout', 'lookup-answered', 'lookup-nxdomain'), { minLength: 1, maxLength: 3 }), // prettier-ignore
    addresses: fc.array(anAddress, { maxLength: 3 }),
    support: fc.record({
      hours: fc.array(fc.constantFrom('2026-11-23T01', '2026-11-23T02', '2026-11-23T03', '2026-11-23T04'), { maxLength: 3 }), // prettier-ignore
      pods: fc.uniqueArray(fc.record({ uid: fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5'), since: fc.constantFrom(0, 600_000, 1_200_001), slots: fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).map((slots) => slots.toSorted((a, b) => a - b)) }), { maxLength: 4, selector: ({ uid }) => uid }), // prettier-ignore
    }),
    firstSeen: aTime,
    seenBy: fc.constantFrom('node-a', 'node-b'),
    unheard: fc.constantFrom(true as const, undefined),
    oddSince: fc.option(aTime, { nil: undefined }),
  });
  return fc.tuple(ends === undefined ? someEnds : fc.constant(ends), said).map(([where, { unheard, oddSince, ...what }]) => ({ ...where, id: edgeId(where), ...what, ...(unheard && { unheard }), ...(oddSince && { oddSince }) })); // prettier-ignore
}

export const aBaseline: fc.Arbitrary<Baseline> = fc.record(
  {
    cluster: aCluster,
    mode: fc.constantFrom(...Mode.options),
    since: aTime,
    learnedUntil: aTime,
    version: fc.integer({ min: 1, max: 9 }),
    changedBy: fc.constant('dana'),
  },
  { requiredKeys: ['cluster', 'mode', 'since', 'version', 'changedBy'] },
);

/** A finding whose every string an attacker chose, where one can come from outside. */
export function aFinding(text: fc.Arbitrary<string> = hostileText()): fc.Arbitrary<Finding> {
  return fc
    .record(
      {
        n: fc.integer({ min: 0, max: 1_000_000 }),
        cluster: aCluster,
        kind: fc.constantFrom(...DeviationKind.options),
        lineage: aLineage,
        workload: text,
        object: text,
        label: text,
        severity: fc.constantFrom(...Severity.options),
        verdict: fc.constant('alert' as const),
        reason: fc.constantFrom('listed-name', 'listed-lookup', 'listed-attempt', 'edge-not-in-baseline', 'newcomer', 'wire-session'), // prettier-ignore
        edge: fc.constantFrom('e1', 'e2').map((name) => digest(name) as EdgeId),
        match: fc.record({
          indicator: text.map((one) => one.slice(0, 253)),
          matched: text.map((one) => one.slice(0, 253)),
          how: fc.constantFrom('name' as const, 'parent' as const, 'alias' as const, 'address' as const),
          category: text.map((one) => one.slice(0, 64)),
          sources: fc.array(
            text.map((one) => one.slice(0, 200)),
            { maxLength: 8 },
          ),
        }),
        mining: fc.record({
          dialect: text.map((one) => one.slice(0, 64)),
          evidence: fc.constantFrom(...MiningEvidence.options),
        }),
        techniques: fc.array(fc.constantFrom('T1496.001', 'T1610', 'T9999'), { maxLength: 3 }),
        firstSeen: aTime,
        seenBy: text.map((one) => one.slice(0, 253)),
        judgedWith: fc.record({
          baseline: fc.integer({ min: 1, max: 9 }),
          intelligence: text.map((one) => one.slice(0, 64)),
          mode: fc.constantFrom(...Mode.options),
        }),
      },
      { requiredKeys: ['n', 'cluster', 'kind', 'lineage', 'workload', 'object', 'label', 'verdict', 'severity', 'reason', 'techniques', 'firstSeen', 'seenBy', 'judgedWith'] }, // prettier-ignore
    )
    .map(({ n, ...finding }) => ({ ...finding, id: digest('finding', String(n)) as FindingId }));
}

export function anIncident(text: fc.Arbitrary<string> = hostileText()): fc.Arbitrary<Incident> {
  return fc.record({
    id: fc.constantFrom('i1', 'i2').map((name) => digest(name) as IncidentId),
    cluster: aCluster,
    root: text.map((one) => one.slice(0, 64)),
    period: fc.nat(3),
    state: fc.constantFrom('open' as const, 'closed' as const),
    verdict: fc.constantFrom('alert' as const, 'incident' as const),
    classification: fc.constantFrom(...Classification.options),
    severity: fc.constantFrom(...Severity.options),
    workload: fc.oneof(text, fc.constantFrom('shop/checkout', 'kubeflow/x (Notebook)', 'node ip-10-0-1-7')),
    lineage: aLineage,
    findings: fc.array(aFinding(text), { minLength: 1, maxLength: 12 }),
    moreFindings: fc.nat(50),
    techniques: fc.array(fc.constantFrom('T1496.001', 'T1610', 'T9999'), { maxLength: 3 }),
    timeline: fc.array(fc.record({ at: aTime, what: fc.constantFrom('opened' as const, 'escalated' as const), text }), { maxLength: 4 }), // prettier-ignore
    openedAt: aTime,
    updatedAt: aTime,
    version: fc.integer({ min: 1, max: 5 }),
    announcedVersion: fc.nat(5),
    chain: fc.option(aChain(text), { nil: undefined }),
  });
}

function aChain(text: fc.Arbitrary<string>): fc.Arbitrary<Chain> {
  const said = text.map((one) => one.slice(0, 120).toWellFormed());
  const link = fc.record({ at: aTime, what: fc.constantFrom('created' as const, 'changed' as const, 'entered' as const, 'exposed' as const), who: said, text: said }); // prettier-ignore
  const usual = fc.record({
    peers: fc.array(said, { minLength: 1, maxLength: 3 }),
    names: fc.integer({ min: 3, max: 900 }),
  });
  return fc.record({ creator: said, links: fc.array(link, { maxLength: 3 }), auditOff: fc.boolean(), usual }, { requiredKeys: ['links', 'auditOff'] }); // prettier-ignore
}

/** A notice as a queue could hand it over: within the schema, and otherwise anything. */
export function aNotice(text: fc.Arbitrary<string> = hostileText()): fc.Arbitrary<Notice> {
  const upTo = (limit: number) => text.map((one) => one.slice(0, limit));
  return fc.record(
    {
      incident: fc.constant(digest('incident') as IncidentId),
      cluster: aCluster,
      version: fc.integer({ min: 1, max: 5 }),
      severity: fc.constantFrom(...Severity.options),
      classification: upTo(60),
      headline: upTo(300),
      sections: fc.array(fc.record({ title: upTo(60), lines: fc.array(upTo(700), { maxLength: 20 }) }), { maxLength: 8 }),
      command: upTo(500),
      link: fc.oneof(upTo(500), fc.constant('https://plumbline.example.net/incidents/1')),
      techniques: fc.array(upTo(30), { maxLength: 20 }),
      resent: fc.boolean(),
    },
    { requiredKeys: ['incident', 'cluster', 'version', 'severity', 'classification', 'headline', 'sections', 'link', 'techniques', 'resent'] },
  );
} // prettier-ignore
