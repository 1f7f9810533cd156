import type { Edge } from '../edge.ts';
import type { Fact } from '../baseline.ts';
import type { Exposure } from '../inventory/exposure.ts';
import type { AuditCoverage } from '../inventory/audit-event.ts';
import type { EksFacts, NamespaceFacts, NodeFacts } from '../inventory/cluster-facts.ts';
import type { WorkloadTraits } from '../inventory/traits.ts';
import type { Heard } from '../ports/graph.ts';

/** All that trackers look at. Undefined: it could not be had, and who needs it does not run. What is gone is left out. */
export interface Scene {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly exposures: readonly Exposure[] | undefined;
  readonly traits: readonly WorkloadTraits[] | undefined;
  readonly namespaces: readonly NamespaceFacts[] | undefined;
  readonly nodes: readonly NodeFacts[] | undefined;
  readonly heard: readonly Heard[];
  readonly eks: EksFacts | undefined;
  readonly audit: AuditCoverage | undefined;
  /** Only where everything was looked at. */
  readonly edges: readonly Edge[] | undefined;
  readonly facts: readonly Fact[] | undefined;
  /** Edges that spoke lately, by id: what keeps a fact in use. Undefined: not looked at. */
  readonly spoke: ReadonlyMap<string, number> | undefined;
}
