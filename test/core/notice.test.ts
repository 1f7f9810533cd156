import * as fc from 'fast-check';
import { type Finding } from '../../core/finding.ts';
import type { Incident } from '../../core/incident.ts';
import { Notice } from '../../core/message.ts';
import { noticeOf } from '../../core/notice.ts';
import { anIncident, runs } from './arbitraries.ts';
import { cases, findingsOf, incidentOf, newcomer, workloadNamed } from './notice-cases.ts';

const context = { dashboardUrl: 'https://plumbline.example.net/', resent: false };
const told = (name: string): Notice => noticeOf(cases[name] as never, context);
const everything = (notice: Notice) => notice.sections.flatMap((section) => section.lines).join('\n');

describe('noticeOf', () => {
  test('whatever an incident holds, its notice is within the schema, in ASCII, and small enough for SNS', () => {
    fc.assert(
      fc.property(anIncident(), fc.boolean(), (incident, resent) => {
        const notice = Notice.parse(noticeOf(incident, { ...context, resent }));
        expect(JSON.stringify(notice)).toMatch(/^[ -~]*$/);
        expect(JSON.stringify(notice).length).toBeLessThan(40_000);
      }),
      runs,
    );
  });

  test.each([
    ['mining session of a newcomer', 'Cryptomining: kubeflow/ddsfdfsaadfs talks to pool.supportxmr'],
    ['lookup only', 'Pool looked up: shop/checkout looked up pool.supportxmr.com,'],
    ['listed name that was not reached', 'Mining attempt: shop/checkout tried to reach pool.supportxmr'],
    ['new egress alone', 'New egress: shop/checkout reaches out to api.vendor.example '],
    ['nameless egress of a newcomer', 'Nameless egress: kubeflow/ddsfdfsaadfs reaches out to 203.0.'],
    ['refused probe', 'Mining attempt: shop/checkout tried to mine and was refused '],
  ])('%s: the first sixty characters say what and where', (name, beginning) => {
    expect(told(name).headline.slice(0, 60)).toBe(beginning);
  });

  test('however long the name of a workload is, what it did begins within sixty characters', () => {
    const long = workloadNamed('team-payments-production', `worker-${'x'.repeat(50)}-7f9c`, '2026-11-23T02:00:00.000Z', 'a/b:1');
    const talk = { destination: { kind: 'name' as const, name: 'pool.supportxmr.com' } };
    const { headline } = noticeOf(incidentOf(findingsOf(long, talk)), context);
    expect(headline).toMatch(/^Cryptomining: team-payments-produc\.\.xxxx-7f9c talks to/);
  }); // prettier-ignore

  test('a newcomer that mines is stopped with one command, and its image is named', () => {
    const notice = told('mining session of a newcomer');
    expect(notice.command).toBe('kubectl -n kubeflow scale deployment ddsfdfsaadfs --replicas=0');
    expect(everything(notice)).toContain('Image: docker.io/ddsfdfsaadfs/dfsdf:99');
    expect(everything(notice)).toContain('supportxmr.com (falcosecurity/rules; kubescape/node-agent)');
    expect(everything(notice)).toContain('T1496.001 Resource Hijacking: Compute Hijacking');
  });

  test('stopping what is part of the system is said to be an outage', () => {
    expect(everything(told('listed name from a settled workload in learning'))).toContain('an outage of its own');
  });

  test('in learning it says that nothing is known to be normal yet', () => {
    expect(everything(told('listed name from a settled workload in learning'))).toContain('still learning');
  });

  test.each(['lookup only', 'new egress alone', 'refused probe'])(
    '%s: people look before they stop anything',
    (name) => {
      expect(told(name).command).toBe('kubectl -n shop describe deployment checkout');
    },
  );

  test('an escalation says from what to what', () => {
    expect(told('escalation').headline).toContain('low became critical');
    expect(everything(told('escalation'))).toContain('23 Nov 02:14:42: escalated, low became critical');
  });

  test('of sixty deviations six are told and the rest is counted', () => {
    const notice = told('sixty findings');
    expect(notice.sections[0]?.lines).toHaveLength(7);
    expect(notice.sections[0]?.lines[6]).toBe('And 54 more: 54 new egress.');
    expect(notice.headline).toContain('and 59 deviations more');
  });

  test('an egress is not told twice where the same edge is a contact with a listed name', () => {
    expect(everything(told('mining session of a newcomer'))).not.toContain('reaches out');
  });

  test('what is seen at one moment is told in the order of the story', () => {
    const [first, second, third] = told('mining session of a newcomer').sections[0]?.lines ?? [];
    expect([first, second, third].map((line) => line?.slice(17, 60))).toEqual([
      'kubeflow/ddsfdfsaadfs was never there befor',
      'it talks to pool.supportxmr.com, a listed m',
      'it is mining: work was asked for and handed',
    ]);
  });

  test('the order in which findings are kept changes nothing', () => {
    const incident = incidentOf(findingsOf(newcomer, { destination: { kind: 'name', name: 'pool.supportxmr.com' } }));
    const reversed = { ...incident, findings: incident.findings.toReversed() };
    expect(noticeOf(reversed, context)).toEqual(noticeOf(incident, context));
  });

  test('a name that a shell could read as more than a name is put into no command', () => {
    const incident = incidentOf(findingsOf(newcomer, { destination: { kind: 'name', name: 'pool.supportxmr.com' } }));
    for (const workload of ['kubeflow/$(reboot)', 'kubeflow/x;id', 'kubeflow/-x', "kubeflow/a'b", 'kubeflow/evil.example', 'x', 'node $(id)']) {
      const notice = noticeOf({ ...incident, workload }, context);
      expect(notice.command).toBeUndefined();
      expect(everything(notice)).toContain('cannot be put into a command safely');
    }
  }); // prettier-ignore

  test('the command holds nothing that was not a plain name, whatever the workload is called', () => {
    fc.assert(
      fc.property(anIncident(), (incident) => {
        const { command } = noticeOf(incident, context);
        if (command === undefined) return;
        expect(command).toMatch(/^kubectl [ a-z0-9.,=:{}"'/A-Z-]+$/);
        expect(command.split("'").length % 2).toBe(1);
      }),
      runs,
    );
  });

  test('a long dialect does not push the headline over its limit', () => {
    const incident = cases['mining session of a newcomer'] as Incident;
    const findings = incident.findings.map((finding) => ({ ...finding, mining: { dialect: '\u202e'.repeat(64), evidence: 'session' as const } })); // prettier-ignore
    expect(noticeOf({ ...incident, findings }, context).headline.length).toBeLessThanOrEqual(300);
  });

  test('the link leads to the incident, without a doubled slash', () => {
    const notice = told('lookup only');
    expect(notice.link).toBe(`https://plumbline.example.net/incidents/${notice.incident}`);
  });

  test('whether it is re-sent is for the channel to say', () => {
    const incident = cases['lookup only'] as never;
    expect(noticeOf(incident, { ...context, resent: true })).toEqual({ ...noticeOf(incident, context), resent: true });
  });

  test('a deviation of every kind has words of its own', () => {
    const [finding] = findingsOf(newcomer, { destination: { kind: 'name', name: 'api.vendor.example' } }) as [Finding];
    const kinds = ['imitation', 'beacon', 'new-exposure', 'sentinel-silent', 'metadata-access'] as const;
    const alarms = kinds.map((kind) => noticeOf({ ...incidentOf([{ ...finding, kind, verdict: 'alert', severity: 'high' }]) }, context).headline.split(':')[0]); // prettier-ignore
    expect(alarms).toEqual(['Imitation', 'Beacon', 'New exposure', 'Sentinel silent', 'Metadata access']);
  });
});

test('the evidence says who laid hands on it, and what nobody can tell', () => {
  const at = '2026-11-24T10:02:00.000Z';
  const incident = cases['new egress alone'] as Incident;
  const evidence = (chain: Incident['chain']) => everything(noticeOf({ ...incident, chain }, context));
  const link = { at, what: 'entered' as const, who: 'mallory@acme.example', text: 'exec into checkout-1' };
  expect(evidence({ creator: 'ada', links: [link], auditOff: false })).toMatch(
    /Creator: ada\n.*: entered by mallory@acme.* \(exec into checkout-1\)/,
  );
  const gap = { from: at, to: '2026-11-24T10:22:00.000Z', why: 'late' };
  expect(evidence({ links: [], gap, auditOff: false })).toContain('Creator: unknown, audit gap 24 Nov 10:02:00 to 24 Nov 10:22:00 (late)'); // prettier-ignore
  expect(evidence({ links: [], auditOff: true })).toContain(
    'Creator: unknown, no audit log of this cluster reaches Plumbline',
  );
  expect(evidence(undefined)).not.toContain('Creator');
});
