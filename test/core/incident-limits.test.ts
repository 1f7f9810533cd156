import * as fc from 'fast-check';
import { intelligenceOf } from '../../core/intelligence.ts';
import type { Finding } from '../../core/finding.ts';
import { decideIncident } from '../../core/decide-incident.ts';
import { Incident } from '../../core/incident.ts';
import { judgeEdge } from '../../core/judge.ts';
import { aFinding, runs } from './arbitraries.ts';
import { baselineIn, cluster, edgeOf, familiarTo, findingsOf, settled, type Talk } from './notice-cases.ts';

const pool: Talk['destination'] = { kind: 'name', name: 'pool.supportxmr.com' };
const root = settled.lineage;

function after(deliveries: readonly (readonly Finding[])[]): Incident | undefined {
  let open: Incident | undefined;
  for (const findings of deliveries) {
    const decision = decideIncident(findings, { cluster, root, open, period: 0, now: '2026-11-24T00:00:00.000Z' });
    if (decision.kind !== 'nothing') open = decision.incident;
  }
  return open;
}

const noise = Array.from({ length: 150 }, (_, at) =>
  findingsOf(settled, { destination: { kind: 'name', name: `a${at}.example` } }),
);

describe('an incident with more findings than it holds', () => {
  test('a miner among a hundred harmless deviations is told, whichever comes first', () => {
    const contact = findingsOf(settled, { destination: pool, port: 3333 });
    for (const deliveries of [
      [...noise, contact],
      [contact, ...noise],
      [noise.flat(), contact],
    ]) {
      expect(after(deliveries)).toMatchObject({ severity: 'critical', classification: 'cryptojacking' });
    }
  });

  test('fits its schema however many come at once', () => {
    expect(Incident.safeParse(after([noise.flat()])).success).toBe(true);
    expect(after([noise.flat()])).toMatchObject({ moreFindings: 50 });
  });

  test('what does not fit is not counted again when it is repeated', () => {
    const all = noise.flat();
    expect(after([all, all, ...noise])).toEqual(after([all]));
  });

  test('each that does not fit is counted once, however they come', () => {
    const before = new Set<string>();
    let open: Incident | undefined;
    for (const findings of [...noise, ...noise.slice(90), noise.flat()]) {
      const fresh = new Set(findings.map(({ id }) => id).filter((id) => !before.has(id)));
      for (const id of fresh) before.add(id);
      const decision = decideIncident(findings, { cluster, root, open, period: 0, fresh, now: '2026-11-24T00:00:00.000Z' }); // prettier-ignore
      if (decision.kind !== 'nothing') open = decision.incident;
    }
    expect(open?.moreFindings).toBe(50);
  });

  test('the timeline keeps each escalation', () => {
    const contact = findingsOf(settled, { destination: pool, port: 3333 });
    expect(after([...noise, ...noise, contact])?.timeline.some((entry) => entry.what === 'escalated')).toBe(true);
  });
});

test('one deviation seen on two edges is one finding, in one call or in two', () => {
  const [one, other] = [
    findingsOf(settled, { destination: pool, port: 3333 }, 'learning'),
    findingsOf(settled, { destination: pool, port: 443 }, 'learning'),
  ];
  for (const deliveries of [[[...one, ...other]], [one, other], [other, one]]) {
    expect(after(deliveries)).toMatchObject({ verdict: 'incident', findings: [{ kind: 'threat-contact' }] });
  }
});

test('findings of one id join to the same finding in any order', () => {
  const plain = aFinding(fc.constantFrom('a', 'b'));
  fc.assert(
    fc.property(fc.array(plain, { minLength: 1, maxLength: 5 }), (all) => {
      const same = all.map((finding) => ({
        ...finding,
        id: 'a'.repeat(32) as Finding['id'],
        firstSeen: '2026-11-23T00:00:00.000Z',
        lineage: settled.lineage,
        cluster,
      }));
      const opener = {
        ...(same[0] as Finding),
        id: 'b'.repeat(32) as Finding['id'],
        kind: 'threat-contact' as const,
        severity: 'critical' as const,
      };
      const end = (order: readonly Finding[]) => after([[opener], ...order.map((one) => [one])])?.findings;
      expect(end(same)).toEqual(end(same.toReversed()));
    }),
    runs,
  );
});

test('law 3: adding an indicator takes no finding away', () => {
  const listed = fc.subarray(['supportxmr.com', 'pool.supportxmr.com', 'eu.pool.supportxmr.com', 'vendor.example']);
  const asked = fc.constantFrom(
    'supportxmr.com',
    'pool.supportxmr.com',
    'a.eu.pool.supportxmr.com',
    'api.vendor.example',
  );
  const index = (values: readonly string[]) =>
    intelligenceOf({
      version: 'v',
      builtAt: '2026-11-23T00:00:00Z',
      sources: [],
      indicators: values.map((value) => ({
        value,
        kind: 'name' as const,
        category: 'mining-pool' as const,
        sources: ['s'],
      })),
    });
  fc.assert(
    fc.property(listed, listed, asked, (before, added, name) => {
      const found = (values: readonly string[]) =>
        judgeEdge(edgeOf(settled, { destination: { kind: 'name', name } }), {
          baseline: baselineIn('enforcing'),
          intelligence: index(values),
          workload: settled,
          familiarity: familiarTo(settled),
        }).map((finding) => finding.id);
      expect(found([...before, ...added])).toEqual(expect.arrayContaining(found(before)));
    }),
    runs,
  );
});

test('two long names are two deviations, and so are two ports', () => {
  const id = (name: string, port: number) =>
    findingsOf(settled, { destination: { kind: 'name', name }, port }).map((finding) => finding.id)[0];
  const long = '\u0001'.repeat(252);
  expect(new Set([id(`${long}a`, 1), id(`${long}b`, 1), id(`${long}a`, 2)]).size).toBe(3);
});
