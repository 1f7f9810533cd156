import * as fc from 'fast-check';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DeviationKind, deviations, isAtLeast, Severity, techniques, worst } from '../../core/deviation.ts';
import { runs } from './arbitraries.ts';

const severity = fc.constantFrom(...Severity.options);

test('severities are one line: each at least itself, the worst at least all', () => {
  fc.assert(
    fc.property(severity, severity, fc.array(severity), (one, other, all) => {
      expect(isAtLeast(one, other) || isAtLeast(other, one)).toBe(true);
      expect(isAtLeast(one, other) && isAtLeast(other, one)).toBe(one === other);
      for (const each of all) expect(isAtLeast(worst(all), each)).toBe(true);
      expect([...all, 'low']).toContain(worst(all));
    }),
    runs,
  );
});

test.each(DeviationKind.options)('%s speaks for techniques that have a name', (kind) => {
  expect(deviations[kind].techniques.length).toBeGreaterThan(0);
  for (const id of deviations[kind].techniques) expect(techniques[id]).toBeTruthy();
});

test.each(['new-workload', 'new-egress', 'nameless-egress', 'new-connection', 'new-exposure', 'beacon', 'threat-contact', 'mining-protocol'])('%s has its page in the docs', (kind) => {
  expect(existsSync(join(import.meta.dirname, `../../docs/deviations/${kind}.md`))).toBe(true);
}); // prettier-ignore
