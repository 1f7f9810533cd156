import * as fc from 'fast-check';
import { Fact } from '../../core/baseline.ts';
import type { Edge } from '../../core/edge.ts';
import {
  type Circumstances,
  lessonsOf,
  settledMs,
  tolerableLoss,
  whyNotLearned,
  windowTeaches,
} from '../../core/learn.ts';
import { noSupport, slotMs } from '../../core/support.ts';
import { anEdge, runs } from './arbitraries.ts';
import { baselineIn, edgeOf, settled } from './notice-cases.ts';

const learning = baselineIn('learning');
const now = Date.parse('2026-11-19T12:00:00.000Z');
const hours = ['2026-11-19T01', '2026-11-19T02', '2026-11-19T03'];
const east: Edge['destination'] = { kind: 'service', namespace: 'shop', name: 'cart' };
const outside: Edge['destination'] = { kind: 'name', name: 'api.vendor.example' };
const supported = (destination: Edge['destination'], support: Edge['support']): Edge => ({ ...edgeOf(settled, { destination }), support }); // prettier-ignore
const popular: Edge['destination'] = { kind: 'name', name: 'api.stripe.com' };
const alone: Circumstances = {
  workload: { ...settled, createdAt: '2025-11-19T12:00:00.000Z' },
  threatened: false,
  openIncident: false,
  otherUsers: 0,
  now,
};

describe('windowTeaches', () => {
  test.each([
    [{ seen: 1_000, dropped: 1, folded: 0 }, true],
    [{ seen: 1_000, dropped: 2, folded: 0 }, false],
    [{ seen: 0, dropped: 0, folded: 0 }, true],
    [{ seen: 0, dropped: 1, folded: 0 }, false],
    [{ seen: 1_000_000, dropped: 0, folded: 1 }, false],
  ])('%j: %s', (coverage, teaches) => {
    expect(windowTeaches(coverage)).toBe(teaches);
  });

  test('law 4: no window with more loss than is tolerable teaches', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(15), fc.nat(1), (seen, dropped, folded) => {
        const little = dropped === 0 || dropped / seen <= tolerableLoss;
        expect(windowTeaches({ seen, dropped, folded })).toBe(folded === 0 && little);
      }),
      runs,
    );
  });
});

const hour = (n: number) => `2026-11-19T${String(n).padStart(2, '0')}`;
const pod = (uid: string, since: number, ...slots: number[]) => ({ uid, since: since * slotMs, slots });
const together = [pod('a', 0, 2), pod('b', 1, 2)];
const why = (destination: Edge['destination'], support: Edge['support'], over: Partial<Circumstances> = {}) =>
  whyNotLearned({ ...edgeOf(settled, { destination }), support }, { ...alone, ...over });

describe('whyNotLearned', () => {
  test.each([
    ['inside, from two pods alive together', east, { hours: [], pods: together }, undefined],
    [
      'inside, from two pods one after the other',
      east,
      { hours: [], pods: [pod('a', 0, 1), pod('b', 2, 2)] },
      'too-rare',
    ],
    [
      'inside, from two pods that met within one slot only',
      east,
      { hours: [], pods: [pod('a', 0, 1), pod('b', 1.5, 1)] },
      'too-rare',
    ],
    ['inside, in three hours', east, { hours, pods: [] }, undefined],
    ['inside, in two hours from one pod', east, { hours: hours.slice(1), pods: [pod('a', 0, 1)] }, 'too-rare'],
    ['a popular name, in three hours', popular, { hours, pods: [] }, undefined],
    ['a popular name, from two pods', popular, { hours: [], pods: together }, 'too-rare'],
    ['a name that nobody else uses, in three hours', outside, { hours, pods: [] }, 'unpopular-name'],
    [
      'nobody that could be named',
      { kind: 'unresolved' as const, address: '10.0.0.9', reason: 'nobody-has-it' as const },
      { hours, pods: [] },
      'unresolved',
    ],
    [
      'an address without a name',
      { kind: 'address' as const, address: '203.0.113.9' },
      { hours, pods: [] },
      'nameless',
    ],
    [
      'the metadata service',
      { kind: 'infrastructure' as const, name: 'instance-metadata' as const },
      { hours, pods: [] },
      'metadata-access',
    ],
    ['a public resolver', { kind: 'name' as const, name: 'dns.google' }, { hours, pods: [] }, 'resolver-bypass'],
    [
      'an endpoint of a cloud service',
      { kind: 'cloud' as const, service: 'sts', region: 'eu-west-1', name: 'sts.eu-west-1.amazonaws.com' },
      { hours, pods: [] },
      undefined,
    ],
    [
      'a bucket, which is anybody',
      { kind: 'cloud' as const, service: 's3', region: 'eu-west-1', name: 'drop.s3.eu-west-1.amazonaws.com' },
      { hours, pods: [] },
      'unpopular-name',
    ],
    [
      'a host of the private network',
      { kind: 'private' as const, name: 'billing.corp.example' },
      { hours, pods: [] },
      undefined,
    ],
  ])('%s: %s', (_title, destination, support, expected) => {
    expect(why(destination, support)).toBe(expected);
  });

  test('a name becomes known by a second settled workload, or two others where it is not settled itself', () => {
    const young = { ...settled, createdAt: new Date(now - settledMs + 1).toISOString() };
    const support = { hours, pods: [] };
    expect([0, 1, 2].map((otherUsers) => why(outside, support, { otherUsers }))).toEqual([
      'unpopular-name',
      undefined,
      undefined,
    ]);
    expect([0, 1, 2].map((otherUsers) => why(outside, support, { otherUsers, workload: young }))).toEqual([
      'unpopular-name',
      'unpopular-name',
      undefined,
    ]);
  });

  test('a threat and an open incident forbid it, whatever its merits', () => {
    expect(why(east, { hours, pods: [] }, { threatened: true })).toBe('threat');
    expect(why(east, { hours, pods: [] }, { openIncident: true })).toBe('open-incident');
  });
});

describe('lessonsOf', () => {
  test('the workload, its images and what was said are learned with the edge that earned it', () => {
    const edge = { ...supported(east, { hours, pods: [] }), operations: [{ app: 'http' as const, method: 'GET', path: '/' }] };
    expect(lessonsOf(edge, learning, alone).map(({ kind }) => kind)).toEqual(['edge', 'operation', 'workload', 'image']);
    expect(lessonsOf(supported({ kind: 'infrastructure', name: 'node-local-dns' }, { hours, pods: [] }), learning, alone).map(({ kind }) => kind)).toEqual(['edge']);
  });

  test('I12, law 4: an edge without support, as loss leaves it, teaches nothing', () => {
    fc.assert(
      fc.property(anEdge(), (edge) => {
        expect(lessonsOf({ ...edge, support: noSupport }, learning, alone)).toEqual([]);
      }),
      runs,
    );
  });

  test('I5: nothing is learned outside learning, under a lock, from threats, from lookups or from whom nobody can name', () => {
    fc.assert(
      fc.property(anEdge(), (edge) => {
        for (const mode of ['shadow', 'enforcing'] as const) expect(lessonsOf(edge, baselineIn(mode), alone)).toEqual([]);
        expect(lessonsOf(edge, { ...learning, locked: true }, alone)).toEqual([]);
        expect(lessonsOf(edge, learning, { ...alone, threatened: true })).toEqual([]);
        expect(lessonsOf(edge, learning, { ...alone, openIncident: true })).toEqual([]);
        expect(lessonsOf({ ...edge, outcomes: ['lookup-answered'] }, learning, alone)).toEqual([]);
        expect(lessonsOf({ ...edge, source: { kind: 'internet' } }, learning, alone)).toEqual([]);
      }),
      runs,
    );
  });

  test('law 8: a lesson belongs to the source alone, says what it rests on, and has the same id each time', () => {
    fc.assert(
      fc.property(anEdge(), (edge) => {
        const circumstances = { ...alone, otherUsers: 2 };
        for (const fact of lessonsOf(edge, learning, circumstances)) {
          expect(Fact.parse(fact)).toEqual(fact);
          expect(fact.lineage).toBe(edge.source.kind === 'workload' ? edge.source.lineage : undefined);
          expect(fact.provenance).toEqual({ by: 'learning', at: new Date(now).toISOString(), hours: edge.support.hours, pods: edge.support.pods.map(({ uid }) => uid) });
          expect(lessonsOf(edge, learning, { ...circumstances, now: now + 3_600_000 }).map((later) => later.id)).toContain(fact.id);
        }
      }),
      runs,
    );
  });

  test('what an operation teaches never holds mining', () => {
    const edge = { ...supported(east, { hours: [hour(1), hour(2), hour(3)], pods: [] }), operations: [{ app: 'mining' as const, dialect: 'x', evidence: 'hint' as const }] };
    expect(lessonsOf(edge, learning, alone).map(({ kind }) => kind)).not.toContain('operation');
  });
}); // prettier-ignore
