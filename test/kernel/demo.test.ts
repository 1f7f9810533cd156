import { spawn } from 'node:child_process';
import path from 'node:path';
import { labMissing } from '../../local/lab/lab.ts';

const missing = labMissing(['setpriv', 'curl']);
if (missing !== undefined) console.warn(`the demo on real ground is SKIPPED: ${missing}`);
const onRealGround = missing === undefined ? describe : describe.skip;

const cli = path.join(import.meta.dirname, '../../cli/plumbline.mjs');

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

interface Told {
  readonly incident: { readonly openedAt: string };
  readonly incidents: number;
  readonly slack: string;
  readonly email: { readonly text: string };
  readonly toSlackMs: number;
}

async function demo(program: string, ...before: readonly string[]): Promise<Ran> {
  const child = spawn(program, [...before, cli, 'demo', '--once', '--kernel', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] }); // prettier-ignore
  let [out, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, said })));
}

onRealGround('demo --kernel', () => {
  test('real programs attack, a real sentinel sees it, Slack and e-mail tell of it in the present', async () => {
    const { code, out, said } = await demo(process.execPath);
    expect([code, code === 0 ? '' : said]).toEqual([0, '']);
    const { incident, incidents, slack, email, toSlackMs } = JSON.parse(out) as Told;
    expect([incident, incidents]).toMatchObject([{ workload: 'kubeflow/ddsfdfsaadfs', classification: 'cryptojacking', severity: 'critical', deviations: expect.arrayContaining(['new-workload', 'threat-contact']) as unknown }, 1]); // prettier-ignore
    expect(Math.abs(Date.now() - Date.parse(incident.openedAt))).toBeLessThan(120_000);
    expect(slack).toContain('kubeflow/ddsfdfsaadfs');
    expect(email.text).toContain('xmr-eu9[.]nanopool[.]org');
    expect(toSlackMs).toBeGreaterThan(0);
    expect(toSlackMs).toBeLessThan(15_000);
  }, 240_000);

  test('without root it says what it takes, and nothing was started', async () => {
    const { code, out, said } = await demo('setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', process.execPath); // prettier-ignore
    expect([code, out]).toEqual([2, '']);
    expect(said).toContain('--kernel plays the attack with real programs in network namespaces: network namespaces need root.'); // prettier-ignore
    expect(said).toContain('without --kernel the demo needs none of them');
  }, 60_000);
});
