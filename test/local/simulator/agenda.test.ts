import fc from 'fast-check';
import { Agenda } from '../../../local/simulator/agenda.ts';
import { chance } from '../../../local/simulator/chance.ts';
import { occurrences } from '../../../local/simulator/occurrences.ts';

describe('the agenda', () => {
  it('hands out what was put in by moment, then rank, then order, also while more is put in', () => {
    const entry = fc.record({ at: fc.nat(20), rank: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
        const agenda = new Agenda<number>();
        entries.forEach(({ at, rank }, order) => agenda.put(at, rank, order));
        const taken: number[] = [];
        for (let next = agenda.take(); next !== undefined; next = agenda.take()) taken.push(next.item);
        const sorted = entries.map((one, order) => ({ ...one, order })).toSorted((a, b) => a.at - b.at || a.rank - b.rank || a.order - b.order);
        expect(taken).toEqual(sorted.map(({ order }) => order));
      }),
    );
  }); // prettier-ignore
});

describe('occurrences', () => {
  const timing = fc.record({
    every: fc.integer({ min: 1, max: 500 }),
    from: fc.nat(1_000),
    until: fc.option(fc.integer({ min: 1, max: 3_000 }), { nil: undefined }),
    times: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
    jitter: fc.nat(2_000),
    at: fc.constant(undefined),
  });

  it('come in order, before the end, as often as they are asked for', () => {
    fc.assert(
      fc.property(timing, fc.integer({ min: 1, max: 4_000 }), (one, end) => {
        const moments = [...occurrences(one, end, 1, 2)];
        expect(moments).toEqual(moments.toSorted((a, b) => a - b));
        expect(moments.every((moment) => moment >= one.from && moment < end)).toBe(true);
        expect(moments.length).toBeLessThanOrEqual(Math.min(one.times ?? Infinity, Math.ceil(Math.max(0, Math.min(one.until ?? end, end) - one.from) / one.every)));
        if (one.jitter === 0 && one.times === undefined && one.until === undefined) expect(moments).toHaveLength(Math.ceil(Math.max(0, end - one.from) / one.every));
      }),
    );
  }); // prettier-ignore
});

describe('chance', () => {
  it('is the same for the same numbers, evenly spread over others', () => {
    expect(chance(1, 2, 3)).toBe(chance(1, 2, 3));
    const drawn = Array.from({ length: 20_000 }, (_, at) => chance(7, at % 13, at));
    const buckets = Array.from({ length: 10 }, (_, at) => drawn.filter((one) => Math.floor(one * 10) === at).length);
    expect(Math.min(...buckets)).toBeGreaterThan(1_800);
    expect(Math.max(...buckets)).toBeLessThan(2_200);
  });
});
