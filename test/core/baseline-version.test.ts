import * as fc from 'fast-check';
import { type Fact, factId } from '../../core/baseline.ts';
import { BaselineVersion, contentOf, factsAt } from '../../core/baseline-version.ts';
import { runs } from './arbitraries.ts';
import { cluster, settled } from './notice-cases.ts';

const at = '2026-11-24T08:00:00.000Z';
const fact = (object: string, since: number): Fact => ({ id: factId(cluster, settled.lineage, 'edge', object), cluster, lineage: settled.lineage, kind: 'edge', object, label: object, provenance: { by: 'person', at, actor: 'ada', reason: 'ours' }, since }); // prettier-ignore

test('every version stays as it was, whatever was accepted and rejected after it', () => {
  const act = fc.record({ object: fc.constantFrom('a', 'b', 'c', 'd'), verb: fc.constantFrom('accept', 'reject') });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
      const standing = new Map<string, Fact>();
      const versions: BaselineVersion[] = [];
      const seen: string[] = [contentOf([])];
      acts.forEach(({ object, verb }, n) => {
        const version = n + 2;
        const before = standing.get(object);
        // Accepting what holds already takes the older fact away, and it is kept with the version that did.
        const removed = before === undefined ? [] : [before];
        if (verb === 'accept') standing.set(object, fact(object, version));
        else standing.delete(object);
        versions.push(BaselineVersion.parse({ cluster, version, at, by: 'ada', what: verb, text: object, removed }));
        seen.push(contentOf([...standing.values()]));
      });
      seen.forEach((content, n) => expect(contentOf(factsAt(n + 1, [...standing.values()], versions))).toBe(content));
    }),
    runs,
  );
});
