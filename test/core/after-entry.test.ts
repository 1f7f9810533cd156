import { findingRank } from '../../adapters/finding-rank.ts';
import { afterEntry } from '../../core/after-entry.ts';
import { Finding } from '../../core/finding.ts';
import { unionOf } from '../../core/incident-content.ts';
import { type Entry, gravityOf } from '../../core/incident-gravity.ts';
import type { Incident } from '../../core/incident.ts';
import { cases } from './notice-cases.ts';

const egress = (cases['new egress alone'] as Incident).findings.find(({ kind }) => kind === 'new-egress') as Finding;
const quiet: Finding = { ...egress, kind: 'new-connection', verdict: 'drift', severity: 'low', reason: 'edge-not-in-baseline' }; // prettier-ignore
const entry = (minutes: number, what: Entry['what'] = 'entered'): Entry => ({ what, who: 'mallory@acme.example', at: new Date(Date.parse(quiet.firstSeen) - minutes * 60_000).toISOString() }); // prettier-ignore

test('a new way within the cluster is a low alert where somebody went in four minutes before', () => {
  const told = afterEntry(quiet, [entry(4)]);
  expect(told).toMatchObject({ id: quiet.id, verdict: 'alert', severity: 'low', reason: 'entered-just-before' });
  expect(Finding.parse(told)).toEqual(told);
  expect(gravityOf([told], [entry(4)])).toEqual({ severity: 'low', verdict: 'alert', together: [] });
  expect(afterEntry(told, [entry(4)])).toBe(told);
});

test.each([
  ['nobody went in', quiet, []],
  ['somebody went in an hour before', quiet, [entry(60)]],
  ['somebody went in after it', quiet, [entry(-1)]],
  ['it was only changed', quiet, [entry(4, 'changed')]],
  ['its predecessor did the same', { ...quiet, reason: 'as-its-predecessor' }, [entry(4)]],
  ['it is a way out', egress, [entry(4)]],
])('it stays what it is where %s', (_, finding, entries) => {
  expect(afterEntry(finding, entries)).toBe(finding);
});

test('whichever of both judgements came first, the alert stays', () => {
  const told = afterEntry(quiet, [entry(4)]);
  expect(findingRank(told) > findingRank(quiet)).toBe(true);
  for (const both of [[told, quiet], [quiet, told]]) expect(unionOf(both).get(quiet.id)).toEqual(told);
}); // prettier-ignore
