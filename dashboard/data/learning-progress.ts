/** How far learning is, as `GET /v1/clusters/:cluster/learning` says it where an installation measures it. */
export interface LearningProgress {
  readonly stage: 'learning' | 'ready' | 'settled';
  readonly sentence: string;
  /** 0 to 1. */
  readonly coverage?: number;
  /** Of workloads on a schedule that has not run twice; `next`: RFC 3339. */
  readonly schedules: readonly { readonly workload: string; readonly next?: string }[];
}
