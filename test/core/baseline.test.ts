import * as fc from 'fast-check';
import { Baseline, factId, initialBaseline, Mode, withMode } from '../../core/baseline.ts';
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
