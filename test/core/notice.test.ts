import * as fc from 'fast-check';
import { type Finding } from '../../core/finding.ts';
import type { Incident } from '../../core/incident.ts';
import { Notice } from '../../core/message.ts';
import { noticeOf } from '../../core/notice.ts';
import { anIncident, runs } from './arbitraries.ts';
import { cases, findingsOf, incidentOf, newcomer, settled, workloadNamed } from './notice-cases.ts';

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
  const said = evidence({ creator: 'ada', links: [link], auditOff: false });
  expect(said).toContain('24 Nov 10:02:00: mallory@acme.example went into it (exec into checkout-1)');
  expect(said).toContain('Creator: ada');
  const gap = { from: at, to: '2026-11-24T10:22:00.000Z', why: 'late' };
  expect(evidence({ links: [], gap, auditOff: false })).toContain('Creator: unknown, audit gap 24 Nov 10:02:00 to 24 Nov 10:22:00 (late)'); // prettier-ignore
  expect(evidence({ links: [], auditOff: true })).toContain(
    'Creator: unknown, no audit log of this cluster reaches Plumbline',
  );
  expect(evidence(undefined)).not.toContain('Creator');
});

describe('what each kind says, and what it asks for', () => {
  const [finding] = findingsOf(settled, { destination: { kind: 'name', name: 'api.vendor.example' } }) as [Finding];
  const about = (over: Partial<Finding>) =>
    noticeOf(incidentOf([{ ...finding, verdict: 'alert', severity: 'high', ...over }]), context);

  test('a name that the resolver denied was asked for, and not reached', () => {
    const match = {
      indicator: 'supportxmr.com',
      matched: 'pool.supportxmr.com',
      how: 'parent' as const,
      category: 'mining-pool',
      sources: ['x'],
    };
    const notice = about({ kind: 'threat-contact', reason: 'listed-denied', match });
    expect(notice.headline).toBe(
      'Mining attempt: shop/checkout asked for pool.supportxmr.com, a listed mining pool; the resolver said no',
    );
  });

  test('a door is closed, and the workload behind it goes on', () => {
    const door = {
      kind: 'new-exposure' as const,
      label: 'Kubeflow behind LoadBalancer shop/web, open to the internet on port 80',
      workload: 'kubeflow/ui',
    };
    const object = JSON.stringify(['service-loadbalancer', 'shop', 'web', 'internet']);
    const notice = about({ ...door, object, reason: 'dashboard-open-to-internet' });
    expect(notice.headline.slice(0, 60)).toBe('Dashboard open: kubeflow/ui can be reached from outside: Kub');
    expect(notice.command).toBe(`kubectl -n shop patch service web -p '{"spec":{"type":"ClusterIP"}}'`);
    expect(
      about({ ...door, object: JSON.stringify(['ingress', 'shop', 'web', 'internet']), reason: 'open-to-internet' })
        .command,
    ).toBe('kubectl -n shop describe ingress web');
    for (const hostile of ['x', '[]', '["ingress"]', JSON.stringify(['ingress', 'a b', '$(id)', 'internet'])])
      expect(about({ ...door, object: hostile, reason: 'open-to-internet' }).command).toBeUndefined();
  });

  test.each([
    [
      'node node-2',
      'no-heartbeat',
      'kubectl get pods -A -o wide -l app.kubernetes.io/name=plumbline-sentinel --field-selector spec.nodeName=node-2',
    ],
    [
      'the sentinels',
      'sentinels-silent-at-once',
      'kubectl get pods -A -o wide -l app.kubernetes.io/name=plumbline-sentinel',
    ],
    ['the Kubernetes API', 'kubernetes-timeout', undefined],
  ])('of %s (%s) nobody stops anything', (workload, reason, command) => {
    const notice = about({ kind: reason === 'no-heartbeat' ? 'sentinel-silent' : 'coverage-lost', reason, workload });
    expect(notice.command).toBe(command);
    expect(everything(notice)).not.toMatch(/Creator|Stop it|safely/);
  });

  test('a name that resembles a pool is said to, and which', () => {
    const notice = about({
      kind: 'imitation',
      reason: 'name-resembles',
      label: 'xmr.gulf-moneroocean.stream',
      because: ['it is written almost like the pool moneroocean.stream'],
    });
    expect(notice.headline).toBe(
      'Pool look-alike: shop/checkout reaches out to xmr.gulf-moneroocean.stream: it is written almost like the pool moneroocean.stream',
    );
  });

  test('a newcomer alone is told with what is odd about it', () => {
    const notice = about({
      kind: 'new-workload',
      reason: 'mighty-stranger',
      because: ['it asks for rights over its node: privileged'],
    });
    expect(notice.headline).toBe(
      'New workload: shop/checkout was never there before; it asks for rights over its node: privileged',
    );
  });

  test('what is graver together says why in the headline', () => {
    const incident = {
      ...incidentOf([{ ...finding, verdict: 'alert' as const }]),
      together: ['steady-beat', 'entered-and-reaching-out'],
    };
    expect(noticeOf(incident, context).headline).toMatch(/; somebody had just gone into it$/);
    const link = { at: incident.openedAt, what: 'entered' as const, who: 'mallory', text: 'exec into checkout-1' };
    expect(noticeOf({ ...incident, chain: { links: [link], auditOff: false } }, context).headline).toMatch(
      /; mallory had just gone into it$/,
    );
  });
});

test('of who reaches out it is said whom he talks to by his baseline; where nobody knows, nothing', () => {
  const incident = incidentOf(findingsOf(settled, { destination: { kind: 'name', name: 'pool.supportxmr.com' } }));
  const normal = (usual?: { peers: string[]; names: number }) =>
    noticeOf({ ...incident, chain: { links: [], auditOff: false, ...(usual && { usual }) } }, context).sections.find(({ title }) => title === 'What is normal here')!.lines;
  expect(normal({ peers: ['shop/db', 'api.stripe.com', '*.vendor.example'], names: 7 })).toContain('By its baseline shop/checkout talks to shop/db, api.stripe.com, *.vendor.example and 4 more.');
  expect(normal({ peers: ['shop/db'], names: 1 })).toContain('By its baseline shop/checkout talks to shop/db and nobody else.');
  expect(normal().join(' ')).not.toContain('By its baseline');
}); // prettier-ignore
