import { isLookupOnly } from '../../../core/edge.ts';
import { unfamiliar } from '../../../core/familiarity.ts';
import * as fc from 'fast-check';
import { compileIndex } from '../../../core/feeds/compile.ts';
import { entryOf } from '../../../core/feeds/entry.ts';
import { openIndex } from '../../../core/feeds/open-index.ts';
import { addedIndicators, indexOfAdded, matchesOfEdge, retroHunt } from '../../../core/feeds/retro-hunt.ts';
import { judgeEdge } from '../../../core/judge.ts';
import { anEdge, runs } from '../arbitraries.ts';
import { baselineIn, settled } from '../notice-cases.ts';
import { aListed, isEntry } from './feed-cases.ts';

const builtAt = '2026-11-23T10:00:00.000Z';
const index = (...texts: string[]) => {
  const entries = texts.map((text) => entryOf(text)).filter(isEntry);
  return openIndex(compileIndex([{ name: 'feed', licence: 'MIT', retrievedAt: builtAt, category: 'malware', entries }], [], builtAt)); // prettier-ignore
};

/** What the edges in these tests talk of, so that lists and edges meet. */
const aHit = fc.constantFrom('api.vendor.example', 'vendor.example', 'supportxmr.com', 'x.github.io', '203.0.113.9', '203.0.113.0/24', '2001:db8::/32', 'db.internal'); // prettier-ignore

describe('matchesOfEdge', () => {
  test('finds what judging finds, on every edge', () => {
    fc.assert(
      fc.property(anEdge(), fc.array(aHit, { maxLength: 6 }), (edge, texts) => {
        const intelligence = index(...texts);
        const source = { kind: 'node' as const, name: 'n1' };
        const context = { baseline: baselineIn('learning'), intelligence, workload: settled, familiarity: unfamiliar }; // prettier-ignore
        const judged = judgeEdge({ ...edge, source }, context).filter(({ kind }) => kind === 'threat-contact');
        // However many names are only asked for, it is one deviation, and it says the first.
        const talked = isLookupOnly(edge) ? judged : judged.filter(({ object }) => object !== '["lookups"]');
        const told = isLookupOnly(edge) ? 1 : 99;
        expect(matchesOfEdge(edge, intelligence).slice(0, told)).toEqual(talked.map(({ match }) => match));
      }),
      runs,
    );
  });
});

describe('addedIndicators', () => {
  test('are those of the later index that the earlier one lacks', () => {
    fc.assert(
      fc.property(fc.array(aListed, { maxLength: 20 }), fc.array(aListed, { maxLength: 20 }), (before, after) => {
        const [old, now] = [index(...before), index(...after)];
        const known = new Set([...old.indicators()].map(({ value }) => value));
        const added = [...now.indicators()].filter(({ value }) => !known.has(value));
        expect([...addedIndicators(old, now)]).toEqual(added);
      }),
      runs,
    );
  });
});

describe('retroHunt', () => {
  test('finds the stored edges that match what was added, under the version they are part of', () => {
    fc.assert(
      fc.property(fc.array(anEdge(), { maxLength: 5 }), fc.array(aHit), fc.array(aHit), (edges, before, more) => {
        const [old, now] = [index(...before), index(...before, ...more)];
        const added = indexOfAdded(addedIndicators(old, now), now);
        expect(added.version).toBe(now.version);
        const found = [...retroHunt(added, edges)].map(({ edge }) => edge);
        expect(found).toEqual(edges.filter((edge) => matchesOfEdge(edge, added).length > 0));
        // Whatever the added ones list, the whole index lists too.
        for (const edge of found) expect(matchesOfEdge(edge, now).length).toBeGreaterThan(0);
        // What only the whole index lists was listed before.
        const others = edges.filter((edge) => !found.includes(edge) && matchesOfEdge(edge, now).length > 0);
        for (const edge of others) expect(matchesOfEdge(edge, old).length).toBeGreaterThan(0);
      }),
      runs,
    );
  }); // prettier-ignore

  test('with nothing added it finds nothing', () => {
    const now = index('supportxmr.com');
    const edges = fc.sample(anEdge(), 20);
    expect([...retroHunt(indexOfAdded(addedIndicators(now, now), now), edges)]).toEqual([]);
  });
});
