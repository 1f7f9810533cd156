import * as fc from 'fast-check';
import { chainOf, chainSpans, waysIn } from '../../core/chain.ts';
import type { AuditEventId, ExposureId } from '../../core/ids.ts';
import type { AuditEvent } from '../../core/inventory/audit-event.ts';
import type { Exposure } from '../../core/inventory/exposure.ts';
import { runs } from './arbitraries.ts';
import { newcomer } from './notice-cases.ts';

const { cluster, namespace, name } = newcomer;
const minute = (at: number) => new Date(Date.UTC(2026, 10, 24, 10, at)).toISOString();
const event = (at: number, over: Partial<AuditEvent> = {}): AuditEvent => ({
  id: `a${at}-${over.verb ?? ''}${over.subresource ?? ''}` as AuditEventId, cluster, at: minute(at), receivedAt: minute(at), verb: 'create', group: 'apps', resource: 'deployments',
  namespace, name, actor: 'mallory@acme.example', sourceIps: [], userAgent: '', status: 201, ...over,
}); // prettier-ignore
const entered = event(7, { group: '', resource: 'pods', subresource: 'exec', name: `${name}-5d-x`, status: 101 });
const opened = event(3, { verb: 'patch', group: '', resource: 'services', name: 'door', status: 200 });
const door: Exposure = {
  id: 'e1' as ExposureId, cluster, kind: 'service-loadbalancer', object: { kind: 'Service', namespace, name: 'door', uid: 'u', createdAt: minute(-900) }, hosts: [],
  ports: [{ port: 80 }], paths: [], reach: 'internet', ranges: [], dashboard: 'kubeflow', firstSeen: minute(4), asOf: minute(4),
}; // prettier-ignore
const workload = { ...newcomer, creator: undefined };
const coverage = { cluster, state: 'on' as const, gaps: [{ from: minute(2), to: minute(22), why: 'late' as const }] };

test('the story is in order: opened, created, entered; the creator is who created it', () => {
  const chain = chainOf({ workload, events: [entered, event(6), opened], exposures: [door], coverage: { ...coverage, gaps: [] }, at: minute(8) }); // prettier-ignore
  expect(chain.creator).toBe('mallory@acme.example');
  expect(chain.links.map(({ what, who }) => `${what} ${who}`)).toEqual(['exposed mallory@acme.example', 'created mallory@acme.example', 'entered mallory@acme.example']); // prettier-ignore
  expect(chain).toMatchObject({ auditOff: false });
  expect(chain.gap).toBeUndefined();
});

test('what is not known is said: the gap, and that there is no log at all', () => {
  expect(chainOf({ workload, events: [], coverage, at: minute(8) })).toEqual({ links: [], gap: { from: minute(2), to: minute(22), why: 'late' }, auditOff: false }); // prettier-ignore
  expect(chainOf({ workload, events: [], exposures: [door], coverage: undefined, at: minute(8) })).toMatchObject({ auditOff: true, links: [{ what: 'exposed', who: 'unknown' }] }); // prettier-ignore
});

test('refused deeds, deeds of controllers and deeds to others are no links', () => {
  const others = [event(1, { status: 403 }), event(2, { actor: 'system:kube-controller-manager' }), event(3, { name: 'elsewhere' })]; // prettier-ignore
  expect(chainOf({ workload, events: others, coverage, at: minute(8) }).links).toEqual([]);
});

test('a hand that went in is not pushed out by a hundred rollouts, and the order of records leaves no trace', () => {
  const rollouts = Array.from({ length: 100 }, (_, n) => event(n / 10, { verb: 'patch', status: 200, id: `r${n}` as AuditEventId })); // prettier-ignore
  const whole = chainOf({ workload, events: [...rollouts, entered], coverage, at: minute(8) });
  expect(whole.links).toHaveLength(20);
  expect(whole.links.some(({ what }) => what === 'entered')).toBe(true);
  fc.assert(
    fc.property(fc.shuffledSubarray([...rollouts, entered], { minLength: 101 }), (events) => {
      expect(chainOf({ workload, events, coverage, at: minute(8) })).toEqual(whole);
    }),
    runs,
  );
});

test('events are looked for around every deviation, in few stretches that do not overlap', () => {
  expect(chainSpans([minute(0), minute(90), minute(600)])).toHaveLength(2);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 1, maxLength: 60 }), (minutes) => {
      const spans = chainSpans(minutes.map(minute));
      expect(spans.length).toBeLessThanOrEqual(12);
      for (const [n, { from, to }] of spans.entries()) expect([from < to, n === 0 || spans[n - 1]!.to < from]).toEqual([true, true]); // prettier-ignore
      const covered = (at: number) => spans.some(({ from, to }) => from <= minute(at) && minute(at) <= to);
      expect([covered(Math.min(...minutes)), covered(Math.max(...minutes))]).toEqual([true, true]);
    }),
    runs,
  );
});

test('open dashboards belong to the story of newcomers only, own ways to every story', () => {
  expect(waysIn([door], newcomer.lineage, true)).toEqual([door]);
  expect(waysIn([door], newcomer.lineage, false)).toEqual([]);
  expect(
    waysIn(
      [
        { ...door, reach: 'network' },
        { ...door, goneAt: minute(5) },
      ],
      newcomer.lineage,
      true,
    ),
  ).toEqual([]);
});
