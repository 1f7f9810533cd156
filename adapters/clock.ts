import { readFileSync, statSync } from 'node:fs';
import * as z from 'zod';
import type { Clock } from '../core/ports/runtime.ts';

/** now = at + (Date.now() − wall) × scale, all in milliseconds. Set by the local runtime alone. */
const Setting = z.object({ wall: z.number(), at: z.number(), scale: z.number().nonnegative() });
type Setting = z.infer<typeof Setting>;

// A scenario sets the clock while handlers run; asking the file more often would cost more than it tells.
const lookEveryMs = 20;

/** The system's clock, or the one that the file named in PLUMBLINE_CLOCK describes, for as long as that file exists. */
export function systemClock(): Clock {
  const file = process.env['PLUMBLINE_CLOCK'];
  if (file === undefined || file === '') return Date.now;
  let setting: Setting | undefined;
  let lookedAt = -Infinity;
  let version = '';
  return () => {
    if (performance.now() - lookedAt >= lookEveryMs) {
      lookedAt = performance.now();
      const stat = statSync(file, { throwIfNoEntry: false });
      const found = stat === undefined ? '' : `${stat.ino} ${stat.mtimeMs}`;
      if (found !== version) setting = stat === undefined ? undefined : settingIn(file);
      version = found;
    }
    if (setting === undefined) return Date.now();
    return Math.round(setting.at + (Date.now() - setting.wall) * setting.scale);
  };
}

function settingIn(file: string): Setting {
  try {
    return Setting.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error('the file in PLUMBLINE_CLOCK must hold {"wall":ms,"at":ms,"scale":n}', { cause: error });
  }
}
