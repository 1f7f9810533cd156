import { acceptFinding, rejectFinding } from '../../core/accept.ts';
import { Fact, factId } from '../../core/baseline.ts';
import { unfamiliar } from '../../core/familiarity.ts';
import type { Finding } from '../../core/finding.ts';
import { judgeEdge } from '../../core/judge.ts';
import { operationObject } from '../../core/lesson.ts';
import { Rejection } from '../../core/rejection.ts';
import { baselineIn, cluster, edgeOf, intelligence, newcomer, settled } from './notice-cases.ts';

const decision = { actor: 'ada', at: '2026-11-24T09:00:00.000Z', reason: 'our new payment provider', version: 7 };
const edge = {
  ...edgeOf(settled, { destination: { kind: 'name', name: 'api.vendor.example' } }),
  operations: [{ app: 'http' as const, method: 'POST', path: '/charge' }],
};
const context = {
  baseline: baselineIn('enforcing'),
  intelligence,
  familiarity: unfamiliar,
  workload: settled,
  knownWorkload: true,
  knownEdge: false,
};
const found = judgeEdge(edge, context).find(({ kind }) => kind === 'new-egress') as Finding;

test('accepting a new name puts the edge and what was said on it into the baseline, with who, when and why', () => {
  const facts = acceptFinding(found, decision, { edge, workload: settled });
  expect(facts.map(({ kind }) => kind)).toEqual(['exception', 'edge', 'operation']);
  expect(facts.map(({ id }) => id)).toContain(factId(cluster, settled.lineage, 'edge', edge.id));
  expect(facts.map(({ id }) => id)).toContain(
    factId(cluster, settled.lineage, 'operation', operationObject(edge, edge.operations[0]!)),
  );
  for (const fact of facts) {
    expect(Fact.parse(fact)).toEqual(fact);
    expect(fact).toMatchObject({
      cluster,
      lineage: settled.lineage,
      since: 7,
      provenance: { by: 'person', actor: 'ada', at: decision.at, reason: decision.reason },
    });
  }
});

test('an exception says up to which severity it was accepted', () => {
  expect(acceptFinding({ ...found, kind: 'threat-contact', severity: 'low' }, decision)).toMatchObject([
    { kind: 'exception', object: found.id, upTo: 'low' },
  ]);
});

test('accepting a newcomer takes it and its image repositories, without tag', () => {
  const facts = acceptFinding({ ...found, kind: 'new-workload', lineage: newcomer.lineage }, decision, {
    workload: newcomer,
  });
  expect(facts.map(({ kind, object }) => `${kind} ${object}`)).toEqual([
    `exception ${found.id}`,
    `workload ${newcomer.lineage}`,
    expect.stringMatching(/^image [^:]*$/),
  ]);
});

test('an edge that is no longer stored is accepted by the id that the finding kept', () => {
  expect(acceptFinding(found, decision).map(({ kind, object }) => `${kind} ${object}`)).toContain(`edge ${edge.id}`);
});

test('rejecting forbids exactly what accepting would have taught, so that it can never be learned', () => {
  for (const kind of [
    'new-egress',
    'new-workload',
    'new-image',
    'new-operation',
    'new-exposure',
    'mining-protocol',
    'beacon',
  ] as const) {
    const finding = { ...found, kind };
    const rejections = rejectFinding(finding, decision, { edge, workload: settled });
    expect(rejections.map(({ id }) => id)).toEqual(
      acceptFinding(finding, decision, { edge, workload: settled }).map(({ id }) => id),
    );
    for (const rejection of rejections) expect(Rejection.parse(rejection)).toEqual(rejection);
  }
});
