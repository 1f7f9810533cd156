import type { StageMeter } from '../adapters/meter.ts';

/** Does the work of one invocation and prints what was counted meanwhile, also when the work fails. */
export async function counted<Result>(meter: StageMeter, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    meter.flush();
  }
}
