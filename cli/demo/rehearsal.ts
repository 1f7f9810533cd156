import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterId } from '../../core/ids.ts';
import type { Scenario } from '../../core/scenario.ts';
import { startFakeKubernetes, type FakeKubernetes } from '../../local/kubernetes/server.ts';
import type { LocalRuntime } from '../../local/options.ts';
import { objectsAt } from '../../local/simulator/kubernetes-objects.ts';
import { type Plan, planOf } from '../../local/simulator/steps.ts';
import type { Step } from '../../local/simulator/step.ts';
import { ApiClient } from '../api-client.ts';
import { Failure } from '../failure.ts';
import { postBatch } from '../post-batch.ts';
import { answered, Enrolled } from '../shapes.ts';

/** Learning is told in so many batches a node: three hours that differ are what a fact needs. */
const lessons = 3;
const campaignHeartbeatMs = 10 * 60_000;
// Longer than a function takes to notice that its clock was set.
const clockNoticedMs = 30;

/** What the stage plays, and how far it is; times are milliseconds of the scenario. */
export type Progress =
  | { readonly kind: 'lesson'; readonly number: number; readonly of: number; readonly at: number }
  | { readonly kind: 'moment'; readonly at: number };

/** A scenario of one cluster, played against a running installation through its own doors, in its own time. */
export class Rehearsal {
  readonly cluster: ClusterId;
  readonly api: ApiClient;
  /** The mode is set to enforcing here; milliseconds from the start. */
  readonly enforcedAt: number;
  readonly plan: Plan;
  readonly #runtime: LocalRuntime;
  readonly #kubernetes: FakeKubernetes;
  #token = '';
  #now = 0;
  batches = 0;
  observations = 0;
  lastPostedAt = 0;

  private constructor(scenario: Scenario, runtime: LocalRuntime, kubernetes: FakeKubernetes) {
    const { acts, clusters } = scenario;
    this.enforcedAt = acts.find(({ mode }) => mode === 'enforcing')?.at ?? 0;
    this.cluster = clusters[0]?.name as ClusterId;
    this.#runtime = runtime;
    this.#kubernetes = kubernetes;
    const credentials = { ...runtime.credentials, from: 'of this demo' };
    this.api = new ApiClient({ url: runtime.url, region: 'eu-west-1', credentials });
    const start = startOf(scenario);
    const lessonMs = this.enforcedAt / lessons;
    this.plan = planOf({ ...scenario, start }, {
      cadence: (at) => (at < this.enforcedAt ? { heartbeatMs: lessonMs, newsMs: undefined } : { heartbeatMs: campaignHeartbeatMs, newsMs: 1_000 }),
    });
  } // prettier-ignore

  static async prepare(scenario: Scenario, runtime: LocalRuntime): Promise<Rehearsal> {
    const kubernetes = await startFakeKubernetes();
    return new Rehearsal(scenario, runtime, kubernetes);
  }

  get kubernetesUrl(): string {
    return this.#kubernetes.url;
  }

  /** What people do with `plumbline clusters add`. */
  async enrol(): Promise<void> {
    this.#runtime.setClock({ at: this.plan.start });
    await sleep(clockNoticedMs);
    const { url: endpoint, authority, token } = this.#kubernetes;
    const access = { endpoint, authority, token };
    this.#token = answered(Enrolled, await this.api.post('/v1/clusters', { id: this.cluster, access })).token;
  }

  /** Carries out everything that happens before `until`; ends early when `enough` says so after a moment. */
  async playUntil(until: number, tell: (progress: Progress) => void, enough: () => boolean = () => false): Promise<void> {
    const lessonMs = this.enforcedAt / lessons;
    for (;;) {
      const next = this.#peek();
      if (next === undefined || next.at >= until || enough()) return;
      if (next.at !== this.#now || this.batches === 0) {
        await this.#runtime.whenQuiet({ timeoutMs: 60_000 });
        this.#runtime.setClock({ at: this.plan.start + next.at });
        await sleep(clockNoticedMs);
        this.#now = next.at;
        tell(next.at <= this.enforcedAt && until <= this.enforcedAt ? { kind: 'lesson', number: Math.round(next.at / lessonMs), of: lessons, at: next.at } : { kind: 'moment', at: next.at });
      }
      this.#next = undefined;
      await this.#take(next.step, next.at);
    }
  } // prettier-ignore

  #next: { at: number; step: Step } | undefined;

  #peek(): { at: number; step: Step } | undefined {
    if (this.#next === undefined) {
      const { done, value } = this.plan.steps.next();
      this.#next = done === true ? undefined : (value ?? undefined);
    }
    return this.#next;
  }

  async #take(step: Step, at: number): Promise<void> {
    switch (step.kind) {
      case 'inventory': {
        const world = this.plan.worlds.find(({ cluster }) => cluster === step.cluster);
        if (world !== undefined) this.#kubernetes.set(objectsAt(world, this.plan.start, at));
        return;
      }
      case 'act':
        if (step.act.mode !== undefined) await this.api.put(`/v1/clusters/${this.cluster}/mode`, { mode: step.act.mode });
        return;
      case 'batch':
        this.lastPostedAt = performance.now();
        await postBatch(step.batch, { url: this.#runtime.url, token: this.#token });
        this.batches += 1;
        this.observations += step.batch.observations.length;
        return;
      case 'feed':
      case 'kubernetes':
        throw new Failure(`The demo cannot carry out a step of kind ${step.kind}.`);
    }
  } // prettier-ignore

  async stop(): Promise<void> {
    await this.#kubernetes.stop();
  }
}

/** The scenario ends about now, so that the alert is about the present. */
function startOf({ until = 0 }: Scenario): string {
  return new Date(Math.floor((Date.now() - until) / 1_000) * 1_000).toISOString();
}
