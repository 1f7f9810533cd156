import * as fc from 'fast-check';
import { Mode } from '../../core/baseline.ts';
import { Finding } from '../../core/finding.ts';
import { opensIncident } from '../../core/incident.ts';
import { isToldAlways } from '../../core/incident-gravity.ts';
import type { ExposureId } from '../../core/ids.ts';
import type { Exposure } from '../../core/inventory/exposure.ts';
import { type ExposureContext, judgeExposure } from '../../core/judge-exposure.ts';
import { runs } from './arbitraries.ts';
import { baselineIn, intelligence, settled } from './notice-cases.ts';

const at = '2026-11-24T00:00:00.000Z';
const { cluster, lineage, namespace, kind, name } = settled;

const way = (over: Partial<Exposure> = {}): Exposure => ({
  id: 'e1' as ExposureId, cluster, kind: 'service-loadbalancer', object: { kind: 'Service', namespace, name: 'door', uid: 'u1', createdAt: at },
  workload: { lineage, namespace, kind, name }, hosts: [], ports: [{ port: 80, target: 8080 }], paths: [], reach: 'internet', ranges: [], firstSeen: at, asOf: at, ...over,
}); // prettier-ignore
const context = (over: Partial<ExposureContext> = {}): ExposureContext => ({
  baseline: baselineIn('enforcing'), intelligence, workload: settled, standing: 'new', openBefore: false, leadsToDashboard: false, settled: true, ...over,
}); // prettier-ignore
const judged = (over: Partial<Exposure>, around: Partial<ExposureContext> = {}) =>
  judgeExposure(way(over), context(around)).map(({ verdict, severity, reason }) => `${verdict} ${severity} ${reason}`);
const mallory = { name: 'mallory@acme.example', knownHere: false };
const argo = { name: 'system:serviceaccount:argocd:argocd', knownHere: true };

test.each([
  [{ dashboard: 'kubeflow' }, { doer: argo }, 'alert high dashboard-open-to-internet'],
  [{ dashboard: 'grafana', reach: 'ranges', ranges: ['192.0.2.0/24'] }, {}, 'alert medium dashboard-open-to-ranges'],
  [{ dashboard: 'ray', reach: 'network' }, {}, 'drift low open-to-network'],
  [{ ports: [{ port: 443, target: 6379 }] }, {}, 'alert high management-port-open'],
  [{}, { doer: mallory }, 'alert medium open-to-internet'],
  [{}, {}, 'alert low open-to-internet'],
  [{}, { settled: false }, 'alert medium open-to-internet'],
  [{}, { doer: argo }, 'drift low opened-by-usual-pipeline'],
  [{}, { openBefore: true, doer: mallory }, 'drift low another-way-in'],
  [{}, { leadsToDashboard: true }, 'drift low leads-to-dashboard'],
  [{ reach: 'ranges', ranges: ['192.0.2.0/24'] }, {}, 'drift low open-to-ranges'],
  [{ reach: 'ranges' }, { standing: 'rejected' }, 'alert high rejected-before'],
] as const)('%j in %j is %s', (over, around, expected) => {
  expect(judged(over as Partial<Exposure>, around)).toEqual([expected]);
});

test('what a person accepted, and what is closed again, is no deviation', () => {
  expect(judged({ dashboard: 'kubeflow' }, { standing: 'known' })).toEqual([]);
  expect(judged({ dashboard: 'kubeflow', goneAt: at })).toEqual([]);
});

test.each(['learning', 'shadow'] as const)('in %s an open dashboard is told, and nothing else', (mode) => {
  const baseline = baselineIn(mode);
  const told = (over: Partial<Exposure>) => judgeExposure(way(over), context({ baseline })).filter(opensIncident);
  expect(told({ dashboard: 'jupyter' }).map(isToldAlways)).toEqual([true]);
  expect(told({})).toEqual([]);
});

test('what was open while learning went on is known, but for a dashboard', () => {
  expect(judged({}, { standing: 'candidate' })).toEqual([]);
  expect(judged({ dashboard: 'argo' }, { standing: 'candidate' })).toEqual(['alert high dashboard-open-to-internet']);
});

test('every judgement is a finding that can be stored, one for each way, the same for a new uid behind it', () => {
  const aWay = fc.record({
    reach: fc.constantFrom('internet' as const, 'ranges' as const, 'network' as const),
    dashboard: fc.constantFrom('mlflow' as const, undefined),
    ports: fc.array(fc.record({ port: fc.integer({ min: 1, max: 65_535 }) }), { maxLength: 3 }),
    workload: fc.constantFrom(undefined, { lineage, namespace, kind, name }),
  });
  fc.assert(
    fc.property(aWay, fc.constantFrom(...Mode.options), fc.constantFrom('known' as const, 'rejected' as const, 'candidate' as const, 'new' as const), (over, mode, standing) => {
      const around = context({ baseline: baselineIn(mode), standing });
      const findings = judgeExposure(way(over), around);
      expect(findings.length).toBeLessThanOrEqual(1);
      for (const finding of findings) expect(Finding.parse(finding)).toEqual(finding);
      const again = judgeExposure(way({ ...over, object: { ...way().object, uid: 'u2' } }), around);
      expect(again.map(({ id }) => id)).toEqual(findings.map(({ id }) => id));
    }),
    runs,
  ); // prettier-ignore
});
