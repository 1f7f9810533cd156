import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Observation } from '../../core/telemetry.ts';
import { insideOf } from '../../sentinel/inside.ts';
import { parseOptions } from '../../sentinel/options.ts';
import { observe, pcapFile, plays, Talk } from './packets.ts';
import { run } from './run.ts';
import { cryptonote } from './transcripts.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-'));
const capture = join(folder, 'capture.pcap');
const bytes = pcapFile(plays(new Talk().open(), cryptonote).close().packets);
beforeAll(() => writeFileSync(capture, bytes));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the command line', () => {
  test('prints observations as JSON lines, and talks on standard error', async () => {
    const { code, out, err } = await run(['--pcap', capture, '--print']);
    expect(code).toBe(0);
    const [flow, ...others] = out
      .trimEnd()
      .split('\n')
      .map((line) => Observation.parse(JSON.parse(line)));
    expect(others).toEqual([]);
    expect(flow).toMatchObject({ port: 3333, ops: expect.arrayContaining([expect.objectContaining({ app: 'mining', dialect: 'cryptonote', evidence: 'session' })]) }); // prettier-ignore
    expect(err).toMatch(/packets read/);
  });

  test('reads standard input, and explains', async () => {
    const { code, out } = await run(['--pcap', '-', '--explain'], { input: bytes });
    expect(code).toBe(0);
    expect(out).toMatch(/10\.0\.3\.17:40000 > 203\.0\.113\.9:3333 tcp established/);
    expect(out).toMatch(/because mining: dialect cryptonote, evidence session/);
  });

  test('an address range says which way a conversation goes', () => {
    const packets = new Talk().open().packets;
    expect(observe(packets, { isInside: insideOf(['203.0.113.0/24']) })).toMatchObject([{ direction: 'in' }]);
    expect(observe(packets, { isInside: insideOf([]) })).toMatchObject([{ direction: 'out' }]);
  });

  test.each([
    [['--pcap', 'x', '--prnit'], /unknown option '--prnit'[^]*--print/],
    [['--print'], /--pcap/],
    [['--pcap', 'x'], /add --print, --explain or --post/],
    [['--pcap', 'x', '--print', '--token-file', 'y'], /--token-file is only used with --post/],
    [['--pcap', 'x', '--post', 'ftp://x'], /Only https and http/],
    [['--pcap', 'x', '--post', 'https://u:p@x'], /--token-file/],
    [['--pcap', 'x', '--print', '--inside', '10.0.0.0/99'], /10\.0\.0\.0\/16/],
    [['--pcap', 'x', '--print', '--max-keys', '3'], /whole number from 16/],
  ])('%j is refused, with what would do', (args, words) => {
    expect(() => parseOptions(args, () => {})).toThrow(words);
    expect(() => parseOptions(args, () => {})).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  test('wrong usage leaves with 2, a file that is not there with 1, both with one sentence', async () => {
    const wrong = await run(['--pcap', 'x', '--prnit']);
    expect([wrong.code, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toMatch(/^plumbline sentinel: unknown option '--prnit'[^]*--print/);
    const missing = await run(['--pcap', '/nonexistent/file', '--print']);
    expect([missing.code, missing.out]).toEqual([1, '']);
    expect(missing.err).toMatch(/^plumbline sentinel: --pcap \/nonexistent\/file: no such file; check the path\n$/);
  });

  test('help names every option and the codes', () => {
    let out = '';
    expect(parseOptions(['--help'], (text) => void (out += text))).toEqual({ kind: 'leave', code: 0 });
    for (const word of ['--pcap', '--print', '--explain', '--post', '--token-file', '--give-up', '--node', '--inside', '--max-conversations', '--max-keys', 'Exit codes']) expect(out).toContain(word); // prettier-ignore
  });

  test('a capture cut short is read to its end, and that is said', async () => {
    const { code, out, err } = await run(['--pcap', '-', '--print'], { input: bytes.subarray(0, bytes.length - 9) });
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toContain('file: last record cut: 1');
  });
});
