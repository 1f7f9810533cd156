import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { StartError } from './start-error.ts';

/** now = at + (Date.now() − wall) × scale; all in milliseconds. adapters/clock.ts reads the same file. */
const Setting = z.object({ wall: z.number(), at: z.number(), scale: z.number().nonnegative() });

const realTime = { wall: 0, at: 0, scale: 1 } as const;

export type RuntimeClock = Readonly<{
  /** Milliseconds since 1970 as the installation sees them. */
  now(): number;
  /** From now on it is `at`, and time runs `scale` times as fast as ours. Throws when there is no clock file. */
  set(setting: Readonly<{ at: number; scale?: number }>): void;
}>;

/** Follows the file, also when another process sets it. Without a file it is the system's clock. */
export function runtimeClock(file: string | undefined): RuntimeClock {
  let setting: z.infer<typeof Setting> = realTime;
  let readAt = '';
  const current = () => {
    if (file === undefined) return setting;
    const stat = statSync(file, { throwIfNoEntry: false });
    const version = stat === undefined ? '' : `${stat.ino} ${stat.mtimeMs}`;
    if (version !== readAt) setting = stat === undefined ? realTime : read(file);
    readAt = version;
    return setting;
  };
  return {
    now: () => {
      const { wall, at, scale } = current();
      return Math.round(at + (Date.now() - wall) * scale);
    },
    set: ({ at, scale = 1 }) => {
      if (file === undefined)
        throw new Error('the clock can be set only when the runtime was started with a clock file');
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.next`, JSON.stringify(Setting.parse({ wall: Date.now(), at, scale })));
      renameSync(`${file}.next`, file);
    },
  };
}

function read(file: string): z.infer<typeof Setting> {
  try {
    return Setting.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new StartError(`${file} must hold {"wall":ms,"at":ms,"scale":n}: correct it or delete it for the real time.`);
  }
}
