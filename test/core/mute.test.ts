import { decideIncident } from '../../core/decide-incident.ts';
import type { Incident } from '../../core/incident.ts';
import { isMuted, type Mute } from '../../core/mute.ts';
import { finding, incident, lineage } from '../contracts/samples.ts';
import { cluster } from './notice-cases.ts';

const root = lineage('checkout');
const now = '2026-11-24T00:00:00.000Z';
const muted: Mute = {
  by: 'ada',
  at: '2026-11-23T20:00:00.000Z',
  until: '2026-11-30T00:00:00.000Z',
  reason: 'our scanner',
};
const egress = finding(cluster, { kind: 'new-egress', reason: 'unpopular-name', object: 'a' });
const worse = finding(cluster, { kind: 'nameless-egress', reason: 'no-name', object: 'b', severity: 'high' });
const mining = finding(cluster, { kind: 'mining-protocol', reason: 'session', object: 'c', severity: 'critical' });
const open = (change: Partial<Incident> = {}): Incident =>
  incident(cluster, root, {
    severity: 'medium',
    verdict: 'alert',
    classification: 'unsanctioned-egress',
    findings: [egress],
    muted,
    ...change,
  });

function after(found: Parameters<typeof decideIncident>[0], before: Incident, at = now): Incident {
  const isOpen = before.state === 'open';
  const decision = decideIncident(found, { cluster, root, open: isOpen ? before : undefined, before, period: isOpen ? 0 : 1, now: at });
  if (decision.kind === 'nothing') throw new Error(decision.reason);
  return decision.incident;
} // prettier-ignore

test('what joins a muted root is kept, and it stays muted however grave, until the mute is over', () => {
  const grown = after([worse], open());
  expect(grown.findings).toHaveLength(2);
  expect(grown).toMatchObject({ severity: 'high', muted });
  expect(isMuted(grown, Date.parse(muted.until) - 1)).toBe(true);
  expect(isMuted(grown, Date.parse(muted.until))).toBe(false);
});

test('mining that was not there breaks a mute: a new version, told', () => {
  const grown = after([mining], open());
  expect(grown.muted).toBeUndefined();
  expect(grown.version).toBe(2);
  expect(grown.timeline).toContainEqual({ at: now, what: 'unmuted', text: 'mining came after it was muted' });
});

test('mining that was there when it was muted does not, unless it is graver', () => {
  const muting = open({ findings: [mining], severity: 'critical', classification: 'cryptojacking' });
  expect(after([egress], muting).muted).toEqual(muted);
  const mild = open({ findings: [{ ...mining, severity: 'high' }], severity: 'high', classification: 'cryptojacking' });
  expect(after([mining], mild).muted).toBeUndefined();
});

test('closed and opened again it is still muted, but not for mining that is new, nor when the mute is over', () => {
  const closed = open({ state: 'closed' });
  expect(after([egress], closed)).toMatchObject({ period: 1, muted, timeline: expect.arrayContaining([expect.objectContaining({ what: 'muted' })]) as unknown });
  expect(after([egress, mining], closed).muted).toBeUndefined();
  expect(after([egress], closed, muted.until).muted).toBeUndefined();
}); // prettier-ignore
