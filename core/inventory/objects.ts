import * as z from 'zod';
import { Integer, textUpTo } from '../fields.ts';
import { Instant } from '../instant.ts';
import { annotationsRead } from './annotations.ts';

// Objects of Kubernetes as far as the inventory looks at them; the rest is dropped at once. What is odd about one field
// of an object loses that field where it can be told without it, and the object where it cannot.

const Name = z.string().min(1).max(253);
const Uid = z.string().min(1).max(64);
const Time = Instant;
const lenient = <Inner extends z.ZodType>(inner: Inner) => inner.optional().catch(undefined);
const textMap = z.record(z.string(), z.string());

const OwnerReference = z.object({ apiVersion: textUpTo(253), kind: Name, name: Name, uid: Uid, controller: z.boolean().optional() }); // prettier-ignore
export type OwnerReference = z.infer<typeof OwnerReference>;

export const Metadata = z.object({
  name: Name,
  namespace: Name.optional(),
  uid: Uid,
  creationTimestamp: Time,
  deletionTimestamp: lenient(Time),
  labels: lenient(textMap),
  annotations: lenient(textMap.transform(annotationsRead)),
  ownerReferences: lenient(z.array(OwnerReference)),
  managedFields: lenient(z.array(z.object({ manager: textUpTo(253).optional(), time: z.string().optional() }))),
});
export type Metadata = z.infer<typeof Metadata>;

const Quantity = z.union([z.string(), z.number()]);

const Container = z.object({
  name: textUpTo(253).default(''),
  image: lenient(textUpTo(2_000)),
  ports: lenient(z.array(z.object({ containerPort: z.int().optional(), hostPort: z.int().optional(), name: z.string().optional() }))),
  securityContext: lenient(z.object({ privileged: z.boolean().optional(), capabilities: z.object({ add: z.array(z.string()).optional() }).optional() })),
  resources: lenient(z.object({ limits: z.record(z.string(), Quantity).optional(), claims: z.array(z.unknown()).optional() })),
}); // prettier-ignore
export type Container = z.infer<typeof Container>;

export const PodSpec = z.object({
  containers: lenient(z.array(Container)),
  initContainers: lenient(z.array(Container)),
  volumes: lenient(z.array(z.object({ hostPath: z.object({ path: z.string() }).optional().catch(undefined) }))),
  hostNetwork: lenient(z.boolean()),
  hostPID: lenient(z.boolean()),
  hostIPC: lenient(z.boolean()),
  serviceAccountName: lenient(Name),
  automountServiceAccountToken: lenient(z.boolean()),
  nodeName: lenient(Name),
});
export type PodSpec = z.infer<typeof PodSpec>;

const ContainerEnd = z.object({ state: lenient(z.object({ terminated: lenient(z.object({ finishedAt: lenient(Time) })) })) }); // prettier-ignore

export const Pod = z.object({
  metadata: Metadata,
  spec: PodSpec,
  status: lenient(
    z.object({
      phase: z.string().optional(),
      podIP: z.string().optional(),
      podIPs: lenient(z.array(z.object({ ip: z.string().optional() }))),
      startTime: lenient(Time),
      containerStatuses: lenient(z.array(ContainerEnd)),
    }),
  ),
});
export type Pod = z.infer<typeof Pod>;

const Template = z.object({ metadata: lenient(z.object({ labels: textMap.optional() })), spec: lenient(PodSpec) });
export type Template = z.infer<typeof Template>;

/** Whatever owns pods: built in or custom, with a pod template where most have it. */
export const Controller = z.object({
  apiVersion: textUpTo(253).optional(),
  kind: Name.optional(),
  metadata: Metadata,
  spec: lenient(
    z.object({
      template: lenient(Template),
      jobTemplate: lenient(z.object({ spec: lenient(z.object({ template: lenient(Template) })) })),
      schedule: lenient(textUpTo(200)),
      timeZone: lenient(textUpTo(64)),
      suspend: lenient(z.boolean()),
    }),
  ),
  status: lenient(z.object({ lastScheduleTime: lenient(Time) })),
});
export type Controller = z.infer<typeof Controller>;

export const Service = z.object({
  metadata: Metadata,
  spec: lenient(
    z.object({
      type: z.string().optional(),
      clusterIP: z.string().optional(),
      clusterIPs: lenient(z.array(z.string())),
      externalIPs: lenient(z.array(z.string())),
      selector: lenient(textMap),
      loadBalancerSourceRanges: lenient(z.array(z.string())),
      ports: lenient(
        z.array(
          z.object({ port: Integer, targetPort: z.union([Integer, z.string()]).optional(), nodePort: z.int().optional() }),
        ),
      ),
    }),
  ),
  status: lenient(z.object({ loadBalancer: lenient(z.object({ ingress: lenient(z.array(z.object({ hostname: z.string().optional(), ip: z.string().optional() }))) })) })),
}); // prettier-ignore
export type Service = z.infer<typeof Service>;

export const EndpointSlice = z.object({
  metadata: Metadata,
  endpoints: lenient(z.array(z.object({ targetRef: lenient(z.object({ kind: z.string().optional(), uid: z.string().optional() })) })).nullable()),
}); // prettier-ignore
export type EndpointSlice = z.infer<typeof EndpointSlice>;

export const Namespace = z.object({ metadata: Metadata });
export type Namespace = z.infer<typeof Namespace>;

export const Node = z.object({
  metadata: Metadata,
  status: lenient(
    z.object({
      addresses: lenient(z.array(z.object({ type: z.string(), address: z.string() }))),
      conditions: lenient(
        z.array(z.object({ type: z.string(), status: z.string(), lastTransitionTime: lenient(Time) })),
      ),
      nodeInfo: lenient(z.object({ kubeletVersion: z.string().optional() })),
    }),
  ),
});
export type Node = z.infer<typeof Node>;

const ServiceBackend = z.object({ name: Name, port: lenient(z.object({ number: z.int().optional() })) });
const IngressBackend = lenient(z.object({ service: lenient(ServiceBackend) }));

export const Ingress = z.object({
  metadata: Metadata,
  spec: lenient(
    z.object({
      ingressClassName: z.string().optional(),
      defaultBackend: IngressBackend,
      rules: lenient(
        z.array(
          z.object({
            host: z.string().optional(),
            http: lenient(z.object({ paths: lenient(z.array(z.object({ path: z.string().optional(), backend: IngressBackend }))) })),
          }),
        ),
      ),
    }),
  ),
  status: Service.shape.status,
}); // prettier-ignore
export type Ingress = z.infer<typeof Ingress>;

export const NetworkPolicy = z.object({
  metadata: Metadata,
  spec: lenient(
    z.object({
      podSelector: lenient(z.object({ matchLabels: textMap.optional(), matchExpressions: z.array(z.unknown()).optional() })),
      policyTypes: lenient(z.array(z.string())),
      egress: lenient(z.array(z.unknown())),
    }),
  ),
}); // prettier-ignore
export type NetworkPolicy = z.infer<typeof NetworkPolicy>;

export const IstioGateway = z.object({
  metadata: Metadata,
  spec: lenient(
    z.object({
      selector: lenient(textMap),
      servers: lenient(z.array(z.object({ port: lenient(z.object({ number: z.int().optional() })), hosts: lenient(z.array(z.string())) }))),
    }),
  ),
}); // prettier-ignore
export type IstioGateway = z.infer<typeof IstioGateway>;

const Destination = z.object({ destination: lenient(z.object({ host: z.string(), port: lenient(z.object({ number: z.int().optional() })) })) }); // prettier-ignore

export const VirtualService = z.object({
  metadata: Metadata,
  spec: lenient(
    z.object({
      hosts: lenient(z.array(z.string())),
      gateways: lenient(z.array(z.string())),
      http: lenient(
        z.array(
          z.object({
            match: lenient(z.array(z.object({ uri: lenient(z.record(z.string(), z.string())) }))),
            route: lenient(z.array(Destination)),
          }),
        ),
      ),
      tcp: lenient(z.array(z.object({ route: lenient(z.array(Destination)) }))),
      tls: lenient(z.array(z.object({ route: lenient(z.array(Destination)) }))),
    }),
  ),
});
export type VirtualService = z.infer<typeof VirtualService>;

export const ApiGateway = z.object({
  metadata: Metadata,
  spec: lenient(
    z.object({ listeners: lenient(z.array(z.object({ port: Integer, hostname: z.string().optional() }))) }),
  ),
  status: lenient(z.object({ addresses: lenient(z.array(z.object({ value: z.string() }))) })),
});
export type ApiGateway = z.infer<typeof ApiGateway>;

const ObjectRef = z.object({ kind: z.string().optional(), name: Name, namespace: Name.optional(), port: z.int().optional() }); // prettier-ignore

/** HTTPRoute, GRPCRoute, TLSRoute, TCPRoute: as far as we look, they are alike. */
export const ApiRoute = z.object({
  metadata: Metadata,
  spec: lenient(
    z.object({
      parentRefs: lenient(z.array(ObjectRef)),
      hostnames: lenient(z.array(z.string())),
      rules: lenient(
        z.array(
          z.object({
            matches: lenient(z.array(z.object({ path: lenient(z.object({ value: z.string().optional() })) }))),
            backendRefs: lenient(z.array(ObjectRef)),
          }),
        ),
      ),
    }),
  ),
});
export type ApiRoute = z.infer<typeof ApiRoute>;
