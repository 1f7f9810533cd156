import * as z from 'zod';
import { EarlierMoment, Moment, Span, SpanOrNone } from './scenario-units.ts';

// What a scenario says of a cluster beside workloads and services: ways in, policies, the audit log, EKS.

export const objectName = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/,
    'must be lower-case letters, digits, "-" and ".", as Kubernetes has it',
  );

const Host = z.string().min(1).max(253);
const Person = z.string().min(1).max(253);
const Port = z.int().min(1).max(65_535);
const Path = z.string().min(1).max(200);
/** `name`, in the namespace of the object, or `namespace/name`. */
const ObjectRef = z.string().regex(/^(?:[a-z0-9.-]+\/)?[a-z0-9.-]+$/, 'must be a name, or namespace/name');

const object = {
  name: objectName,
  namespace: objectName.default('default'),
  cluster: z.string().optional(),
  /** Who made it, as the audit log has it. */
  by: Person.optional(),
  from: EarlierMoment.optional(),
  until: Moment.optional(),
};

export const ScenarioIngress = z.strictObject({
  ...object,
  hosts: z.array(Host).max(32).default([]),
  paths: z.array(Path).min(1).max(32).default(['/']),
  service: objectName,
  port: Port.default(80),
  /** What its load balancer is open to. `ranges` are said beside it. */
  reach: z.enum(['internet', 'network', 'ranges']).default('internet'),
  ranges: z.array(z.string().min(1).max(50)).max(32).default([]),
});
export type ScenarioIngress = z.infer<typeof ScenarioIngress>;

export const ScenarioGateway = z.strictObject({
  ...object,
  /** `istio`: networking.istio.io; `gateway-api`: gateway.networking.k8s.io. */
  kind: z.enum(['istio', 'gateway-api']).default('istio'),
  hosts: z.array(Host).min(1).max(32).default(['*']),
  ports: z.array(Port).min(1).max(32).default([80]),
  /** The workload that does the work, `namespace/name`: whose service is open decides how open the gateway is. */
  workload: ObjectRef.default('istio-system/istio-ingressgateway'),
});
export type ScenarioGateway = z.infer<typeof ScenarioGateway>;

export const ScenarioRoute = z.strictObject({
  ...object,
  /** `virtual-service`: networking.istio.io; `http-route`: gateway.networking.k8s.io. */
  kind: z.enum(['virtual-service', 'http-route']).default('virtual-service'),
  gateways: z.array(ObjectRef).min(1).max(32),
  hosts: z.array(Host).max(32).default(['*']),
  paths: z.array(Path).min(1).max(32).default(['/']),
  service: ObjectRef,
  port: Port.default(80),
});
export type ScenarioRoute = z.infer<typeof ScenarioRoute>;

export const ScenarioPolicy = z.strictObject({
  ...object,
  /** The workload whose pods it is for, in its namespace; every pod where this is absent. */
  workload: objectName.optional(),
  types: z.array(z.enum(['ingress', 'egress'])).min(1).max(2).default(['ingress', 'egress']),
}); // prettier-ignore
export type ScenarioPolicy = z.infer<typeof ScenarioPolicy>;

const stretch = { cluster: z.string().optional(), from: Moment.default(0), until: Moment.optional() };

/** One thing that somebody did to the cluster's API, beyond what follows from the inventory. */
export const ScenarioAuditEvent = z.strictObject({
  at: Moment,
  cluster: z.string().optional(),
  what: z.enum(['exec', 'attach', 'portforward', 'debug', 'create', 'update', 'patch', 'delete']),
  /** `shop/cart`: a workload, or for exec and the like one of its pods; `pod:shop/cart-0`, `service:shop/cart`, or `rolebindings:shop/admin` as resource:namespace/name. */
  object: z.string().min(1).max(600),
  by: Person,
  as: Person.optional(),
  sourceIp: z.string().min(1).max(45).default('198.51.100.20'),
  userAgent: z.string().min(1).max(200).default('kubectl/v1.33.0'),
  status: z.int().min(100).max(599).optional(),
});
export type ScenarioAuditEvent = z.infer<typeof ScenarioAuditEvent>;

export const ScenarioAudit = z.strictObject({
  /** How long a record is on its way. */
  delay: SpanOrNone.default(15_000),
  /** Stretches in which records come so much later. */
  late: z.array(z.strictObject({ ...stretch, by: Span })).default([]),
  /** Stretches in which nothing is recorded; without `until` for good. */
  off: z.array(z.strictObject(stretch)).default([]),
  events: z.array(ScenarioAuditEvent).max(10_000).default([]),
});
export type ScenarioAudit = z.infer<typeof ScenarioAudit>;

/** What `eks:DescribeCluster` says from `at` on. */
export const ScenarioEks = z.strictObject({
  cluster: z.string().optional(),
  at: Moment.default(0),
  version: z.string().regex(/^1\.\d{1,3}$/, 'must be a version such as 1.33').default('1.33'),
  publicEndpoint: z.boolean().default(true),
  publicRanges: z.array(z.string().min(1).max(50)).max(40).default(['0.0.0.0/0']),
  logging: z.array(z.enum(['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'])).max(5).default(['audit']),
}); // prettier-ignore
export type ScenarioEks = z.infer<typeof ScenarioEks>;
