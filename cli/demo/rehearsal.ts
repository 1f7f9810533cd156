import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterId } from '../../core/ids.ts';
import type { Batch } from '../../core/telemetry.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { KubernetesObject } from '../../local/kubernetes/object.ts';
import { startFakeKubernetes, type FakeKubernetes } from '../../local/kubernetes/server.ts';
import type { LocalRuntime } from '../../local/options.ts';
import { objectsAt } from '../../local/simulator/kubernetes-objects.ts';
import { type Plan, planOf } from '../../local/simulator/steps.ts';
import type { Step } from '../../local/simulator/step.ts';
import { ApiClient } from '../api-client.ts';
import { Failure } from '../failure.ts';
import { postBatch } from '../post-batch.ts';
import { Enrolled } from '../../core/answers/cluster.ts';
import { answered } from '../shapes.ts';

/** Learning is told in so many batches a node: three hours that differ are what a fact needs. */
const lessons = 3;
/** What a slow machine cut off comes back to its queue after six times the function's timeout: three minutes. */
export const quietWithinMs = 240_000;
const campaignHeartbeatMs = 10 * 60_000;
/** As real sentinels beat. */
const heartbeatMs = 60_000;
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
  readonly #lessonMs: number;
  readonly #kubernetes: FakeKubernetes;
  readonly #last = new Map<string, Batch>();
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
    const start = startOf(this.enforcedAt);
    // The last one comes before the mode changes, not with it.
    this.#lessonMs = Math.floor((this.enforcedAt - 60_000) / lessons);
    const lessonMs = this.#lessonMs;
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

  /** Of the cluster, once it is enrolled. */
  get token(): string {
    return this.#token;
  }

  /** What Kubernetes knows at a time of the scenario. */
  objectsAt(at: number): readonly KubernetesObject[] {
    return this.plan.worlds.filter(({ cluster }) => cluster === this.cluster).flatMap((world) => objectsAt(world, this.plan.start, at)); // prettier-ignore
  }

  /** What people do with `plumbline clusters add`. */
  async enrol(): Promise<void> {
    this.#runtime.setClock({ at: this.plan.start });
    await sleep(clockNoticedMs);
    const { url: endpoint, authority, token } = this.#kubernetes;
    const access = { endpoint, authority, token };
    this.#token = answered(Enrolled, await this.api.post('/v1/clusters', { id: this.cluster, access })).token;
  }

  /**
   * Carries out everything that happens before `until`, or until `enough` says so between two moments.
   * @param unseen addresses of which nothing is posted: what they do, somebody else tells
   */
  async playUntil(
    until: number,
    tell: (progress: Progress) => void,
    enough: () => boolean = () => false,
    unseen: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    for (;;) {
      const next = this.#peek();
      if (next === undefined || next.at >= until) return;
      if (next.at !== this.#now) {
        await this.#runtime.whenQuiet({ timeoutMs: quietWithinMs });
        if (enough()) return;
        this.#runtime.setClock({ at: this.plan.start + next.at });
        await sleep(clockNoticedMs);
        this.#now = next.at;
        tell(this.#progressAt(next.at));
      }
      this.#next = undefined;
      await this.#take(next.step, next.at, unseen);
    }
  }

  #progressAt(at: number): Progress {
    const number = Math.min(lessons, Math.round(at / this.#lessonMs));
    return at < this.enforcedAt ? { kind: 'lesson', number, of: lessons, at } : { kind: 'moment', at };
  }

  #next: { at: number; step: Step } | undefined;

  #peek(): { at: number; step: Step } | undefined {
    while (this.#next === undefined) {
      const { done, value } = this.plan.steps.next();
      if (done === true || value === undefined) return undefined;
      // The installation has schedules of its own for looks and sweeps: they are no moments to stop at.
      if (value.step.kind !== 'look' && value.step.kind !== 'sweep') this.#next = value;
    }
    return this.#next;
  }

  async #take(step: Step, at: number, unseen: ReadonlySet<string>): Promise<void> {
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
        this.#last.set(step.batch.node, step.batch);
        await postBatch(without(step.batch, unseen), { url: this.#runtime.url, token: this.#token });
        this.batches += 1;
        // One after the other: each finds the owners that the one before asked Kubernetes for.
        if (at < this.enforcedAt) await this.#runtime.whenQuiet({ timeoutMs: quietWithinMs });
        this.observations += step.batch.observations.length;
        return;
      case 'audit':
      case 'gap':
        // The demo's cluster sends no audit log: who created what stays unknown, as where nobody subscribed to it.
        return;
      case 'look':
      case 'sweep':
      case 'eks':
      case 'feed':
      case 'kubernetes':
        throw new Failure(`The demo cannot carry out a step of kind ${step.kind}.`);
    }
  } // prettier-ignore

  /** From now on the installation has the time of this machine: what people do next happens now. */
  backToThePresent(): void {
    const present = Date.now();
    if (present > this.#runtime.clock.now()) this.#runtime.setClock({ at: present });
  }

  /** Until it is interrupted: the sentinels go on saying that they are there, and that they saw nothing. */
  async goOn(interrupted: AbortSignal): Promise<void> {
    while (!interrupted.aborted) {
      const now = new Date(this.#runtime.clock.now()).toISOString();
      for (const [node, { seq, window, coverage, ...last }] of this.#last) {
        const next = { ...last, seq: seq + 1, sentAt: now, window: { from: window.to, to: now }, coverage: { ...coverage, seen: 0, dropped: 0 }, observations: [] }; // prettier-ignore
        this.#last.set(node, next);
        // One that is not taken is no matter: the next comes in a minute.
        await postBatch(next, { url: this.#runtime.url, token: this.#token }).catch(() => undefined);
      }
      await sleep(heartbeatMs, undefined, { signal: interrupted }).catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    await this.#kubernetes.stop();
  }
}

function without(batch: Batch, unseen: ReadonlySet<string>): Batch {
  if (unseen.size === 0) return batch;
  return { ...batch, observations: batch.observations.filter(({ src, dst }) => !unseen.has(src) && !unseen.has(dst)) };
}

// How long the attack comes after the mode was set, in kubeflow.yaml, and how long learning takes on a usual machine.
const attackAfterMs = 8 * 60_000 + 20_000;
const learningTakesMs = 15_000;

/** A start from which the attack happens about now, so that the alert is about the present; never in the future. */
function startOf(enforcedAt: number): string {
  const start = Date.now() + learningTakesMs - attackAfterMs - 60_000 - enforcedAt;
  return new Date(Math.floor(start / 1_000) * 1_000).toISOString();
}
