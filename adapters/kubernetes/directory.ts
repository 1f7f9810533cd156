import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterId } from '../../core/ids.ts';
import { askedAccess, type KubernetesAccess } from '../../core/enrolment.ts';
import type { ClusterStore } from '../../core/ports/clusters.ts';
import type { Kubernetes, WhoHas } from '../../core/ports/outside.ts';
import type { Clock, Log } from '../../core/ports/runtime.ts';
import { eachOf } from '../each-of.ts';
import type { Answer, Fault } from './api.ts';
import { kubernetesApi } from './api.ts';
import { bearerOf, type CredentialDeps } from './credential.ts';
import type { Node, Pod, Service } from './objects.ts';
import {
  addressesOfPod,
  holderOf,
  intervalOfHost,
  intervalOfNode,
  intervalOfPod,
  intervalOfService,
  isLive,
} from './owners.ts';
import { Session } from './session.ts';

export interface KubernetesDeps extends CredentialDeps {
  readonly clusters: Pick<ClusterStore, 'find'>;
  readonly now: Clock;
  readonly log: Log;
}

// Up to so many unknown addresses are asked for one by one, more by one look at all pods.
const askedSingly = 20;
const atOnce = 5;

// How long an enrolment is believed; a cluster that was just enrolled waits no longer for its first answers.
const enrolmentYoungMs = 30_000;

interface Enrolled {
  readonly session: Session | undefined;
  readonly access: string;
  readonly at: number;
}

/** Asks the Kubernetes API of enrolled clusters whose an address is now. */
export function kubernetesDirectory(deps: KubernetesDeps): Kubernetes {
  const enrolled = new Map<ClusterId, Enrolled>();
  return {
    async whoHas(cluster, addresses, budgetMs) {
      const until = AbortSignal.timeout(budgetMs);
      const answers = new Map<string, WhoHas>();
      const asking = ask(cluster, addresses, until, answers);
      // A token or a table that does not answer must not hold up the batch either.
      await Promise.race([asking, sleep(budgetMs, undefined, { ref: false })]);
      asking.catch(() => undefined);
      return new Map(addresses.map((address) => [address, answers.get(address) ?? { kind: 'unavailable', reason: 'timeout' }]));
    },
  };

  async function ask(cluster: ClusterId, addresses: readonly string[], until: AbortSignal, answers: Map<string, WhoHas>): Promise<void> {
    const session = await sessionOf(cluster);
    if (session === undefined) for (const address of addresses) answers.set(address, { kind: 'not-enrolled' });
    else await new Question(cluster, session, until, answers, deps.log).ask([...new Set(addresses)]);
  }

  async function sessionOf(cluster: ClusterId): Promise<Session | undefined> {
    const known = enrolled.get(cluster);
    if (known !== undefined && Math.abs(deps.now() - known.at) < enrolmentYoungMs) return known.session;
    const access = askedAccess((await deps.clusters.find(cluster))?.value);
    const spelled = JSON.stringify(access) ?? '';
    const session = known !== undefined && known.access === spelled ? known.session : newSession(access);
    if (session !== known?.session) known?.session?.api.close();
    if (session === undefined) enrolled.delete(cluster);
    else enrolled.set(cluster, { session, access: spelled, at: deps.now() });
    return session;
  }

  function newSession(access: KubernetesAccess | undefined): Session | undefined {
    if (access === undefined) return undefined;
    const { endpoint, authority } = access;
    return new Session(kubernetesApi({ endpoint, authority, token: bearerOf(access, deps) }), deps.now);
  }
} // prettier-ignore

/** One call of whoHas: fills `answers` as they come, so that what is there when the time is up counts. */
class Question {
  readonly #cluster: ClusterId;
  readonly #session: Session;
  readonly #until: AbortSignal;
  readonly #answers: Map<string, WhoHas>;
  readonly #log: Log;

  constructor(cluster: ClusterId, session: Session, until: AbortSignal, answers: Map<string, WhoHas>, log: Log) {
    this.#cluster = cluster;
    this.#session = session;
    this.#until = until;
    this.#answers = answers;
    this.#log = log;
  }

  async ask(addresses: readonly string[]): Promise<void> {
    const services = this.#session.services(addresses, this.#until);
    const nodes = this.#session.nodes(addresses, this.#until);
    const podsAt = await this.#pods(addresses);
    await eachOf(addresses, atOnce, async (address) => {
      this.#answers.set(address, await this.#answer(address, await podsAt(address), services, nodes));
    });
  }

  async #pods(addresses: readonly string[]): Promise<(address: string) => Promise<Answer<readonly Pod[]>>> {
    if (addresses.length <= askedSingly) return (address) => this.#session.podsAt(address, this.#until);
    const all = await this.#session.allPods(this.#until);
    if (!all.ok) return async () => all;
    const byAddress = new Map<string, Pod[]>();
    for (const pod of all.body) {
      for (const address of addressesOfPod(pod)) byAddress.set(address, [...(byAddress.get(address) ?? []), pod]);
    }
    return async (address) => ({ ok: true, body: byAddress.get(address) ?? [] });
  }

  async #answer(
    address: string,
    pods: Answer<readonly Pod[]>,
    listedServices: Promise<Answer<ReadonlyMap<string, Service>>>,
    listedNodes: Promise<Answer<ReadonlyMap<string, Node>>>,
  ): Promise<WhoHas> {
    const pod = pods.ok ? holderOf(pods.body) : undefined;
    if (pod !== undefined && isLive(pod) && pod.spec.hostNetwork !== true) return this.#podAnswer(address, pod);
    const services = await listedServices;
    const service = services.ok ? services.body.get(address) : undefined;
    if (service !== undefined) return { kind: 'owner', interval: intervalOfService(address, service) };
    const nodes = await listedNodes;
    const node = nodes.ok ? nodes.body.get(address) : undefined;
    if (node !== undefined) return { kind: 'owner', interval: intervalOfNode(address, node) };
    if (pod?.spec.hostNetwork === true) return { kind: 'owner', interval: intervalOfHost(address, pod) };
    // What ends or has ended keeps its address only as long as nobody else is seen with it.
    if (pod !== undefined) return this.#podAnswer(address, pod);
    // "Nobody" takes three whole answers: with one missing, someone may have it.
    for (const answer of [pods, services, nodes]) if (!answer.ok) return this.#unavailable(answer.fault);
    return { kind: 'nobody' };
  }

  async #podAnswer(address: string, pod: Pod): Promise<WhoHas> {
    const top = await this.#session.topOf(pod, this.#until);
    if (!top.ok) return this.#unavailable(top.fault);
    return { kind: 'owner', interval: intervalOfPod(this.#cluster, address, pod, top.body) };
  }

  #unavailable(fault: Fault): WhoHas {
    this.#log.warn('kubernetes gave no answer to use', { cluster: this.#cluster, ...fault, fault: fault.kind });
    return { kind: 'unavailable', reason: reasonOf(fault) };
  }
}

function reasonOf(fault: Fault): Extract<WhoHas, { kind: 'unavailable' }>['reason'] {
  if (fault.kind === 'timeout') return 'timeout';
  if (fault.kind === 'no-token') return 'unauthorized';
  if (fault.kind !== 'status') return 'error';
  if (fault.status === 401) return 'unauthorized';
  if (fault.status === 403) return 'forbidden';
  return fault.status === 429 ? 'throttled' : 'error';
}
