import type { Baseline } from './baseline.ts';
import type { Familiarity } from './familiarity.ts';
import type { Intelligence } from './intelligence.ts';
import type { Workload } from './workload.ts';

/** What an edge is judged against. */
export interface JudgeContext {
  readonly baseline: Baseline;
  readonly intelligence: Intelligence;
  /** The source, where it is a workload of the cluster. */
  readonly workload: Workload | undefined;
  /** What the baseline knows of both ends. */
  readonly familiarity: Familiarity;
  /** A workload that this one may be the successor of has the same edge in its baseline. */
  readonly inherited?: boolean;
}
