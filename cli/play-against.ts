import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { tokenPattern } from '../core/enrolment-token.ts';
import type { Scenario } from '../core/scenario.ts';
import { durationText } from '../core/scenario-units.ts';
import type { Batch } from '../core/telemetry.ts';
import { plural } from '../local/simulator/plural.ts';
import { planOf } from '../local/simulator/steps.ts';
import { baseUrl } from './connect.ts';
import { exitCodes, Failure } from './failure.ts';
import type { Io } from './io.ts';
import { postBatch } from './post-batch.ts';
import { tookText } from './when.ts';

export interface AgainstOptions {
  readonly against: string;
  readonly tokenFile?: string | undefined;
  readonly speed?: number | undefined;
  readonly seed?: number | undefined;
}

/**
 * Posts what the sentinels of a scenario would, beginning now. Inventory and acts stay where they are: the installation
 * asks its own Kubernetes API, and its mode is set by people.
 */
export async function playAgainst(scenario: Scenario, options: AgainstOptions, io: Io): Promise<void> {
  const { speed = 1 } = options;
  const door = { url: baseUrl(options.against), token: tokenIn(options.tokenFile) };
  if (scenario.clusters.length > 1) throw new Failure('A token speaks for one cluster, and this scenario has several.', 'Play one cluster at a time: split the file.'); // prettier-ignore
  const began = Date.now();
  const start = new Date(began).toISOString();
  const { steps, end } = planOf({ ...scenario, start }, { seed: options.seed });
  io.note(`Posting ${scenario.name} to ${door.url}: ${durationText(end)}, ${speed === 1 ? 'in real time' : `${speed} times as fast, so in about ${durationText(Math.ceil(end / speed / 1_000) * 1_000)}`}.`); // prettier-ignore
  io.note(
    'Its inventory, acts and expectations stay here: the installation asks its own Kubernetes API, and people set its mode.',
  );
  let [batches, observations, shown] = [0, 0, 0];
  for (const { at, step } of steps) {
    if (step.kind !== 'batch') continue;
    const waitMs = began + at / speed - Date.now();
    if (waitMs > 0) await sleep(waitMs, undefined, { signal: io.interrupted }).catch(() => undefined);
    if (io.interrupted.aborted) break;
    for (let time = 0; time < step.times; time++) await postBatch(timed(step.batch, began, speed), door);
    batches += step.times;
    observations += step.batch.observations.length * step.times;
    if (io.terminal && performance.now() - shown > 100) {
      shown = performance.now();
      io.redraw(`${durationText(Math.floor(at / 1_000) * 1_000)} of ${durationText(end)}, ${batches} batches`);
    }
  }
  if (io.terminal) io.redraw('');
  io.note(`${io.interrupted.aborted ? 'Stopped' : 'Done'} after ${tookText(Date.now() - began)}: ${plural(batches, 'batch', 'batches')} with ${plural(observations, 'observation')} were taken.`); // prettier-ignore
  io.note(`What came of it: plumbline incidents list --url ${door.url}`);
}

/** The batch with the moments at which its events happen now, where time runs faster than written. */
function timed(batch: Batch, began: number, speed: number): Batch {
  if (speed === 1) return batch;
  const now = (text: string) => new Date(began + (Date.parse(text) - began) / speed).toISOString();
  return {
    ...batch,
    sentAt: now(batch.sentAt),
    window: { from: now(batch.window.from), to: now(batch.window.to) },
    observations: batch.observations.map((one) => ({ ...one, firstSeen: now(one.firstSeen), lastSeen: now(one.lastSeen) })),
  };
} // prettier-ignore

function tokenIn(file: string | undefined): string {
  if (file === undefined) throw new Failure('--against needs --token-file FILE, with the token that `plumbline clusters add` printed.', 'Tokens are never given on the command line: other people of the machine could read them there.', exitCodes.usage); // prettier-ignore
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Failure(`The token file ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
  if (tokenPattern.test(text)) return text;
  throw new Failure(`${file} holds no enrolment token: one begins with plumbline_ and stands alone in the file.`, 'Issue another with `plumbline clusters token NAME`.'); // prettier-ignore
}
