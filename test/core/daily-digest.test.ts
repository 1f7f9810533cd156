import fc from 'fast-check';
import { dailyDigest, digestDue, digestId, type DigestScene } from '../../core/daily-digest.ts';
import { emailMessage } from '../../core/email-text.ts';
import { Notice } from '../../core/message.ts';
import { slackMessage } from '../../core/slack-text.ts';
import { risk } from '../contracts/inventory-samples.ts';
import { finding, incident, newCluster } from '../contracts/samples.ts';

const [from, to] = ['2026-11-23T07:00:00.000Z', '2026-11-24T07:00:00.000Z'];
const cluster = newCluster();
const quiet: DigestScene = { cluster, from, to, mode: 'enforcing', findings: [], incidents: [], risks: [], nodes: { ready: 3, heard: 3 }, inventory: { cluster, by: 'discover', wholeAt: to, asOf: to }, dashboardUrl: 'https://plumbline.example.org/' }; // prettier-ignore
const drift = (object: string, firstSeen = '2026-11-23T14:00:00.000Z') => finding(cluster, { kind: 'new-egress', verdict: 'drift', severity: 'low', reason: 'popular-egress', object, label: object, firstSeen }); // prettier-ignore

test('a quiet day is one line, which says how much was seen', () => {
  const notice = dailyDigest(quiet);
  expect(notice).toMatchObject({ headline: `Quiet day in ${cluster}: nothing new`, severity: 'low', version: 1, link: `https://plumbline.example.org/clusters/${cluster}` });
  expect(notice.sections).toEqual([{ title: 'Seen', lines: ['From 2026-11-23 07:00 to 2026-11-24 07:00 UTC, mode enforcing: 3 of 3 ready nodes are heard.'] }]);
}); // prettier-ignore

test('what drifted, opened, is open, was recorded, and invites is told of, and nothing from before', () => {
  const notice = dailyDigest({
    ...quiet,
    findings: [drift('api.stripe.com:443'), drift('old.example.com:443', '2026-11-22T14:00:00.000Z'), drift('late.example.com:443', to), finding(cluster, { object: 'shadowed', label: 'shadowed', judgedWith: { baseline: 1, intelligence: 'seed', mode: 'shadow' }, firstSeen: '2026-11-23T20:00:00.000Z' })],
    incidents: [incident(cluster, 'now', { openedAt: '2026-11-23T15:00:00.000Z', severity: 'high' }), incident(cluster, 'before', { openedAt: '2026-11-20T15:00:00.000Z' }), incident(cluster, 'done', { openedAt: '2026-11-20T15:00:00.000Z', state: 'closed' })],
    risks: [risk(cluster, 'a', { label: 'shop/checkout runs privileged', openSince: '2026-11-23T10:00:00.000Z' }), risk(cluster, 'b', { label: 'mended one', openSince: '2026-11-01T10:00:00.000Z', fixedAt: '2026-11-23T10:00:00.000Z' }), risk(cluster, 'c', { openSince: '2026-11-01T10:00:00.000Z' })],
    nodes: { ready: 3, heard: 2 },
  });
  expect(notice.headline).toBe(`Daily digest of ${cluster}: 1 new thing that woke nobody, 1 incident opened, 2 still open, 1 recorded in shadow, 1 new risk, 1 risk mended`);
  expect(notice.sections).toEqual([
    { title: 'New, and nothing that has to wake anybody', lines: [expect.stringMatching(/^shop\/checkout .*api\.stripe\.com:443/)] },
    { title: 'Incidents, the gravest first', lines: ['critical, open since 2026-11-20: cryptojacking of shop/checkout', 'high, open: cryptojacking of shop/checkout'] },
    { title: 'Recorded in shadow mode; enforcing would have told of it', lines: [expect.stringMatching(/^medium: shop\/checkout /)] },
    { title: 'Risks', lines: ['new, medium: shop/checkout runs privileged', 'mended: mended one'] },
    { title: 'How much was seen', lines: [expect.stringContaining('2 of 3 ready nodes are heard')] },
  ]);
}); // prettier-ignore

test('what many did alike is one line: a mesh that came to all', () => {
  const meshed = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ ...drift('istio', '2026-11-23T09:00:00.000Z'), id: `${name}1` as never, workload: `shop/${name}`, kind: 'new-image' as const, label: 'docker.io/istio/proxyv2:1.29' }));
  const { headline, sections } = dailyDigest({ ...quiet, findings: [...meshed, drift('api.stripe.com:443')] });
  expect(headline).toContain('6 new things that woke nobody');
  expect(sections[0]?.lines).toEqual([
    '5 workloads (shop/a, shop/b, shop/c and 2 more): each runs an image that it never ran: docker.io/istio/proxyv2:1.29',
    'shop/checkout reaches out to api.stripe.com:443 for the first time',
  ]);
}); // prettier-ignore

test('says once a day in Slack and by e-mail, never a severity, and opens the cluster', () => {
  const notice = dailyDigest({ ...quiet, findings: [drift('api.stripe.com:443')] });
  const { subject, text } = emailMessage(notice);
  expect(subject).toBe(`[digest] Daily digest of ${cluster}: 1 new thing that woke nobody`.slice(0, 99));
  expect(text).toContain('Open the cluster:\nhttps://plumbline.example.org/clusters/');
  expect(text).not.toMatch(/Severity|incident|version/i);
  const slack = JSON.stringify(slackMessage(notice));
  expect([slack.includes('*Once a day*'), slack.includes('Open the cluster'), slack.includes('Low:')]).toEqual([true, true, false]);
}); // prettier-ignore

test('of many things the first are told and the rest is counted; whatever they are called, it is a notice', () => {
  const many = Array.from({ length: 40 }, (_, n) => drift(`name-${n}.example.com:443`));
  expect(dailyDigest({ ...quiet, findings: many }).sections[0]?.lines.at(-1)).toBe('And 30 more: the dashboard has all of them.');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (name) => {
      const findings = many.map((one) => ({ ...one, label: name, object: name, workload: name }));
      const risks = [risk(cluster, 'a', { label: name, openSince: from })];
      const notice = dailyDigest({ ...quiet, findings, risks, incidents: [incident(cluster, 'x', { workload: name, openedAt: from })] });
      expect(Notice.safeParse(notice).error).toBeUndefined();
      for (const line of emailMessage(notice).text.split('\n')) if (!line.startsWith('https://')) expect(line.length).toBeLessThanOrEqual(72);
    }),
    { numRuns: 20 },
  );
}); // prettier-ignore

test('is due once a day at its hour, and one of its day whoever sends it', () => {
  const at = (text: string) => new Date(digestDue(Date.parse(text), 7)).toISOString();
  expect(at('2026-11-24T06:59:59.999Z')).toBe(from);
  expect(at('2026-11-24T07:00:00.000Z')).toBe(to);
  expect(at('2026-11-25T00:00:00.000Z')).toBe(to);
  expect(digestId(cluster, to)).toBe(digestId(cluster, to));
  expect(new Set([digestId(cluster, to), digestId(cluster, from), digestId(newCluster(), to)]).size).toBe(3);
});
