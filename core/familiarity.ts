import type { Descent } from './descent.ts';
import type { EdgeOperation } from './edge.ts';

/**
 * How the source stands: in the baseline; on probation (born after learning, 7 days from its birth); older than learning's
 * end but never learned, which is no newcomer; or a newcomer whose probation could not be granted.
 */
export type WorkloadStanding = 'known' | 'probation' | 'there-before' | 'newcomer';

/**
 * How an edge stands. `generalised`: a wider fact covers it (`*.example.com`, dynamic ports). `candidate`: seen while
 * learning without earning a place, so it waits for review and pages nobody. `rejected`: a person said no.
 */
export type EdgeStanding = 'known' | 'generalised' | 'candidate' | 'rejected' | 'new';

/** Who else in the cluster talks to a name, and whether the world does. */
export interface Renown {
  /** Other settled workloads that talk to it, counted up to `renownLimit`. */
  readonly users: number;
  /** Among the names that everyone visits. */
  readonly popular: boolean;
}

/** What the baseline knows of an edge and of both its ends: all that judging needs beside the edge, the lists and the state. */
export interface Familiarity {
  readonly workload: WorkloadStanding;
  /** RFC 3339, where `workload` is `probation`. */
  readonly probationUntil?: string;
  readonly edge: EdgeStanding;
  /** Operations of the edge that its baseline lacks; empty where the edge itself is not in it. */
  readonly newOperations: readonly EdgeOperation[];
  /** Image repositories of the workload that its lineage never ran; empty where the workload is not in the baseline. */
  readonly newImages: readonly string[];
  /** Whether any other settled workload runs these repositories; undefined where no image is known. */
  readonly imagesKnownHere?: boolean;
  /** Whether the creator made any settled workload here; undefined where nobody knows who created it. */
  readonly creatorKnownHere?: boolean;
  /** Whether it made any in this namespace. */
  readonly creatorKnownInNamespace?: boolean;
  /** Whether it made settled workloads in several namespaces that are not its own, as who deploys for everybody does. */
  readonly creatorDeploys?: boolean;
  /** Of the destination's name; undefined where it has none. */
  readonly name?: Renown;
  /** Where a person is asked whether it may inherit: whether the one before has this edge in its baseline. */
  readonly ancestorKnows?: boolean;
  /** While learning went on it talked to many addresses without a name this way, as peers of a swarm and media servers do. */
  readonly swarm?: boolean;
  /** Whether conversations from the internet were seen to reach the source. */
  readonly front?: boolean;
  readonly destination: 'settled' | 'newcomer' | 'outside';
  readonly descent: Descent;
}

/** Beyond so many users nobody counts: a name that eight workloads use is popular here. */
export const renownLimit = 8;

/** What is said of an edge about which nothing is known. */
export const unfamiliar: Familiarity = {
  workload: 'newcomer',
  edge: 'new',
  newOperations: [],
  newImages: [],
  destination: 'outside',
  descent: { kind: 'first' },
};
