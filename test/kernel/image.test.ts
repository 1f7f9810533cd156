import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundle, imageSettings } from '../../bench/sentinel/image.ts';
import type { Observation } from '../../core/telemetry.ts';
import { Lab, labMissing, ready } from '../../local/lab/lab.ts';

const missing = labMissing(['setpriv', 'curl', 'unshare', 'chroot', 'mount']);
if (missing !== undefined) console.warn(`what the image holds is run nowhere: SKIPPED: ${missing}`);
const onRealGround = missing === undefined ? describe : describe.skip;

const repository = path.join(import.meta.dirname, '../..');
const outside = '203.0.113.9';
const { copied, environment, flags, program } = imageSettings();

test('everything that the image is built from is there', () => {
  expect(copied.length).toBeGreaterThan(4);
  for (const source of copied) expect([source, existsSync(path.join(repository, source))]).toEqual([source, true]);
});

/**
 * No Docker engine is needed for it: what the build copies is copied, the build's own command bundles it, and the bundle runs
 * in a root file system that holds it, Node and the C library, and takes no writing.
 */
onRealGround('what the image holds, built from exactly what its Dockerfile copies', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kernel-image-'));
  const root = path.join(folder, 'root');
  let lab: Lab;

  /** A program in that root, as the chart runs it. */
  const contained = (...command: readonly string[]): string[] => {
    const script = `mount --make-rprivate /
mount --bind '${root}' '${root}'
mount --bind /usr '${root}/usr'
mount -t proc proc '${root}/proc'
mount --bind '${process.execPath}' '${root}/node'
for where in '${root}' '${root}/usr' '${root}/node'; do mount -o remount,bind,ro "$where"; done
exec chroot '${root}' /usr/bin/setpriv --bounding-set -all,+net_raw --inh-caps -all,+net_raw --no-new-privs ${command.map((word) => `'${word}'`).join(' ')}`;
    return ['--mount', 'bash', '-euc', script];
  };

  beforeAll(() => {
    const source = path.join(folder, 'src');
    for (const one of copied) cpSync(path.join(repository, one), path.join(source, one), { recursive: true });
    symlinkSync(path.join(repository, 'node_modules'), path.join(source, 'node_modules'));
    for (const name of ['usr', 'proc', 'etc', path.dirname(program)]) mkdirSync(path.join(root, name), { recursive: true }); // prettier-ignore
    for (const name of ['bin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, path.join(root, name));
    writeFileSync(path.join(root, 'node'), '');
    cpSync(bundle(folder, source), path.join(root, path.dirname(program)), { recursive: true });
    lab = Lab.build({ pods: [{ name: 'p1', addresses: ['10.0.1.11'] }], outside: [outside] });
  }, 60_000);
  afterAll(async () => {
    await lab?.destroy();
    rmSync(folder, { recursive: true });
  }, 30_000);

  test('it says that it can watch, and nothing can be written', async () => {
    const check = await lab.run('node', 'unshare', contained('/node', ...flags, program, '--check'));
    expect([check.code, check.out]).toEqual([0, expect.stringMatching(/NET_RAW yes, NET_ADMIN no[\s\S]*yes\s+packets/)]); // prettier-ignore
    const written = await lab.run('node', 'unshare', contained('/usr/bin/touch', `${path.dirname(program)}/x`));
    expect([written.code, written.err]).toEqual([1, expect.stringContaining('Read-only file system')]);
  }, 60_000);

  test('it watches as root with one capability and no way to another, and ends when it is told to', async () => {
    await lab.serve('ext', ['http', '0.0.0.0', '81']);
    const child = lab.start('node', 'unshare', contained('/node', ...flags, program, '--wire', '--print', '--heartbeat', '1', '--listen', '127.0.0.1:9464'), environment); // prettier-ignore
    let printed = '';
    child.stdout?.on('data', (text: Buffer) => void (printed += text.toString()));
    await ready(child, /watching/);
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    expect(status).toMatch(/^CapEff:\s+0000000000002000$/m);
    expect(status).toMatch(/^CapBnd:\s+0000000000002000$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status).toMatch(/^Uid:\s+0\s/m);
    await lab.run('p1', 'curl', ['-s', '-m', '5', '-o', '/dev/null', `http://${outside}:81/carts/7`]);
    await sleep(1500);
    const { out: live } = await lab.run('node', 'curl', ['-s', '-m', '5', 'http://127.0.0.1:9464/livez']);
    expect(live).toBe('ok\n');
    const ended = once(child, 'close');
    child.kill('SIGTERM');
    await ended;
    const told = printed.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Observation); // prettier-ignore
    expect(told).toContainEqual(expect.objectContaining({ kind: 'flow', src: '10.0.1.11', dst: outside, port: 81, ops: [expect.objectContaining({ path: '/carts/{int}' })] })); // prettier-ignore
    expect(child.exitCode).toBe(0);
  }, 60_000);
});
