import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export interface ImageSettings {
  /** What the build takes out of the repository. */
  readonly copied: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Of Node, before the name of the bundle. */
  readonly flags: readonly string[];
  /** Where the bundle lies in the image. */
  readonly program: string;
}

/** What sentinel/Dockerfile says, so that whatever runs without an image runs as the image does. */
export function imageSettings(): ImageSettings {
  const text = readFileSync(path.join(root, 'sentinel/Dockerfile'), 'utf8');
  const copied = [...text.matchAll(/^COPY (?!--)(.*) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
  const variables = /^ENV (.*)$/m.exec(text)?.[1] ?? '';
  const environment = Object.fromEntries([...variables.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)].map(([, name = '', quoted, plain = '']) => [name, quoted ?? plain])); // prettier-ignore
  const [, ...words] = JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(text)?.[1] ?? '[]') as string[];
  return { copied, environment, flags: words.slice(0, -1), program: words.at(-1) ?? '' };
}

/** What the image holds. @param from the repository, or a copy of what the build takes of it @returns where it lies */
export function bundle(folder: string, from = root): string {
  const image = path.join(folder, 'image');
  const { status } = spawnSync(process.execPath, [path.join(from, 'scripts/bundle-sentinel.mjs'), '--out', image], { stdio: ['ignore', 'ignore', 2] }); // prettier-ignore
  if (status !== 0) throw new Error('the sentinel was not bundled');
  return image;
}
