import { execFileSync } from 'node:child_process';
import { exposure, nodeFacts, risk } from '../contracts/inventory-samples.ts';
import { edgeOf, findingsOf, settled } from '../core/notice-cases.ts';
import { cluster } from '../lambdas/api/desk.ts';
import { plumbline, startInstallation, type TestInstallation } from './listening.ts';

const at = '2026-11-23T09:00:00.000Z';
const talk = { destination: { kind: 'name', name: 'api.vendor.example' } } as const;

let installation: TestInstallation;
const [finding] = findingsOf(settled, talk);
beforeAll(async () => {
  installation = await startInstallation();
  const { stores, ask } = installation;
  await ask('POST', '/v1/clusters', { id: cluster });
  await stores.workloads.put(settled, at);
  await stores.edges.put(edgeOf(settled, talk), undefined, at);
  await stores.findings.put(finding!, at);
  await stores.exposures.put(exposure(cluster, 'gateway'), at);
  await stores.nodes.put(nodeFacts(cluster, 'node-1'), at);
});
afterAll(() => installation.stop());

describe('findings', () => {
  it('are listed, and accepted by the first characters of an id, with a reason', async () => {
    expect((await installation.run('findings', 'list')).out).toMatch(/new-egress +shop\/checkout/);
    const short = finding!.id.slice(0, 8);
    expect(await installation.run('findings', 'accept', short)).toMatchObject({ code: 2, notes: expect.stringMatching(/^Say why with --reason/) }); // prettier-ignore
    const { code, notes } = await installation.run('findings', 'accept', short, '--reason', 'the billing vendor');
    expect([code, notes]).toEqual([0, 'Accepted: 1. The baseline of prod-1 is version 2 now.']);
    expect((await installation.stores.baselines.facts(cluster)).length).toBeGreaterThan(0);
  });

  it.each([
    ['zz', 2, /^"zz" is no id of a finding\.\nTake one from/],
    ['ffffffff', 1, /^There is no finding ffffffff…\./],
  ])('%s is none', async (id, code, said) => {
    expect(await installation.run('findings', 'reject', id, '--reason', 'x')).toMatchObject({ code, notes: expect.stringMatching(said) }); // prettier-ignore
  });
});

test('risks: none, then one that --fail makes a violation and whose remedy is shown', async () => {
  expect(await installation.run('risks', '--fail')).toMatchObject({ code: 0, notes: 'prod-1 has no open risk that the trackers know.' }); // prettier-ignore
  await installation.stores.risks.put(risk(cluster, 'checkout', { severity: 'high' }), at);
  const { code, out, notes } = await installation.run('risks', '--fail');
  expect(code).toBe(3);
  expect(out).toMatch(/high +host-rights/);
  expect(notes).toContain('Take it away.');
});

test('coverage says which node has no sentinel, and that nothing is known of inventory and audit log', async () => {
  const { out, notes } = await installation.run('coverage');
  expect(out).toMatch(/node-1 +ready +never/);
  expect(notes).toMatch(/Inventory: never read yet\nAudit log: none reaches Plumbline/);
});

test.each(['bash', 'zsh', 'fish'])('completion for %s names every command', async (shell) => {
  const { code, out } = await plumbline(['completion', shell]);
  expect(code).toBe(0);
  for (const word of ['demo', 'findings', 'accept', 'completion', shell === 'fish' ? '-l reason' : '--reason'])
    expect(out).toContain(word);
});

test('bash completes what may follow', async () => {
  const { out } = await plumbline(['completion', 'bash']);
  const script = `${out}\nCOMP_WORDS=(plumbline findings ac); COMP_CWORD=2; _plumbline; echo "\${COMPREPLY[@]}"`;
  expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toBe('accept\n');
});
