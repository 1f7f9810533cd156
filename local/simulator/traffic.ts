import type { ScenarioEnd } from '../../core/scenario-end.ts';
import type { OneConversation, ScenarioLookup } from '../../core/scenario-traffic.ts';
import type { ObservedName } from '../../core/observed-name.ts';
import type { Operation } from '../../core/operation.ts';
import type { Flow, Lookup } from '../../core/telemetry.ts';
import { outsideAddress } from './addresses.ts';
import { aliveAt, type World, type WorldPod, type WorldService } from './world.ts';

/** What one sentinel sees of one occurrence: whose counters it moves, and by how much. */
export interface Glimpse {
  readonly node: string;
  readonly what:
    | (Pick<Flow, 'kind' | 'src' | 'dst' | 'port' | 'proto' | 'direction' | 'via' | 'names' | 'outcome'> & { readonly ops: readonly Operation[] })
    | Pick<Lookup, 'kind' | 'src' | 'dst' | 'port' | 'proto' | 'name' | 'aliases' | 'outcome'>;
  readonly connections: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
} // prettier-ignore

/** One place from which or to which packets go. `node` is the sentinel that sees them, if one does. */
interface Spot {
  readonly address: string;
  readonly node: string | undefined;
}

interface Target extends Spot {
  readonly port: number;
  readonly via?: string;
  readonly names: readonly ObservedName[];
  /** A service that nobody is behind: its address refuses. */
  readonly refused?: boolean;
}

/** Knows, at any moment, which pods stand for the ends of a scenario's conversations in one cluster. */
export class Traffic {
  readonly #world: World;
  readonly #pods = new Map<string, WorldPod[]>();
  readonly #byAddress = new Map<string, WorldPod[]>();
  readonly #services = new Map<string, WorldService[]>();
  readonly #outside: Map<string, string>;

  /** `outside`: the public address of each outside name, shared by all clusters of a scenario. */
  constructor(world: World, outside: Map<string, string>) {
    this.#world = world;
    this.#outside = outside;
    for (const pod of world.pods) {
      add(this.#pods, `workload ${pod.workload.declared}`, pod);
      add(this.#pods, `pod ${pod.workload.namespace}/${pod.name}`, pod);
      if (!pod.hostNetwork) add(this.#byAddress, pod.address, pod);
    }
    for (const service of world.services) add(this.#services, service.declared, service);
  }

  /** What the sentinels see of occurrence number `count` of a conversation. Empty where nobody is there to speak. */
  ofConversation(conversation: OneConversation, turn: number, at: number, count: number): Glimpse[] {
    const { source, destination, proto, outcome, seenBy, pods, connections, bytesOut, bytesIn } = conversation;
    const sources = this.#sources(source, conversation, `client ${turn}`, at, count);
    const speakers = pods === 'each' ? sources : sources.slice(count % Math.max(1, sources.length)).slice(0, 1);
    return speakers.flatMap((from, index): Glimpse[] => {
      const to = this.#destination(destination, conversation, at, count + index);
      if (to === undefined) return [];
      const ops = conversation.ops as readonly Operation[];
      const flow = { kind: 'flow', src: from.address, dst: to.address, port: to.port, proto, outcome: to.refused === true && outcome === 'established' ? 'refused' : outcome } as const; // prettier-ignore
      const amounts = { connections, bytesOut, bytesIn };
      if (conversation.reportedBy !== undefined) return [{ node: conversation.reportedBy, what: { ...flow, direction: 'out', names: [...to.names], ops }, ...amounts }]; // prettier-ignore
      const glimpses: Glimpse[] = [];
      const sourceNode = from.node ?? (to.node === undefined ? conversation.node : undefined);
      if (seenBy !== 'destination' && sourceNode !== undefined) {
        glimpses.push({ node: sourceNode, what: { ...flow, direction: 'out', ...(to.via && { via: to.via }), names: [...to.names], ops }, ...amounts }); // prettier-ignore
      }
      if (seenBy !== 'source' && to.node !== undefined) {
        // The server's side never saw the client ask: only names inside the conversation are known there.
        const names = to.names.filter((name) => name.from !== 'dns');
        glimpses.push({ node: to.node, what: { ...flow, direction: 'in', names, ops }, ...amounts });
      }
      return glimpses;
    });
  }

  ofLookup(lookup: ScenarioLookup, at: number, count: number): Glimpse[] {
    const { source, name: names, aliases, outcome, resolver, pods } = lookup;
    const sources = source.flatMap((one) => this.#sources(one, {}, '', at, count));
    const speakers = pods === 'each' ? sources : sources.slice(count % Math.max(1, sources.length)).slice(0, 1);
    const dst = this.#resolver(resolver, at);
    return speakers.flatMap(({ address, node }) =>
      node === undefined ? [] : names.map((name) => ({ node, what: { kind: 'lookup' as const, src: address, dst, port: 53, proto: 'udp' as const, name, aliases, outcome }, connections: lookup.count, bytesOut: 0, bytesIn: 0 })),
    );
  } // prettier-ignore

  #resolver(resolver: ScenarioEnd | undefined, at: number): string {
    const spot = resolver && this.#destination(resolver, { port: 53 }, at, 0);
    if (spot !== undefined) return spot.via?.slice(0, spot.via.lastIndexOf(':')) ?? spot.address;
    return this.#serviceAt('kube-system/kube-dns', at)?.address ?? '172.20.0.10';
  }

  #sources(end: ScenarioEnd, { addresses }: Pick<Partial<OneConversation>, 'addresses'>, client: string, at: number, count: number): Spot[] {
    switch (end.kind) {
      case 'workload':
      case 'pod':
        return this.#podsAt(`${end.kind} ${end.namespace}/${end.name}`, at);
      case 'node':
        return aliveAt(this.#world.nodes, at).filter(({ name }) => name === end.name).map(({ name, address }) => ({ address, node: name }));
      case 'address':
        return [this.#spotOf(end.address, at)];
      default:
        return [{ address: addresses?.[count % addresses.length] ?? this.#outsideOf(client), node: undefined }];
    }
  } // prettier-ignore

  #destination(end: ScenarioEnd, conversation: Pick<Partial<OneConversation>, 'port' | 'addresses' | 'aliases' | 'names' | 'sni'>, at: number, count: number): Target | undefined {
    const { port = 0, addresses, aliases, sni } = conversation;
    const shown: ObservedName[] = sni === undefined ? [] : [{ value: sni, from: 'sni' }];
    const asked = (value: string): ObservedName => ({ value, from: 'dns', ...(aliases && { aliases }) });
    const names = (...dns: ObservedName[]) => conversation.names ?? [...dns, ...shown];
    switch (end.kind) {
      case 'workload':
      case 'pod': {
        const pods = this.#podsAt(`${end.kind} ${end.namespace}/${end.name}`, at);
        const pod = pods[count % Math.max(1, pods.length)];
        return pod && { ...pod, port, names: names() };
      }
      case 'service': {
        const service = this.#serviceAt(`${end.namespace}/${end.name}`, at);
        if (service === undefined) return undefined;
        const lent = conversation.port ?? service.ports[0]?.port ?? 0;
        const pods = service.workload === undefined ? [] : this.#podsAt(`workload ${service.workload}`, at);
        const pod = pods[count % Math.max(1, pods.length)];
        const name = asked(`${service.name}.${service.namespace}.svc.cluster.local`);
        if (pod === undefined) return { address: service.address, node: undefined, port: lent, names: names(name), refused: service.workload !== undefined };
        const target = service.ports.find((one) => one.port === lent)?.target ?? lent;
        const via = service.type === 'Headless' ? {} : { via: service.address.includes(':') ? `[${service.address}]:${lent}` : `${service.address}:${lent}` };
        return { ...pod, port: target, ...via, names: names(name) };
      }
      case 'node': {
        const node = aliveAt(this.#world.nodes, at).find(({ name }) => name === end.name);
        return node && { address: node.address, node: node.name, port, names: names() };
      }
      case 'name': {
        const address = addresses?.[count % addresses.length] ?? this.#outsideOf(end.name);
        return { ...this.#spotOf(address, at), port, names: names(asked(end.name)) };
      }
      case 'address':
        return { ...this.#spotOf(end.address, at), port, names: names() };
      case 'internet':
        return undefined;
    }
  } // prettier-ignore

  #podsAt(key: string, at: number): Spot[] {
    return aliveAt(this.#pods.get(key) ?? [], at).map(({ address, node }) => ({ address, node }));
  }

  #serviceAt(declared: string, at: number): WorldService | undefined {
    return aliveAt(this.#services.get(declared) ?? [], at)[0];
  }

  #spotOf(address: string, at: number): Spot {
    const pod = aliveAt(this.#byAddress.get(address) ?? [], at)[0];
    if (pod !== undefined) return { address, node: pod.node };
    return { address, node: aliveAt(this.#world.nodes, at).find((node) => node.address === address)?.name };
  }

  #outsideOf(name: string): string {
    const known = this.#outside.get(name) ?? outsideAddress(this.#outside.size);
    this.#outside.set(name, known);
    return known;
  }
}

function add<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Every outside name of a scenario gets its address in the order of the file, so that no play and no cluster differs. */
export function outsideNames(conversations: readonly OneConversation[]): Map<string, string> {
  const names = new Map<string, string>();
  conversations.forEach(({ source, destination, addresses }, turn) => {
    if (addresses !== undefined) return;
    if (destination.kind === 'name' && !names.has(destination.name)) names.set(destination.name, outsideAddress(names.size));
    if (source.kind === 'internet') names.set(`client ${turn}`, outsideAddress(names.size));
  });
  return names;
} // prettier-ignore
