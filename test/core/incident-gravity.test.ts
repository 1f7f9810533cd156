import type { Finding } from '../../core/finding.ts';
import type { Incident } from '../../core/incident.ts';
import { type Entry, gravityOf } from '../../core/incident-gravity.ts';
import { cases } from './notice-cases.ts';

const egress = (cases['new egress alone'] as Incident).findings.find(({ kind }) => kind === 'new-egress') as Finding;
const before = (minutes: number) => new Date(Date.parse(egress.firstSeen) - minutes * 60_000).toISOString();
const entry = (what: Entry['what'], who: string, minutes: number): Entry => ({ what, who, at: before(minutes) });
const argo = 'system:serviceaccount:argocd:argocd-application-controller';

test.each([
  ['somebody went in four minutes before', [entry('entered', 'mallory@acme.example', 4)], 'entered-and-reaching-out'],
  ['somebody else changed the pod', [entry('changed', 'mallory@acme.example', 1)], 'changed-by-hand-and-reaching-out'],
])('a way out is an incident where %s', (_, entries, together) => {
  expect(gravityOf([egress], entries, argo)).toEqual({ severity: 'high', verdict: 'incident', together: [together] });
});

test.each([
  ['the pipeline changed what it made', [entry('changed', argo, 1)], argo],
  ['whoever made it changed it', [entry('changed', 'ada@acme.example', 1)], 'ada@acme.example'],
  ['somebody went in an hour before', [entry('entered', 'mallory@acme.example', 60)], argo],
  ['somebody went in after it', [entry('entered', 'mallory@acme.example', -2)], argo],
  ['it was only created', [entry('created', 'mallory@acme.example', 1)], argo],
])('a way out stays what it is where %s', (_, entries, creator) => {
  expect(gravityOf([egress], entries, creator)).toEqual({ severity: 'medium', verdict: 'alert', together: [] });
});
