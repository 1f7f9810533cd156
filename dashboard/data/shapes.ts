import type { Baseline, Fact } from '../../core/baseline.ts';
import type { Counters } from '../../core/conversation.ts';
import type { Direction, Edge } from '../../core/edge.ts';
import type { Finding } from '../../core/finding.ts';
import type { Incident } from '../../core/incident.ts';
import type { Workload } from '../../core/workload.ts';

// What the API answers, as docs/api.md says. The door is our own and checked there, so that nothing is parsed twice.

export interface ShownEdge extends Edge {
  readonly direction: Direction;
  readonly labels: { readonly source: string; readonly destination: string };
  readonly totals: Counters;
}

export interface ShownWorkload extends Workload {
  readonly label: string;
}

export interface GraphPage {
  readonly cluster: string;
  readonly mode: Baseline['mode'];
  readonly baselineVersion: number;
  readonly workloads: readonly ShownWorkload[];
  readonly edges: readonly ShownEdge[];
  readonly next?: string;
}

export interface NoticeFate {
  readonly version: number;
  readonly channel: string;
  readonly state: string;
  readonly at: string;
}

export interface ToldIncident {
  readonly incident: Incident;
  readonly notices: readonly NoticeFate[];
}

export interface ClusterSummary {
  readonly id: string;
  readonly enrolledAt: string;
  readonly enrolledBy: string;
  readonly access?: { readonly endpoint: string; readonly credential?: string };
  readonly tokens: number;
}

export interface ClusterOverview extends ClusterSummary {
  readonly baseline: Baseline;
  readonly counts: Readonly<
    Record<'edges' | 'workloads' | 'facts' | 'findings' | 'incidents' | 'openIncidents', number>
  >;
  readonly nodes: readonly { readonly name: string; readonly lastSeen: string }[];
}

export interface AuditEntry {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly detail: string;
}

export interface LearningProgress {
  readonly stage: 'learning' | 'ready' | 'settled';
  readonly sentence: string;
  /** 0 to 1. */
  readonly coverage?: number;
  /** Of workloads on a schedule that has not run twice; `next`: RFC 3339. */
  readonly schedules: readonly { readonly workload: string; readonly next?: string }[];
}

export interface Me {
  readonly actor: string;
  readonly role: 'viewer' | 'operator' | 'admin' | null;
}

export type { Baseline, Fact, Finding, Incident };
