import {
  convergenceByWorkload,
  convergenceOf,
  convergenceText,
  readiness,
  type Schedule,
} from '../../core/convergence.ts';
import { type Edge, edgeId } from '../../core/edge.ts';
import { edgeOf, newcomer, settled } from './notice-cases.ts';
import { month, runsOf } from './synthetic-month.ts';

const since = Date.parse('2026-11-19T00:00:00.000Z');
const hour = 3_600_000;
/** Edges that were seen in so many hours each (three mean three or more), the last of them so many hours after the start. */
const seen = (hours: readonly number[], lastAt = 1): Edge[] =>
  hours.map((count, n) => {
    const edge = { ...edgeOf(settled, { destination: { kind: 'name', name: `n${n}.example` } }), firstSeen: new Date(since + (n === hours.length - 1 ? lastAt : 0) * hour).toISOString() };
    return { ...edge, id: edgeId(edge), support: { hours: ['2026-11-19T00', '2026-11-19T01', '2026-11-19T02'].slice(0, count), pods: [] } };
  }); // prettier-ignore
const at = (hours: number, edges: readonly Edge[], schedules: readonly Schedule[] = []) => convergenceOf(edges, { since, now: since + hours * hour, schedules }); // prettier-ignore
const report: Schedule = { lineage: settled.lineage, label: 'shop/report', cron: '0 2 * * 0', suspended: false };

describe('convergenceOf', () => {
  test('follows Chao and Jost: what was seen once says what was not seen', () => {
    // Twenty edges of three hours, four of two, two of one: 70 incidences in 48 hours.
    const result = at(48, seen([...Array<number>(20).fill(3), 2, 2, 2, 2, 1, 1]));
    expect(result).toMatchObject({ edges: 26, hours: 48, once: 2, twice: 4, newPerDay: 1 });
    expect(result.coverage).toBeCloseTo(1 - (2 / 70) * ((47 * 2) / (47 * 2 + 2 * 4)), 10);
  });

  test.each([
    ['three days, quiet for half of one, nothing seen once', 72, seen([3, 3]), 'ready', []],
    ['too few hours', 71, seen([3, 3]), 'learning', ['hours']],
    ['news within twelve hours', 72, seen([3, 3], 61), 'learning', ['quiet']],
    ['more to come than half an edge a day', 72, seen([3, 1, 1]), 'learning', ['novelty']],
    ['the same after four days', 96, seen([3, 1, 1]), 'ready', []],
    ['a week', readiness.settledHours, seen([3, 3]), 'settled', []],
    ['nothing at all', 0, [], 'learning', ['hours', 'quiet', 'novelty']],
  ] as const)('%s: %#', (_title, hours, edges, state, missing) => {
    expect(at(hours, edges)).toMatchObject({ state, missing });
  });

  test('a schedule that has not fired is named with when it will; one that ran twice settles sooner than a week', () => {
    const waiting = at(80, seen([3, 3]), [{ ...report, lineage: newcomer.lineage }]);
    expect(waiting).toMatchObject({
      state: 'ready',
      awaited: [{ label: 'shop/report', runs: 0, next: '2026-11-29T02:00:00.000Z' }],
    });
    expect(convergenceText(waiting)).toBe(
      '100.0 % covered, expect 0.0 new edges a day; CronJob shop/report has not run yet (next 2026-11-29 02:00 UTC)',
    );
    expect(at(80, seen([3, 3]), [report])).toMatchObject({ state: 'settled', awaited: [] });
    expect(at(80, seen([3, 3]), [{ ...report, lineage: newcomer.lineage, suspended: true }]).awaited).toEqual([]);
  });

  test('each workload is told by itself', () => {
    const other = seen([1, 1]).map((edge) => ({
      ...edge,
      source: { ...edge.source, lineage: newcomer.lineage } as Edge['source'],
    }));
    const both = convergenceByWorkload([...seen([3, 3]), ...other], {
      since,
      now: since + 72 * hour,
      schedules: [report],
    });
    expect([both.get(settled.lineage)?.state, both.get(newcomer.lineage)?.state]).toEqual(['settled', 'learning']);
  });
});

describe('a synthetic month: steady, hourly, daily and weekly talk, a rollout a day', () => {
  const months = Array.from({ length: 40 }, (_, seed) => month(seed));

  test('predicts what comes within a factor once the day has come round twice, and never too little before', () => {
    for (const days of [2, 3, 5]) {
      const { predicted, actual } = runsOf(months, days);
      expect(predicted).toBeGreaterThanOrEqual(actual * 0.8);
      expect(predicted).toBeLessThanOrEqual(actual * 4 + 0.1);
    }
  });

  test('benign news after the exit stays below 0.8 a workload in 14 days, the weekly job counted in', () => {
    const after = months.map((one) => one.newAfterExit());
    const news = after.reduce((sum, { others, announced }) => sum + others + announced, 0) / after.length;
    expect(news).toBeLessThanOrEqual(0.8);
  });
});
