import { readFileSync } from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { plumbline } from './listening.ts';

describe('a command line that is wrong', () => {
  it.each([
    [['incidnets'], /^Unknown command 'incidnets'\n\(Did you mean incidents\?\)\nSee plumbline --help\.$/],
    [['clusters', 'ad'], /Did you mean add\?/],
    [['demo', '--onc'], /^Unknown option '--onc'\n\(Did you mean --once\?\)/],
    [['incidents', '--cluster', 'prod'], /^Unknown option '--cluster'\nThere are: list, show, acknowledge, close, unmute, mute\.\nSee plumbline --help\.$/],
    [['baseline', 'wipe'], /^Unknown command 'wipe'\nThere are: facts, versions, lock, unlock\.\nSee/],
    [['graph', '--format', 'dot'], /Allowed choices are table, json/],
    [['graph', 'extra'], /^Too many arguments/],
    [['mode'], /^Missing required argument 'cluster'/],
    [['play', 'x.yaml', '--speed', '0', '--against', 'http://127.0.0.1:1'], /It must be a number above 0/],
    [['play', 'x.yaml', '--seed', 'one'], /It must be a whole number/],
    [['local', '--port', '70000'], /It must be a port: 0 \(any free one\) to 65535/],
    [['local', '--smtp', 'nowhere'], /It must be HOST:PORT/],
    [['local', '--listen', 'everywhere'], /It must be HOST:PORT/],
    [['local', '--listen', '192.0.2.1:8443'], /^--listen needs --certificate FILE and --key FILE: .*without TLS/],
    [['local', '--listen', '192.0.2.1:8443', '--certificate', 'package.json'], /^--listen needs --certificate FILE and --key FILE/],
    [['local', '--certificate', 'package.json'], /^A certificate is for --listen/],
    [['local', '--listen', '192.0.2.1:8443', '--certificate', 'nowhere.pem', '--key', 'package.json'], /^nowhere\.pem cannot be read/],
    [['local', '--listen', '192.0.2.1:8443', '--certificate', 'package.json', '--key', 'package.json'], /are not a certificate and a key in PEM/],
    [['local', '--email', 'nobody'], /^"nobody" is no e-mail address\.$/],
  ])('%j ends with 2 and says what would do', async (args, expected) => {
    const { code, out, notes } = await plumbline(args);
    expect([code, out]).toEqual([2, '']);
    expect(notes).toMatch(expected);
  }); // prettier-ignore

  it('never takes a secret as an option', async () => {
    for (const command of [[], ['demo'], ['local'], ['play'], ['clusters', 'add'], ['mode'], ['incidents', 'list'], ['graph'], ['doctor']]) {
      const { out } = await plumbline([...command, '--help']);
      // Names of files and variables that hold them are all that an option takes.
      expect(out.match(/--[a-z-]*(?:token|webhook|password|secret)[a-z-]*/g)?.filter((name) => !/-(?:file|env)$/.test(name)) ?? []).toEqual([]);
    }
  }); // prettier-ignore
});

describe('help and version', () => {
  it('go to standard output and end with 0', async () => {
    expect(await plumbline(['--version'])).toEqual({ code: 0, out: '0.1.0', notes: '' });
    const { code, out } = await plumbline(['--help']);
    expect([code, out]).toEqual([0, expect.stringContaining('Exit codes: 0 done, 1 something failed, 2 the command was not understood, 3 violations were found.')]);
  }); // prettier-ignore

  it('without a command, what there is goes to standard error', async () => {
    const { code, out, notes } = await plumbline([]);
    expect([code, out]).toEqual([2, '']);
    expect(notes).toContain('Usage: plumbline');
  });
});

describe('the launcher', () => {
  const launcher = path.join(process.cwd(), 'cli/plumbline.mjs');

  it('says one sentence on a Node that cannot run the commands', () => {
    const pretended = `Object.defineProperty(process.versions, 'node', { value: '20.1.0' }); await import(${JSON.stringify(launcher)});`; // prettier-ignore
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', pretended], { encoding: 'utf8' }); // prettier-ignore
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Plumbline's commands need Node 24; this is v[\d.]+\. On Linux .*\n$/);
  });

  it('is written in what Node 20 reads', () => {
    // No type, no import attribute, no syntax younger than 2022.
    expect(readFileSync(launcher, 'utf8')).not.toMatch(/\bwith \{|: string|\busing /);
  });

  it('runs a command in a process of its own and hands over its code', () => {
    const { status, stdout } = spawnSync(process.execPath, [launcher, '--version'], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '0.1.0\n']);
  });
});
