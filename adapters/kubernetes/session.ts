import type { Clock } from '../../core/ports/runtime.ts';
import type { Answer, Api } from './api.ts';
import { listAll } from './list.ts';
import { type Controller, Node, Pod, Service } from './objects.ts';
import { addressesOfNode, addressesOfService } from './owners.ts';
import { type OwnerMemory, OwnerWalk, type TopOwner } from './owner-walk.ts';
import { ReadThrough } from './read-through.ts';

// Owners change their template in place with each rollout; kinds appear with a custom resource definition.
const ownersYoungMs = 30_000;
const kindsYoungMs = 600_000;
const listsYoungMs = 15_000;
/** An address that a list does not have is worth another look once the list is this old. */
const secondLookMs = 2_000;

/** What is kept of one cluster between questions. */
export class Session {
  readonly api: Api;
  readonly #memory: OwnerMemory;
  readonly #services: ReadThrough<ReadonlyMap<string, Service>>;
  readonly #nodes: ReadThrough<ReadonlyMap<string, Node>>;

  constructor(api: Api, now: Clock) {
    this.api = api;
    this.#memory = {
      objects: new ReadThrough<Controller | undefined>(now, ownersYoungMs, 5_000),
      kinds: new ReadThrough(now, kindsYoungMs, 500),
    };
    this.#services = new ReadThrough(now, listsYoungMs, 1);
    this.#nodes = new ReadThrough(now, listsYoungMs, 1);
  }

  /** The pods that name this address as theirs, whatever state they are in. */
  async podsAt(address: string, until: AbortSignal): Promise<Answer<readonly Pod[]>> {
    return listAll(this.api, '/api/v1/pods', { fieldSelector: `status.podIP=${address}` }, Pod, until);
  }

  async allPods(until: AbortSignal): Promise<Answer<readonly Pod[]>> {
    return listAll(this.api, '/api/v1/pods', {}, Pod, until);
  }

  /** By cluster address: no field selector finds those, so the whole list is kept for a while. */
  async services(addresses: readonly string[], until: AbortSignal): Promise<Answer<ReadonlyMap<string, Service>>> {
    const list = () => byAddress(listAll(this.api, '/api/v1/services', {}, Service, until), addressesOfService);
    return lookedUp(this.#services, list, addresses);
  }

  /** By internal address. */
  async nodes(addresses: readonly string[], until: AbortSignal): Promise<Answer<ReadonlyMap<string, Node>>> {
    const list = () => byAddress(listAll(this.api, '/api/v1/nodes', {}, Node, until), addressesOfNode);
    return lookedUp(this.#nodes, list, addresses);
  }

  async topOf({ metadata, spec }: Pod, until: AbortSignal): Promise<Answer<TopOwner>> {
    return new OwnerWalk(this.api, until, this.#memory).top(metadata, spec);
  }
}

async function lookedUp<Item>(
  lists: ReadThrough<ReadonlyMap<string, Item>>,
  list: () => Promise<Answer<ReadonlyMap<string, Item>>>,
  addresses: readonly string[],
): Promise<Answer<ReadonlyMap<string, Item>>> {
  const answer = await lists.get('all', list);
  if (!answer.ok || addresses.every((address) => answer.body.has(address))) return answer;
  return lists.get('all', list, secondLookMs);
}

async function byAddress<Item>(
  listed: Promise<Answer<readonly Item[]>>,
  addressesOf: (item: Item) => readonly string[],
): Promise<Answer<ReadonlyMap<string, Item>>> {
  const answer = await listed;
  if (!answer.ok) return answer;
  return {
    ok: true,
    body: new Map(answer.body.flatMap((item) => addressesOf(item).map((address) => [address, item] as const))),
  };
}
