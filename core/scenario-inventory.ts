import * as z from 'zod';
import { Address } from './address-schema.ts';
import { objectName } from './scenario-cluster.ts';
import { EarlierMoment, Moment, Span } from './scenario-units.ts';

const image = z.string().min(1).max(512);
const serviceAccount = z.string().min(1).max(253);

/** Kubernetes itself bounds a cluster; this keeps a typing mistake (`replicas: 1000000`) from filling the memory. */
const Replicas = z.int().min(0).max(5_000);

export const ScenarioNode = z.strictObject({
  name: objectName,
  cluster: z.string().optional(),
  address: Address.optional(),
  from: EarlierMoment.optional(),
  until: Moment.optional(),
});
export type ScenarioNode = z.infer<typeof ScenarioNode>;

export const ScenarioPod = z.strictObject({
  name: objectName,
  address: Address.optional(),
  node: objectName.optional(),
  uid: z.string().min(1).max(64).optional(),
  from: EarlierMoment.optional(),
  until: Moment.optional(),
});
export type ScenarioPod = z.infer<typeof ScenarioPod>;

/** What happens to a workload: several things at one moment count as one change. */
export const WorkloadChange = z.strictObject({
  at: Moment,
  replicas: Replicas.optional(),
  /** All pods, or so many of them, are replaced: new names, new addresses. */
  restart: z.union([z.literal(true), z.int().min(1)], { error: 'must be true or how many pods are replaced' }).optional(),
  /** All pods, or so many of them, keep their names and get new addresses. */
  readdress: z.union([z.literal(true), z.int().min(1)], { error: 'must be true or how many pods get new addresses' }).optional(),
  images: z.array(image).min(1).max(32).optional(),
  /** Image of a container that joins the others: a rollout of the same workload. */
  sidecar: image.optional(),
  /** What it may do to its node from now on: a rollout as well. */
  privileged: z.boolean().optional(),
  serviceAccount: serviceAccount.optional(),
  /** Deleted and created again under this name, with a new uid. */
  rename: objectName.optional(),
  /** Deleted and created again under the same name, with a new uid. */
  recreate: z.literal(true).optional(),
  creator: z.string().min(1).max(253).optional(),
  /** Who changed it, as the audit log has it. @default nobody, and the audit log says nothing */
  by: z.string().min(1).max(253).optional(),
}); // prettier-ignore
export type WorkloadChange = z.infer<typeof WorkloadChange>;

/** Runs of a CronJob, a pipeline and the like: each is a fresh pod that lives for `lasts`. */
export const ScenarioRuns = z.strictObject({
  every: Span,
  from: Moment.default(0),
  until: Moment.optional(),
  lasts: Span,
  /** How many pods each run has. */
  pods: z.int().min(1).max(1_000).default(1),
});
export type ScenarioRuns = z.infer<typeof ScenarioRuns>;

export const ScenarioWorkload = z.strictObject({
  name: objectName,
  namespace: objectName.default('default'),
  cluster: z.string().optional(),
  kind: z.string().regex(/^[A-Z][A-Za-z0-9]{0,62}$/, 'must be a Kubernetes kind, such as Deployment').default('Deployment'),
  apiVersion: z.string().min(1).max(253).optional(),
  uid: z.string().min(1).max(64).optional(),
  images: z.array(image).min(1).max(32).optional(),
  serviceAccount: serviceAccount.default('default'),
  creator: z.string().min(1).max(253).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  replicas: Replicas.optional(),
  hostNetwork: z.boolean().default(false),
  hostPID: z.boolean().default(false),
  privileged: z.boolean().default(false),
  capabilities: z.array(z.string().min(1).max(64)).max(40).default([]),
  /** Paths of the node that it mounts. */
  hostPath: z.array(z.string().min(1).max(400)).max(32).default([]),
  /** Whether its containers have limits of processor and memory. */
  limits: z.boolean().default(true),
  /** On which its first container listens, and those that are ports of the node. */
  ports: z.array(z.int().min(1).max(65_535)).max(32).default([]),
  hostPorts: z.array(z.int().min(1).max(65_535)).max(32).default([]),
  automountToken: z.boolean().default(true),
  /** Of a CronJob, as Kubernetes has it. */
  schedule: z.string().min(1).max(200).default('@daily'),
  suspended: z.boolean().default(false),
  /** Where its pods may run; all nodes in turn where this is absent. */
  nodes: z.array(objectName).min(1).optional(),
  /** Addresses of its first pods, in order. */
  addresses: z.array(Address).min(1).optional(),
  /** Every pod by itself, instead of replicas and changes. */
  pods: z.array(ScenarioPod).min(1).optional(),
  /** Fresh pods at each run, instead of replicas. */
  runs: ScenarioRuns.optional(),
  from: EarlierMoment.optional(),
  until: Moment.optional(),
  changes: z.array(WorkloadChange).default([]),
}); // prettier-ignore
export type ScenarioWorkload = z.infer<typeof ScenarioWorkload>;

const Port = z.int().min(1).max(65_535);

export const ServicePort = z.strictObject({ port: Port, target: Port.optional() });

const ServiceType = z.enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'Headless']);

export const ServiceChange = z.strictObject({
  at: Moment,
  rename: objectName.optional(),
  type: ServiceType.optional(),
  workload: objectName.optional(),
  readdress: z.literal(true).optional(),
  /** Address ranges that its load balancer lets in from now on; [] is every address. */
  ranges: z.array(z.string().min(1).max(50)).max(32).optional(),
  by: z.string().min(1).max(253).optional(),
});
export type ServiceChange = z.infer<typeof ServiceChange>;

export const ScenarioService = z.strictObject({
  name: objectName,
  namespace: objectName.default('default'),
  cluster: z.string().optional(),
  /** The workload behind it, in the same namespace; the one of the same name where this is absent. */
  workload: objectName.optional(),
  address: Address.optional(),
  type: ServiceType.default('ClusterIP'),
  /** An internal load balancer: reached from the VPC alone. */
  internal: z.boolean().default(false),
  ranges: z.array(z.string().min(1).max(50)).max(32).default([]),
  by: z.string().min(1).max(253).optional(),
  ports: z
    .array(z.union([Port.transform((port) => ({ port, target: undefined })), ServicePort], { error: 'must be a port or {port, target}' }))
    .min(1)
    .default([{ port: 80, target: undefined }]),
  from: EarlierMoment.optional(),
  until: Moment.optional(),
  changes: z.array(ServiceChange).default([]),
}); // prettier-ignore
export type ScenarioService = z.infer<typeof ScenarioService>;
