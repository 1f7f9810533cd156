import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { plumbline, startInstallation, type TestInstallation } from './listening.ts';

const text = `
scenario: 1
name: tiny
clusters: [prod]
workloads: [{name: web, namespace: shop}]
until: 2m
acts: [{at: 1m, mode: enforcing}]
conversations:
  - {source: shop/web, destination: api.example.com, port: 443, every: 10s, until: 50s}
  - {source: shop/web, destination: evil.example.net, port: 443, at: 70s}
`;

let folder: string;
const fileOf = (name: string, content: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-play-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('play FILE', () => {
  it('prints what was found, and ends with 0 where every expectation held', async () => {
    const file = fileOf('held.yaml', `${text}expect: {findings: [{kind: new-egress, workload: shop/web, object: evil.example.net, count: 1}], notices: 1}\n`); // prettier-ignore
    const { code, out, notes } = await plumbline(['play', file]);
    expect(code).toBe(0);
    expect(out).toMatch(/medium +new-egress +shop\/web +evil\.example\.net on tcp port 443/);
    expect(out).toMatch(/held {4}finding new-egress of shop\/web about evil\.example\.net, exactly 1/);
    expect(notes).toMatch(/^tiny: 2m played in [\d.]+ m?s, \d+ batches with \d+ observations\./);
  });

  it('ends with 3 where one did not, and says what there was', async () => {
    const { code, out } = await plumbline(['play', fileOf('failed.yaml', `${text}expect: {nothingFor: [shop/web]}\n`)]);
    expect(code).toBe(3);
    expect(out).toMatch(
      /FAILED {2}nothing for shop\/web\n +there was: new-egress \(medium\) of shop\/web: evil\.example\.net/,
    );
  });

  it('gives everything as JSON, the same each time', async () => {
    const file = fileOf('json.yaml', text);
    const [one, other] = [await plumbline(['play', file, '--json']), await plumbline(['play', file, '--json'])];
    expect(one.out).toBe(other.out);
    expect(JSON.parse(one.out)).toMatchObject({ scenario: 'tiny', durationMs: 120_000, clusters: [{ cluster: 'prod', mode: 'enforcing', edges: 2 }], findings: [{ kind: 'new-egress' }], slack: [{ text: expect.stringContaining('evil[.]example[.]net') }], email: [{ subject: expect.stringContaining('[medium]') }], checks: [] });
  }); // prettier-ignore

  it.each([
    ['nowhere.yaml', undefined, /^There is no file .*nowhere\.yaml\.\nTry one of scenarios\//],
    ['broken.yaml', 'scenario: 1\nname: x\nworkload: []\n', /broken\.yaml:3:1: has no key "workload"; did you mean workloads\?\ndocs\/scenarios\.md describes every field\.$/],
  ])('says of %s what is wrong with it', async (name, content, expected) => {
    const file = content === undefined ? path.join(folder, name) : fileOf(name, content);
    const { code, out, notes } = await plumbline(['play', file]);
    expect([code, out]).toEqual([1, '']);
    expect(notes).toMatch(expected);
  }); // prettier-ignore
});

describe('play FILE --against', () => {
  let installation: TestInstallation;
  let tokenFile: string;
  beforeAll(async () => {
    installation = await startInstallation();
    tokenFile = fileOf('token', `${(await installation.run('clusters', 'add', 'prod')).out}\n`);
  });
  afterAll(() => installation.stop());

  it('posts what sentinels would, at the pace that is asked for, with times of now', async () => {
    const began = Date.now();
    const { code, notes } = await plumbline(['play', fileOf('go.yaml', text), '--against', installation.url, '--token-file', tokenFile, '--speed', '120']); // prettier-ignore
    expect(code).toBe(0);
    expect(notes).toMatch(/Done after [\d.]+ m?s: \d+ batches with \d+ observations were taken\./);
    expect(Date.now() - began).toBeGreaterThan(950);
    const { batches } = installation;
    expect(new Set(batches.map(({ cluster }) => cluster))).toEqual(new Set(['prod']));
    expect(batches.flatMap(({ batch }) => batch.observations).length).toBeGreaterThanOrEqual(2);
    for (const { batch } of batches) expect(Math.abs(Date.parse(batch.sentAt) - began)).toBeLessThan(5_000);
  });

  it('says what keeps it from posting', async () => {
    const file = fileOf('again.yaml', text);
    const against = (...more: string[]) => plumbline(['play', file, ...more]);
    expect(await against('--against', installation.url)).toMatchObject({ code: 2, notes: expect.stringMatching(/^--against needs --token-file FILE/) });
    expect((await against('--against', installation.url, '--token-file', file)).notes).toMatch(/holds no enrolment token: one begins with plumbline_/);
    expect((await against('--against', 'nonsense', '--token-file', tokenFile)).notes).toMatch(/^"nonsense" is no address of an installation\./);
    expect((await against('--speed', '3')).notes).toMatch(/^--token-file and --speed only mean something together with --against\./);
  }); // prettier-ignore

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 150);
    const { code, notes } = await plumbline(['play', fileOf('long.yaml', text), '--against', installation.url, '--token-file', tokenFile], {}, stop.signal); // prettier-ignore
    expect(code).toBe(0);
    expect(notes).toMatch(/Stopped after/);
  });
});
