import * as fc from 'fast-check';
import {
  Baseline,
  baselineFor,
  factId,
  initialBaseline,
  Mode,
  overrideLimit,
  withLock,
  withMode,
  withOverride,
} from '../../core/baseline.ts';
import type { Lineage } from '../../core/ids.ts';
import { aBaseline, runs } from './arbitraries.ts';
import { cluster, settled } from './notice-cases.ts';

const at = '2026-11-24T08:00:00.000Z';

describe('withMode', () => {
  test('a cluster begins by learning', () => {
    expect(initialBaseline(cluster, at, 'dana')).toEqual({ cluster, mode: 'learning', since: at, version: 1, changedBy: 'dana' }); // prettier-ignore
  });

  test('leaving learning fixes the moment before which nothing is a deviation', () => {
    const shadow = withMode(initialBaseline(cluster, '2026-11-20T08:00:00.000Z', 'dana'), 'shadow', at, 'eve');
    expect(shadow).toMatchObject({ mode: 'shadow', learnedUntil: at, version: 2, changedBy: 'eve' });
    expect(withMode(shadow, 'enforcing', '2026-11-25T08:00:00.000Z', 'eve').learnedUntil).toBe(at);
  });

  test('going back to learning forgets that moment', () => {
    const shadow = withMode(initialBaseline(cluster, '2026-11-20T08:00:00.000Z', 'dana'), 'shadow', at, 'eve');
    expect(withMode(shadow, 'learning', at, 'eve')).not.toHaveProperty('learnedUntil');
  });

  test('each change raises the version by one, no change changes nothing, and the result can be stored', () => {
    fc.assert(
      fc.property(aBaseline, fc.constantFrom(...Mode.options), (baseline, mode) => {
        const next = withMode(baseline, mode, at, 'eve');
        expect(Baseline.parse(next)).toEqual(next);
        const changed = { cluster: baseline.cluster, mode, since: at, version: baseline.version + 1 };
        expect(next).toMatchObject(mode === baseline.mode ? baseline : changed);
      }),
      runs,
    );
  });
});

describe('factId', () => {
  test('two clusters, lineages, kinds or objects never share a fact: I6', () => {
    const ids = [
      factId(cluster, settled.lineage, 'edge', 'x'),
      factId('staging' as typeof cluster, settled.lineage, 'edge', 'x'),
      factId(cluster, 'f'.repeat(32) as Lineage, 'edge', 'x'),
      factId(cluster, settled.lineage, 'image', 'x'),
      factId(cluster, settled.lineage, 'edge', 'y'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a mode of its own', () => {
  const enforcing = withMode(initialBaseline(cluster, at, 'dana'), 'enforcing', at, 'dana');
  const later = '2026-11-25T08:00:00.000Z';
  const shop = { namespace: settled.namespace };
  const own = { lineage: settled.lineage };
  const set = (baseline: Baseline, scope: typeof shop | typeof own, mode: Mode | undefined) => withOverride(baseline, scope, mode, later, 'eve') as Baseline; // prettier-ignore

  test('of a workload goes before that of its namespace, which goes before that of the cluster', () => {
    const state = set(set(enforcing, shop, 'shadow'), own, 'learning');
    expect(baselineFor(state, settled)).toMatchObject({ mode: 'learning', since: later, version: 4 });
    expect(baselineFor(state, settled)).not.toHaveProperty('learnedUntil');
    expect(baselineFor(state, { namespace: settled.namespace, lineage: 'f'.repeat(32) as Lineage }).mode).toBe(
      'shadow',
    );
    expect(baselineFor(state, { namespace: 'other', lineage: 'f'.repeat(32) as Lineage })).toBe(state);
    expect(baselineFor(state, undefined)).toBe(state);
    expect(Baseline.parse(state)).toEqual(state);
  });

  test('ends its learning when it leaves it, and follows the cluster again when it is taken away', () => {
    const learned = set(set(enforcing, own, 'learning'), own, 'enforcing');
    expect(baselineFor(learned, settled).learnedUntil).toBe(later);
    const without = set(learned, own, undefined);
    expect(baselineFor(without, settled).learnedUntil).toBe(at);
    expect(set(without, own, undefined)).toBe(without);
  });

  test('is refused beyond the limit', () => {
    let state = enforcing;
    for (let n = 0; n < overrideLimit; n++) state = withOverride(state, { namespace: `n${n}` }, 'shadow', at, 'eve') as Baseline; // prettier-ignore
    expect(withOverride(state, { namespace: 'one-more' }, 'shadow', at, 'eve')).toBe('too-many');
    expect(withOverride(state, { namespace: 'n0' }, 'learning', at, 'eve')).toMatchObject({
      version: state.version + 1,
    });
  });
});

test('a lock is a version of its own, once', () => {
  const locked = withLock(initialBaseline(cluster, at, 'dana'), true, 'eve');
  expect(locked).toMatchObject({ locked: true, version: 2, changedBy: 'eve' });
  expect(withLock(locked, true, 'eve')).toBe(locked);
});
