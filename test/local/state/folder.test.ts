import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openStateFolder } from '../../../local/state/folder.ts';
import { temporaryFolder } from '../fixtures/started.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Takes the folder, leaves it by a clean stop. */
function isTaken(): boolean {
  const { path, close } = openStateFolder(folder);
  close();
  return path === folder;
}

test('a folder in use is refused until it is given free', () => {
  const first = openStateFolder(folder);
  expect(() => openStateFolder(folder)).toThrow(`${folder} is in use by process ${process.pid}: stop that one`);
  first.close();
  openStateFolder(folder).close();
});

test('the lock of a process that is no more is taken over, whatever is left of it', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('exit', resolve));
  for (const left of [JSON.stringify({ pid: child.pid, born: '1' }), '{"pid":']) {
    writeFileSync(join(folder, 'lock'), left);
    expect(isTaken()).toBe(true);
  }
});

test('a process that only has the same number does not hold the lock', () => {
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.pid, born: 'another time' }));
  expect(isTaken()).toBe(true);
});

test('what changed while nothing ran is damage: gone, cut or altered', () => {
  const file = join(folder, 'queues.log');
  const leave = () => {
    writeFileSync(file, 'content');
    rmSync(join(folder, 'seal.json'), { force: true });
    openStateFolder(folder).close();
  };
  leave();
  rmSync(file);
  expect(() => openStateFolder(folder)).toThrow(`${file} is damaged (it is gone)`);
  leave();
  writeFileSync(file, 'cont');
  expect(() => openStateFolder(folder)).toThrow('4 bytes, 7 were left there');
  leave();
  writeFileSync(file, 'kontent');
  expect(() => openStateFolder(folder)).toThrow('its checksum does not match');
  expect(existsSync(join(folder, 'lock'))).toBe(false);
});

test('mails, parameters and what others keep in the folder may change', () => {
  const others = [
    'outbox/a.eml',
    'log/local.log',
    'build/cdk.out/asset.1/index.mjs',
    'parameters.json',
    'address.json',
  ];
  for (const content of ['first', 'second, longer']) {
    for (const name of others) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    expect(isTaken()).toBe(true);
  }
  for (const name of others) rmSync(join(folder, name));
  expect(isTaken()).toBe(true);
});

test('a folder that cannot be made is a sentence', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => openStateFolder(join(folder, 'file', 'state'))).toThrow(
    /cannot be used as state folder .*: choose another\.$/,
  );
});
