import * as fc from 'fast-check';
import { factId } from '../../core/baseline.ts';
import { findingId } from '../../core/finding.ts';
import { ClusterId, EdgeId } from '../../core/ids.ts';
import { incidentId } from '../../core/incident.ts';
import { aCluster, aLineage, hostileText, runs } from './arbitraries.ts';

test('a name of a cluster needs no escaping anywhere', () => {
  fc.assert(
    fc.property(fc.oneof(hostileText(120), fc.stringMatching(/^[0-9A-Za-z_.~ -]{1,20}$/)), (text) => {
      const taken = ClusterId.safeParse(text).data ?? 'none';
      expect(encodeURIComponent(taken)).toBe(taken);
    }),
    runs,
  );
  expect(ClusterId.safeParse('prod_1-eu').success).toBe(true);
});

test.each(['', 'a'.repeat(31), 'A'.repeat(32), `${'a'.repeat(32)}\n`, 'g'.repeat(32)])('%j is no id', (text) => {
  expect(EdgeId.safeParse(text).success).toBe(false);
});

test('ids of different things never meet, and hostile objects do not make two findings one', () => {
  fc.assert(
    fc.property(aCluster, aLineage, hostileText(), hostileText(), (cluster, lineage, one, other) => {
      const ids = [findingId(cluster, 'new-egress', lineage, one), factId(cluster, lineage, 'edge', one), incidentId(cluster, one, 0)]; // prettier-ignore
      expect(new Set<string>(ids).size).toBe(ids.length);
      const same = findingId(cluster, 'new-egress', lineage, one) === findingId(cluster, 'new-egress', lineage, other);
      expect(same).toBe(one.toWellFormed() === other.toWellFormed());
    }),
    runs,
  );
});
