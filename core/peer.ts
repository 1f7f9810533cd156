import * as z from 'zod';
import { Lineage } from './ids.ts';

/** Why nobody could be named: a state that is kept, shown and resolved later, never "external". */
export const Unresolved = z.enum(['nobody-has-it', 'kubernetes-unavailable', 'older-than-owner', 'not-enrolled']);
export type Unresolved = z.infer<typeof Unresolved>;

/** One end of an edge. */
export const Peer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('workload'), lineage: Lineage, namespace: z.string(), workload: z.string(), name: z.string() }),
  z.object({ kind: z.literal('service'), namespace: z.string(), name: z.string() }),
  z.object({ kind: z.literal('node'), name: z.string() }),
  z.object({ kind: z.literal('private'), name: z.string() }),
  z.object({ kind: z.literal('cloud'), service: z.string(), region: z.string().optional(), name: z.string() }),
  z.object({ kind: z.literal('name'), name: z.string() }),
  z.object({ kind: z.literal('address'), address: z.string() }),
  z.object({ kind: z.literal('internet') }),
  z.object({ kind: z.literal('infrastructure'), name: z.enum(['instance-metadata', 'pod-identity', 'node-local-dns', 'time', 'link-local']) }),
  z.object({ kind: z.literal('unresolved'), address: z.string(), reason: Unresolved }),
]); // prettier-ignore
export type Peer = z.infer<typeof Peer>;

/** What tells two peers apart: the parts that go into ids. A workload's name is not among them, its lineage is. */
export function peerKey(peer: Peer): readonly string[] {
  switch (peer.kind) {
    case 'workload':
      return ['workload', peer.lineage];
    case 'service':
      return ['service', peer.namespace, peer.name];
    case 'node':
      // All nodes are one peer, so that a new node is not a new way of talking.
      return ['node'];
    case 'cloud':
      return ['cloud', peer.name];
    case 'address':
      return ['address', peer.address];
    case 'internet':
      return ['internet'];
    case 'unresolved':
      return ['unresolved', peer.address];
    case 'private':
    case 'name':
    case 'infrastructure':
      return [peer.kind, peer.name];
  }
}

/** How people read it. Names from outside are shown as they are; who prints them escapes and defangs. */
export function peerLabel(peer: Peer): string {
  switch (peer.kind) {
    case 'workload':
      return `${peer.namespace}/${peer.name}`;
    case 'service':
      return `${peer.namespace}/${peer.name} (Service)`;
    case 'node':
      return 'node';
    case 'internet':
      return 'the internet';
    case 'address':
      return peer.address;
    case 'unresolved':
      return `${peer.address} (unresolved)`;
    case 'private':
    case 'cloud':
    case 'name':
    case 'infrastructure':
      return peer.name;
  }
}

/** Outside the cluster's own workloads: talking to it is egress. */
export function isExternal(peer: Peer): boolean {
  return peer.kind === 'name' || peer.kind === 'address' || peer.kind === 'cloud' || peer.kind === 'private' || peer.kind === 'internet'; // prettier-ignore
}
