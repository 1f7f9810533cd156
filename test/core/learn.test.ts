import * as fc from 'fast-check';
import { Fact } from '../../core/baseline.ts';
import type { Edge } from '../../core/edge.ts';
import { isSupported, lessonsOf, tolerableLoss, windowTeaches } from '../../core/learn.ts';
import { anEdge, runs } from './arbitraries.ts';
import { baselineIn, edgeOf, settled } from './notice-cases.ts';

const learning = baselineIn('learning');
const now = '2026-11-19T12:00:00.000Z';
const hours = ['2026-11-19T01', '2026-11-19T02', '2026-11-19T03'];
const east: Edge['destination'] = { kind: 'service', namespace: 'shop', name: 'cart' };
const outside: Edge['destination'] = { kind: 'name', name: 'api.vendor.example' };
const supported = (destination: Edge['destination'], support: Edge['support']): Edge => ({ ...edgeOf(settled, { destination }), support }); // prettier-ignore
const kinds = (edge: Edge, threatened = false) => lessonsOf(edge, settled, learning, threatened, now).map((fact) => fact.kind); // prettier-ignore

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

describe('isSupported', () => {
  test.each([
    ['inside, from two pods', east, { hours: [], pods: ['a', 'b'] }, true],
    ['inside, in three hours', east, { hours, pods: ['a'] }, true],
    ['inside, in two hours from one pod', east, { hours: hours.slice(1), pods: ['a'] }, false],
    ['outside, from two pods', outside, { hours: [], pods: ['a', 'b'] }, false],
    ['outside, in three hours', outside, { hours, pods: ['a'] }, true],
    ['towards nobody that could be named', { kind: 'unresolved' as const, address: '10.0.0.9', reason: 'nobody-has-it' as const }, { hours, pods: ['a', 'b'] }, false],
    ['towards an address without a name', { kind: 'address' as const, address: '203.0.113.9' }, { hours, pods: ['a', 'b'] }, false],
  ])('%s: learned is %s', (_title, destination, support, expected) => {
    expect(isSupported({ destination, support })).toBe(expected);
  }); // prettier-ignore
});

describe('lessonsOf', () => {
  test('a workload is learned as it is seen, an edge once it has earned it', () => {
    expect(kinds(supported(east, { hours: [], pods: ['a'] }))).toEqual(['workload']);
    expect(kinds(supported(east, { hours: [], pods: ['a', 'b'] }))).toEqual(['workload', 'edge']);
  });

  test('I12: an edge without support, as loss leaves it, teaches no edge', () => {
    fc.assert(
      fc.property(anEdge(), (edge) => {
        const lost = { ...edge, support: { hours: [], pods: [] } };
        expect(lessonsOf(lost, settled, learning, false, now).map((fact) => fact.kind)).not.toContain('edge');
      }),
      runs,
    );
  });

  test('I5: nothing is learned outside learning, from threats, from lookups or from whom nobody can name', () => {
    fc.assert(
      fc.property(anEdge(), (edge) => {
        for (const mode of ['shadow', 'enforcing'] as const) expect(lessonsOf(edge, settled, baselineIn(mode), false, now)).toEqual([]); // prettier-ignore
        expect(lessonsOf(edge, settled, learning, true, now)).toEqual([]);
        expect(lessonsOf({ ...edge, outcomes: ['lookup-answered'] }, settled, learning, false, now)).toEqual([]);
        expect(lessonsOf({ ...edge, source: { kind: 'internet' } }, settled, learning, false, now)).toEqual([]);
      }),
      runs,
    );
  });

  test('a lesson belongs to the source alone, says what it rests on, and has the same id each time', () => {
    fc.assert(
      fc.property(anEdge(), (edge) => {
        for (const fact of lessonsOf(edge, settled, learning, false, now)) {
          expect(Fact.parse(fact)).toEqual(fact);
          expect(fact.lineage).toBe(edge.source.kind === 'workload' ? edge.source.lineage : undefined);
          expect(fact.provenance).toEqual({ by: 'learning', at: now, hours: edge.support.hours, pods: edge.support.pods }); // prettier-ignore
          expect(lessonsOf(edge, settled, learning, false, '2026-11-19T13:00:00.000Z').map((later) => later.id)).toContain(fact.id); // prettier-ignore
        }
      }),
      runs,
    );
  });
});
