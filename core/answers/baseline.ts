import * as z from 'zod';
import { Baseline, Mode } from '../baseline.ts';
import { Integer } from '../fields.ts';

/** What a change of mode would lead to, counted on what is stored: nothing of it is done. */
export const ModeForecast = z.object({
  /** The state as it is, and the mode that was asked about. */
  now: Baseline,
  mode: Mode,
  /** Workloads, conversations and facts that it is about. */
  workloads: Integer,
  conversations: Integer,
  facts: Integer,
  /** Workloads without any fact: whatever they say is new. */
  unlearnedWorkloads: Integer,
  /** Findings of the last seven days that would have opened an incident in the mode that was asked about, and of how many workloads. */
  wouldHaveTold: z.object({ days: Integer, findings: Integer, workloads: Integer }),
  /** The same for people, a sentence each. */
  sentences: z.array(z.string()),
});
export type ModeForecast = z.infer<typeof ModeForecast>;
