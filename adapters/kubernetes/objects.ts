import * as z from 'zod';
import { textUpTo } from '../../core/fields.ts';
import { Instant } from '../../core/instant.ts';

// Only what we need of what the API answers; the rest is dropped at once, the managed fields above all.

const Time = Instant;
const Name = textUpTo(253);
const Uid = textUpTo(64);

const OwnerReference = z.object({
  apiVersion: textUpTo(253),
  kind: Name,
  name: Name,
  uid: Uid,
  controller: z.boolean().optional(),
});
export type OwnerReference = z.infer<typeof OwnerReference>;

const Metadata = z.object({
  name: Name,
  namespace: Name.optional(),
  uid: Uid,
  creationTimestamp: Time,
  deletionTimestamp: Time.optional(),
  ownerReferences: z.array(OwnerReference).optional(),
});
export type Metadata = z.infer<typeof Metadata>;

const Container = z.object({ image: z.string().optional() });

const PodSpec = z.object({
  containers: z.array(Container).optional(),
  initContainers: z.array(Container).optional(),
});
export type PodSpec = z.infer<typeof PodSpec>;

export const Pod = z.object({
  metadata: Metadata,
  spec: PodSpec.extend({
    nodeName: Name.optional(),
    hostNetwork: z.boolean().optional(),
    serviceAccountName: Name.optional(),
  }),
  status: z
    .object({
      phase: z.string().optional(),
      podIP: z.string().optional(),
      podIPs: z.array(z.object({ ip: z.string().optional() })).optional(),
      startTime: Time.optional(),
    })
    .optional(),
});
export type Pod = z.infer<typeof Pod>;

export const Service = z.object({
  metadata: Metadata,
  spec: z.object({ clusterIP: z.string().optional(), clusterIPs: z.array(z.string()).optional() }).optional(),
});
export type Service = z.infer<typeof Service>;

export const Node = z.object({
  metadata: Metadata,
  status: z.object({ addresses: z.array(z.object({ type: z.string(), address: z.string() })).optional() }).optional(),
});
export type Node = z.infer<typeof Node>;

const PodTemplate = z.object({ spec: PodSpec.optional() });

/** Whatever owns pods: built in or custom, with a pod template where most have it. What is elsewhere is not looked for. */
export const Controller = z.object({
  metadata: Metadata,
  spec: z
    .object({
      template: PodTemplate.optional().catch(undefined),
      jobTemplate: z
        .object({ spec: z.object({ template: PodTemplate.optional() }).optional() })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});
export type Controller = z.infer<typeof Controller>;

export const Resources = z.object({
  resources: z.array(z.object({ name: Name, kind: Name, namespaced: z.boolean() })),
});

/** One page of a list. Items are parsed one by one: an odd one blinds nobody to the rest. */
export const Page = z.object({
  metadata: z.object({ continue: z.string().optional() }),
  items: z.array(z.unknown()).nullable(),
});
