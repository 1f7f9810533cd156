import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../adapters/clock.ts';
import { powertoolsLog, shown, withoutSecrets } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { Unavailable } from '../../adapters/unavailable.ts';

describe('the clock', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-clock-'));
  const file = join(folder, 'clock.json');
  const set = (text: string) => {
    writeFileSync(`${file}.next`, text);
    renameSync(`${file}.next`, file);
  };
  afterEach(() => delete process.env['PLUMBLINE_CLOCK']);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is the system’s where nothing else is said', () => {
    expect(Math.abs(systemClock()() - Date.now())).toBeLessThan(50);
  });

  test('follows the file, also when it changes, appears and goes', async () => {
    process.env['PLUMBLINE_CLOCK'] = file;
    const now = systemClock();
    expect(Math.abs(now() - Date.now())).toBeLessThan(50);
    set(JSON.stringify({ wall: Date.now(), at: 1_000_000, scale: 0 }));
    await sleep(25);
    expect(now()).toBe(1_000_000);
    set(JSON.stringify({ wall: Date.now() - 1_000, at: 0, scale: 3_600 }));
    await sleep(25);
    expect(now()).toBeGreaterThanOrEqual(3_600_000);
    expect(Number.isInteger(now())).toBe(true);
    rmSync(file);
    await sleep(25);
    expect(Math.abs(now() - Date.now())).toBeLessThan(50);
  });

  test('says what a damaged file should hold', () => {
    process.env['PLUMBLINE_CLOCK'] = file;
    set('{"wall":1}');
    expect(systemClock()).toThrow('must hold {"wall":ms,"at":ms,"scale":n}');
  });
});

/** What was printed while `work` ran, line by line as JSON. */
function printed(work: () => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const spies = [jest.spyOn(process.stdout, 'write'), jest.spyOn(process.stderr, 'write')];
  for (const spy of spies) spy.mockImplementation((chunk) => (lines.push(String(chunk)), true));
  try {
    work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return lines.join('').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore
}

describe('the log', () => {
  test('prints a line of JSON with message, stage and fields', () => {
    const [line] = printed(() => powertoolsLog('enrich').warn('kubernetes could not be asked', { reason: 'timeout' }));
    expect(line).toMatchObject({ level: 'WARN', message: 'kubernetes could not be asked', service: 'enrich', reason: 'timeout' }); // prettier-ignore
  });

  test('shows an error with the chain of its causes, and nothing that hangs on it', () => {
    const cause = Object.assign(new Error('socket hang up'), {
      $response: { headers: { authorization: 'Bearer abc' } },
    });
    const { error } = shown({ error: new Unavailable('kubernetes api silent for 2000 ms', { cause }) });
    expect(error).toEqual({
      name: 'Unavailable',
      message: 'kubernetes api silent for 2000 ms',
      stack: expect.stringContaining('    at '),
      cause: { name: 'Error', message: 'socket hang up', stack: expect.any(String) },
    });
  });

  test.each([
    `token plumbline_${'A'.repeat(43)} refused`,
    'POST https://hooks.slack.com/services/T000/B000/AAAA failed',
    'Authorization: Bearer AAAA.BBBB',
    'k8s-aws-v1.AAAAAAAA',
    'eyJhbGciOiJSUzI1NiJ9.AAAA.AAAA',
    'https://sts.eu-west-1.amazonaws.com/?X-Amz-Security-Token=AAAA&X-Amz-Signature=AAAA',
  ])('prints no secret of %s, whoever quotes it', (text) => {
    const error = new Error('outer', { cause: new Error(text) });
    const lines = JSON.stringify(printed(() => powertoolsLog('api').error(text, { text, error })));
    expect(lines).toContain('[secret]');
    expect(lines).not.toContain('AAAA');
  });

  test('leaves other text alone, and hostile text costs no time', () => {
    expect(withoutSecrets('shop/checkout talks to pool.example.org on port 3333')).not.toContain('[secret]');
    const began = performance.now();
    withoutSecrets('eyJ'.repeat(100_000) + 'Bearer '.repeat(10_000));
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe('the counts', () => {
  test('are summed by metric and reason word, and printed once', () => {
    const meter = powertoolsMeter('enrich');
    const lines = printed(() => {
      meter.count('enrich.sights', 3);
      meter.count('enrich.sights', 4);
      meter.count('enrich.edges', 1, 'new');
      meter.flush();
      meter.flush();
    });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ service: 'enrich', 'enrich.sights': 7 });
    expect(lines[0]).not.toHaveProperty('reason');
    expect(lines[1]).toMatchObject({ service: 'enrich', reason: 'new', 'enrich.edges': 1 });
  });

  test('know no reason but words, whatever is handed in', () => {
    const meter = powertoolsMeter('notify');
    const lines = printed(() => {
      for (const reason of ['A B', 'ü', 'x'.repeat(65), '-', '{}']) meter.count('notify.refused', 1, reason);
      meter.flush();
    });
    expect(lines.map((line) => [line['reason'], line['notify.refused']])).toEqual([['other', 5]]);
  });
});
