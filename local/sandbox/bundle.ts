import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartError } from '../start-error.ts';

/** The file and the export behind a function's `Handler`, in the asset folder that `cdk synth` staged. */
export function bundleOf(
  logicalId: string,
  properties: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, unknown>>,
  assets: string,
): Readonly<{ file: string; exportName: string; folder: string }> {
  const { Code, Handler, Runtime, PackageType } = properties;
  if (PackageType === 'Image' || typeof Handler !== 'string' || !String(Runtime).startsWith('nodejs')) {
    throw new StartError(`${logicalId} is not a Node.js function with a Handler, which is all that runs here.`);
  }
  const folder = folderOf(logicalId, (Code ?? {}) as Record<string, unknown>, metadata, assets);
  const dot = Handler.lastIndexOf('.');
  const stem = join(folder, Handler.slice(0, dot));
  const file = ['.mjs', '.js', '.cjs'].map((extension) => `${stem}${extension}`).find((one) => existsSync(one));
  if (file === undefined)
    throw new StartError(`${logicalId}: there is no ${stem}.mjs; build the handlers and synthesize again.`);
  return { file, exportName: Handler.slice(dot + 1), folder };
}

/** `aws:asset:path` is there only when the CDK CLI ran the app; the hash in the S3 key always is. */
function folderOf(
  logicalId: string,
  code: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, unknown>>,
  assets: string,
): string {
  const key = code['S3Key'];
  const named = metadata['aws:asset:path'];
  const candidates = [
    typeof key === 'string' ? join(assets, `asset.${key.replace(/\.zip$/, '')}`) : undefined,
    typeof named === 'string' ? resolve(assets, named) : undefined,
  ];
  const folder = candidates.find((one) => one !== undefined && existsSync(one));
  if (folder !== undefined) return folder;
  throw new StartError(`${logicalId}: its code is not in ${assets}; only folders staged by cdk synth are run.`);
}
