import type { AuthorizeIndex } from '../../core/enrolment.ts';
import type {
  AuditEventStore, AuditStore, BaselineStore, Clock, ClusterPartStore, ClusterStore, CounterStore, EdgeStore, ExposureStore, FindingStore, HeardStore, IncidentStore, Log, Meter,
  NodeStore, NoticeStore, ObjectStore, RiskStore, TraitsStore, WorkloadStore, WriteResult,
} from '../../core/ports.ts'; // prettier-ignore

/** The published index of tokens, of which readers see the old or the new, never a mixture. */
export interface PublishedIndex {
  /** Names the version that is published; undefined where none is yet. */
  version(): Promise<string | undefined>;
  /** 'stale': another version than `expected` is published by now, so compile again. */
  publish(index: AuthorizeIndex, expected: string | undefined): Promise<WriteResult>;
}

/** Secrets by name; what goes in is never read back here. */
export interface SecretShelf {
  put(name: string, secret: string): Promise<void>;
}

export interface ApiDeps {
  readonly clusters: ClusterStore;
  readonly baselines: BaselineStore;
  readonly edges: EdgeStore;
  readonly workloads: WorkloadStore;
  readonly counters: CounterStore;
  readonly findings: FindingStore;
  readonly incidents: IncidentStore;
  readonly notices: NoticeStore;
  readonly audit: AuditStore;
  readonly exposures: ExposureStore;
  readonly traits: TraitsStore;
  readonly nodes: NodeStore;
  readonly risks: RiskStore;
  readonly heard: HeardStore;
  readonly parts: ClusterPartStore;
  readonly events: AuditEventStore;
  /** What other stages publish for people to read. */
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly index: PublishedIndex;
  readonly secrets: SecretShelf;
  /** Under this name lie the Kubernetes tokens of clusters. */
  readonly clusterParameters: string;
  /** Clusters may be on this very machine. */
  readonly loopbackClusters: boolean;
  /** That many random bytes, fit for secrets. */
  random(bytes: number): Uint8Array;
  /** What is installed: the product's version and that of the threat list that it ships. */
  readonly versions: { readonly plumbline: string; readonly intelligence: string };
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}
