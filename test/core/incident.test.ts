import * as fc from 'fast-check';
import { isAtLeast, type Severity, worst } from '../../core/deviation.ts';
import type { Finding } from '../../core/finding.ts';
import { decideIncident } from '../../core/decide-incident.ts';
import { classificationOf, Incident, incidentId, opensIncident } from '../../core/incident.ts';
import { gravityOf } from '../../core/incident-gravity.ts';
import { isMining } from '../../core/mute.ts';
import { noticeOf } from '../../core/notice.ts';
import { aFinding, runs } from './arbitraries.ts';
import { cluster, findingsOf, incidentOf, newcomer, settled, type Talk } from './notice-cases.ts';

const root = settled.lineage;
const plain = aFinding(fc.constantFrom('shop/checkout', 'api.vendor.example', 'x'));
const distinct = (size: object) => fc.uniqueArray(plain, { ...size, selector: (finding) => finding.id });

/** The incident after these deliveries, each one call of detect, a minute apart. */
function after(deliveries: readonly (readonly Finding[])[], start?: Incident): Incident | undefined {
  let open = start;
  for (const [at, findings] of deliveries.entries()) {
    const now = `2026-11-24T00:${String(at).padStart(2, '0')}:00.000Z`;
    const decision = decideIncident(findings, { cluster, root, open, period: 0, now });
    if (decision.kind !== 'nothing') open = decision.incident;
  }
  return open;
}

/** An incident without what only says when and in what order it was decided. */
function timeless(incident: Incident | undefined) {
  if (incident === undefined) return undefined;
  const {
    timeline: _t,
    openedAt: _o,
    updatedAt: _u,
    version: _v,
    announcedVersion: _a,
    untoldSince: _s,
    ...rest
  } = incident;
  return { ...rest, findings: rest.findings.toSorted((a, b) => (a.id < b.id ? -1 : 1)), workload: '', lineage: '' };
}

const shuffled = <Item>(items: readonly Item[], keys: readonly number[]) =>
  items.map((item, at) => ({ item, key: keys[at] ?? 0 })).toSorted((a, b) => a.key - b.key).map(({ item }) => item); // prettier-ignore

describe('laws of incidents', () => {
  test('the order in which findings join an open incident changes nothing but times', () => {
    const keys = fc.array(fc.nat(), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(distinct({ minLength: 1, maxLength: 12 }), keys, keys, (findings, one, other) => {
        const opener: Finding = { ...(findings[0] as Finding), id: 'f'.repeat(32) as Finding['id'], kind: 'threat-contact', severity: 'critical' }; // prettier-ignore
        const grow = (order: readonly number[]) => after([[opener], ...shuffled(findings, order).map((finding) => [finding])]); // prettier-ignore
        expect(timeless(grow(one))).toEqual(timeless(grow(other)));
      }),
      runs,
    );
  });

  test('told twice is told once: I3', () => {
    fc.assert(
      fc.property(distinct({ minLength: 1, maxLength: 8 }), (findings) => {
        const once = after([findings]);
        expect(after([findings, findings, findings.toReversed()])).toEqual(once);
        const again = decideIncident(findings, {
          cluster,
          root,
          open: once,
          period: 0,
          now: '2026-11-24T01:00:00.000Z',
        });
        expect(again).toEqual({ kind: 'nothing', reason: once === undefined ? 'below-threshold' : 'already-known' });
      }),
      runs,
    );
  });

  test('an incident fits its schema, is as bad as its worst finding, and never becomes less', () => {
    fc.assert(
      fc.property(fc.array(distinct({ maxLength: 5 }), { maxLength: 5 }), (deliveries) => {
        let before = { severity: 'low' as Severity, version: 0 };
        for (const [at] of deliveries.entries()) {
          const incident = after(deliveries.slice(0, at + 1));
          if (incident === undefined) continue;
          expect(Incident.parse(incident)).toEqual(incident);
          const ofEach = [...Map.groupBy(incident.findings, ({ lineage }) => lineage).values()].map((its) => gravityOf(its).severity); // prettier-ignore
          expect(incident.severity).toBe(worst(ofEach));
          expect(isAtLeast(incident.severity, worst(incident.findings.map((finding) => finding.severity)))).toBe(true);
          expect(isAtLeast(incident.severity, before.severity)).toBe(true);
          expect(incident.version).toBeGreaterThanOrEqual(before.version);
          before = incident;
        }
      }),
      runs,
    );
  });

  test('a version rises exactly when people are to be told again', () => {
    fc.assert(
      fc.property(distinct({ minLength: 1, maxLength: 4 }), distinct({ minLength: 1, maxLength: 4 }), (first, second) => {
        const open = after([first]);
        if (open === undefined) return;
        const decision = decideIncident(second, { cluster, root, open, period: 0, now: '2026-11-24T01:00:00.000Z' });
        if (decision.kind === 'nothing') return;
        const miners = ({ findings }: Incident) => new Set(findings.filter(isMining).map(({ lineage }) => lineage)).size;
        const told = decision.incident.severity !== open.severity || decision.incident.verdict !== open.verdict || miners(decision.incident) > miners(open); // prettier-ignore
        expect(decision.incident.version).toBe(open.version + (told ? 1 : 0));
        expect(decision.reason).toBe(told ? 'escalated' : 'finding-joined');
      }),
      runs,
    );
  }); // prettier-ignore

  test('what opens again after somebody closed it says who did, and why, and so does its notice', () => {
    const found = findingsOf(settled, { destination: { kind: 'name', name: 'api.vendor.example' } });
    const first = decideIncident(found, { cluster, root, open: undefined, period: 0, now: '2026-11-24T01:00:00.000Z' });
    if (first.kind !== 'open') throw new Error('it opens');
    const closed = { by: 'ada@example.com', at: '2026-11-24T02:00:00.000Z', reason: 'the vendor was checked' };
    const before = { ...first.incident, state: 'closed' as const, closed };
    const next = decideIncident(found, { cluster, root, open: undefined, period: 1, before, now: '2026-11-24T03:00:00.000Z' });
    if (next.kind !== 'open') throw new Error('it opens again');
    const said = 'opened by new-egress again: closed at 2026-11-24T02:00:00.000Z by ada@example.com, who said: the vendor was checked';
    expect(next.incident.timeline.map(({ text }) => text)).toContain(said);
    const told = ({ sections }: ReturnType<typeof noticeOf>) => sections.flatMap(({ lines }) => lines).join(' ');
    const options = { dashboardUrl: 'https://plumbline.example', resent: false };
    expect(told(noticeOf(next.incident, options))).toContain('who said: the vendor was checked');
    expect(told(noticeOf(first.incident, options))).not.toContain('opened by');
  }); // prettier-ignore

  test('the id depends on cluster, root and period alone', () => {
    fc.assert(
      fc.property(distinct({ minLength: 1, maxLength: 4 }), fc.nat(3), (findings, period) => {
        const decision = decideIncident(findings, { cluster, root, open: undefined, period, now: '2026-11-24T01:00:00.000Z' }); // prettier-ignore
        const opens = findings.some(opensIncident);
        expect(decision.kind).toBe(opens ? 'open' : 'nothing');
        expect(decision).toMatchObject(opens ? { incident: { id: incidentId(cluster, root, period) } } : {});
      }),
      runs,
    );
    expect(incidentId(cluster, root, 1)).not.toBe(incidentId(cluster, root, 2));
  });
});

describe('decideIncident', () => {
  const pool: Talk['destination'] = { kind: 'name', name: 'pool.supportxmr.com' };
  const vendor: Talk['destination'] = { kind: 'name', name: 'api.vendor.example' };
  const inside: Talk['destination'] = { kind: 'service', namespace: 'shop', name: 'cart' };

  test('drift alone opens nothing', () => {
    const decision = decideIncident(findingsOf(settled, { destination: inside }), { cluster, root, open: undefined, period: 0, now: '2026-11-24T01:00:00.000Z' }); // prettier-ignore
    expect(decision).toEqual({ kind: 'nothing', reason: 'below-threshold' });
  });

  test('drift joins what is open, and wakes nobody again', () => {
    const open = { ...incidentOf(findingsOf(settled, { destination: pool })), announcedVersion: 1 };
    const { findings, version, announcedVersion } = incidentOf(findingsOf(settled, { destination: inside }), open);
    expect(findings).toHaveLength(3);
    expect([version, announcedVersion]).toEqual([1, 1]);
  });

  test('a lookup that becomes a contact escalates the incident', () => {
    const open = { ...incidentOf(findingsOf(settled, { destination: pool, port: 53, outcome: 'lookup-answered' })), announcedVersion: 1 }; // prettier-ignore
    const escalated = incidentOf(findingsOf(settled, { destination: pool }, 'learning'), open);
    expect(escalated.findings.map((finding) => finding.severity).toSorted()).toEqual(['critical', 'low']);
    expect(escalated).toMatchObject({ severity: 'critical', version: 2, announcedVersion: 1 });
    expect(escalated.timeline.at(-1)).toMatchObject({ what: 'escalated', text: 'low became critical' });
  });

  test('a milder view of a known finding changes nothing', () => {
    const open = incidentOf(findingsOf(settled, { destination: pool }, 'learning'));
    const attempt = findingsOf(settled, { destination: pool, outcome: 'timeout' }, 'learning');
    expect(decideIncident(attempt, { cluster, root, open, period: 0, now: '2026-11-24T01:00:00.000Z' }).kind).toBe('nothing'); // prettier-ignore
  });

  test('one new egress is an alert; a miner that is new is an incident', () => {
    expect(incidentOf(findingsOf(settled, { destination: vendor }))).toMatchObject({ verdict: 'alert', classification: 'unsanctioned-egress', severity: 'medium' }); // prettier-ignore
    expect(incidentOf(findingsOf(newcomer, { destination: pool }))).toMatchObject({ verdict: 'incident', classification: 'cryptojacking', severity: 'critical', techniques: ['T1071', 'T1496.001', 'T1610'] }); // prettier-ignore
  });
});

const finding = (kind: Finding['kind'], severity: Severity = 'medium') => ({ kind, severity }) as Finding;

describe('classificationOf', () => {
  test.each([
    [[finding('threat-contact', 'critical'), finding('new-exposure')], 'cryptojacking'],
    [[finding('mining-protocol', 'high')], 'cryptojacking'],
    [[finding('new-exposure'), finding('new-workload')], 'exposed-dashboard'],
    [[finding('sentinel-silent')], 'telemetry-lost'],
    [[finding('new-workload'), finding('new-egress')], 'suspicious-newcomer'],
    [[finding('threat-contact', 'low')], 'unsanctioned-egress'],
    [[finding('nameless-egress')], 'unsanctioned-egress'],
    [[finding('new-client')], 'lateral-movement'],
    [[finding('beacon')], 'deviation'],
  ])('case %#: %j', (findings, classification) => {
    expect(classificationOf(findings)).toBe(classification);
  });

  test('does not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 6 }), (findings) => {
        expect(classificationOf(findings.toReversed())).toBe(classificationOf(findings));
      }),
      runs,
    );
  });
});
