import { rename, writeFile } from 'node:fs/promises';

/** Whoever reads the file meanwhile gets the old or the new one. */
export async function writeWhole(path, contents) {
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, contents);
  await rename(beside, path);
}
