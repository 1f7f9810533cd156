import * as z from 'zod';
import type { Brand } from './brand.ts';

/** The name under which a cluster was enrolled: what EKS allows for a cluster, so that no character of it needs escaping. */
export const ClusterId = z
  .string()
  .regex(
    /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/,
    'must be 1 to 100 letters, digits, "-" or "_", the first a letter or digit',
  )
  .transform((text) => text as ClusterId);
export type ClusterId = Brand<string, 'ClusterId'>;

const digestOf = <Id extends string>() => z.string().regex(/^[0-9a-f]{32}$/).transform((text) => text as Id); // prettier-ignore

/** hash(cluster, source, destination, protocol, port): one way of talking. */
export const EdgeId = digestOf<EdgeId>();
export type EdgeId = Brand<string, 'EdgeId'>;

/** The line of a workload through its re-creations: what a baseline belongs to, never a name. */
export const Lineage = digestOf<Lineage>();
export type Lineage = Brand<string, 'Lineage'>;

/** hash(cluster, lineage, kind, object) of one thing that a baseline holds. */
export const FactId = digestOf<FactId>();
export type FactId = Brand<string, 'FactId'>;

/** hash(cluster, kind, lineage, object): the same deviation has the same id, whoever finds it and how often. */
export const FindingId = digestOf<FindingId>();
export type FindingId = Brand<string, 'FindingId'>;

/** hash(cluster, correlation root, period): the order in which deviations arrive does not name it. */
export const IncidentId = digestOf<IncidentId>();
export type IncidentId = Brand<string, 'IncidentId'>;

/** hash(cluster, kind, object, workload) of one way in from outside. */
export const ExposureId = digestOf<ExposureId>();
export type ExposureId = Brand<string, 'ExposureId'>;

/** Kubernetes' id of an audited request. */
export const AuditEventId = z.string().min(1).max(64).transform((text) => text as AuditEventId); // prettier-ignore
export type AuditEventId = Brand<string, 'AuditEventId'>;

/** hash(cluster, tracker, subject): the same risk keeps its id, and with it its history. */
export const RiskId = digestOf<RiskId>();
export type RiskId = Brand<string, 'RiskId'>;
