import { initialBaseline, type Mode } from '../../core/baseline.ts';
import type { Change } from '../../core/change.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { Incident } from '../../core/incident.ts';
import type { Intelligence } from '../../core/intelligence.ts';
import { MalformedMessage } from '../../core/malformed.ts';
import { audienceOf, type QueuedBatch } from '../../core/message.ts';
import type { ArchiveRecord } from '../../core/archive.ts';
import { firstPolicy } from '../../core/policy.ts';
import type { Archive } from '../../core/ports/outside.ts';
import type { Act, Feed, KubernetesOutage } from '../../core/scenario.ts';
import type { ReviewList } from '../../core/suspicion.ts';
import { type SlackMessage, slackMessage } from '../../core/slack-text.ts';
import { memoryKubernetes } from '../../adapters/memory/kubernetes.ts';
import { memoryObjects } from '../../adapters/memory/object-store.ts';
import { memoryStores } from '../../adapters/memory/stores.ts';
import { announce } from '../../lambdas/announce/announce.ts';
import { type ChangeDeps, detectChanges } from '../../lambdas/detect/changes.ts';
import { detect } from '../../lambdas/detect/detect.ts';
import { enrich } from '../../lambdas/enrich/enrich.ts';
import { settleSights, sightsIn } from '../../lambdas/enrich/settle-sights.ts';
import { NodeGuard } from '../../lambdas/enrich/node-guard.ts';
import { RecentSights } from '../../lambdas/enrich/recent-sights.ts';
import { Directory } from '../../lambdas/enrich/whereabouts.ts';
import { Floodgate } from '../../lambdas/floodgate.ts';
import { ingest } from '../../lambdas/ingest/ingest.ts';
import { reviewList, settleLearning, type SettleLearningDeps } from '../../lambdas/settle-learning.ts';
import { notify } from '../../lambdas/notify/notify.ts';
import { carryOut } from './acts.ts';
import { ClusterSide } from './cluster-side.ts';
import { Publishers } from './feeds.ts';
import type { Step } from './step.ts';

/** A text that left the installation, with the moment (milliseconds since 1970) at which it did. */
export interface Told<Text> {
  readonly at: number;
  readonly incident: string;
  readonly text: Text;
}

/** Why a message was given up, after as many tries as the queue allows. */
export interface DeadLetter {
  readonly at: number;
  readonly node: string;
  readonly reason: string;
}

/** Nobody replays a play, and days of records would fill the memory. */
const forgetful: Archive = { append: async () => {} };

/** A play puts a day into seconds, so that what is new at once says nothing; who tells of other nodes is found all the same. */
const noFlood = { burst: 1e9, perMinute: 1e9 };

/** How often a message is tried before it is set aside. The stack has more, over an hour: here no time passes between tries. */
const tries = 5;

/**
 * The steps of the river on stores in memory, under a clock that others set. What a batch leads to is done when `post`
 * is: queue, stream and topic are walked through one after the other, so that nothing depends on who was faster.
 */
export class Installation {
  readonly stores = memoryStores();
  readonly slack: Told<SlackMessage>[] = [];
  readonly email: Told<{ readonly subject: string; readonly text: string }>[] = [];
  readonly deadLetters: DeadLetter[] = [];
  readonly refused: { readonly at: number; readonly title: string; readonly detail: string }[] = [];
  readonly counts = new Map<string, number>();
  readonly kubernetes;
  readonly #clock: { at: number };
  readonly #directory: Directory;
  readonly #recent = new RecentSights();
  readonly #publishers: Publishers;
  readonly #changed = new Map<string, Change>();
  readonly #changedIncidents = new Map<string, Incident>();
  readonly #side: ClusterSide;
  readonly #guard: NodeGuard;
  readonly #archive: Archive;
  #published = 0;
  #posted = 0;

  /**
   * @param heartbeatMs how often sentinels speak: who says nothing for much longer is silent
   * @param archive where enrich keeps what it decided
   */
  constructor(at: number, heartbeatMs = 60_000, archive = forgetful) {
    this.#clock = { at };
    this.#archive = archive;
    this.kubernetes = memoryKubernetes(this.#now);
    this.#directory = new Directory({ ...this.stores, kubernetes: this.kubernetes, ...this.#tools });
    const { log } = this.#tools;
    const gate = new Floodgate(memoryObjects(), this.#now, log);
    this.#guard = new NodeGuard({
      ...this.stores,
      baseline: this.stores.baselines,
      gate,
      limits: noFlood,
      ...this.#tools,
    });
    this.#publishers = new Publishers({
      ...this.stores,
      judge: (edges, intelligence) => detect(edges, this.#judging(intelligence)),
      ...this.#tools,
    });
    this.#side = new ClusterSide({
      stores: this.stores,
      heartbeatMs,
      judge: async (changes) => this.#detect(changes),
      settleLearning: (cluster) => this.learn(cluster),
      ...this.#tools,
    });
    const changed = (change: Change, id: string) => this.#changed.set(`${change.kind} ${change.value.cluster} ${id}`, change); // prettier-ignore
    this.stores.edges.onChange((value) => changed({ kind: 'edge', value }, value.id));
    this.stores.exposures.onChange((value) => changed({ kind: 'exposure', value }, value.id));
    this.stores.traits.onChange((value) => changed({ kind: 'traits', value }, value.lineage));
    this.stores.events.onChange((value) => changed({ kind: 'event', value }, value.id));
    this.stores.incidents.onChange((incident) => this.#changedIncidents.set(incident.id, incident));
  }

  readonly #now = () => this.#clock.at;

  get #tools() {
    const meter = { count: (metric: string, value: number) => void this.counts.set(metric, (this.counts.get(metric) ?? 0) + value) };
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    return { now: this.#now, log, meter };
  } // prettier-ignore

  set at(at: number) {
    this.#clock.at = at;
  }

  async enrol(cluster: ClusterId, mode: Mode): Promise<void> {
    const at = new Date(this.#now()).toISOString();
    const initial = initialBaseline(cluster, at, 'scenario');
    await this.stores.clusters.put({ id: cluster, enrolledAt: at, enrolledBy: 'scenario', tokenHashes: [] }, undefined);
    await this.stores.baselines.setState(initial, undefined);
    if (mode !== 'learning') await this.setMode(cluster, mode, 'scenario');
  }

  /** What the cluster's Kubernetes API holds, for discover to look at. */
  hold(...held: Parameters<ClusterSide['hold']>): void {
    this.#side.hold(...held);
  }

  /** The cluster's Kubernetes API does not answer like this, or answers again. */
  fail(cluster: ClusterId, answer: KubernetesOutage['answer'] | undefined): void {
    this.kubernetes.fail(cluster, answer);
    this.#side.fail(cluster, answer);
  }

  /** Something that the control plane does by the clock, or that reaches it from the cluster's AWS side. */
  async onClock(step: Extract<Step, { kind: 'look' | 'sweep' | 'audit' | 'gap' | 'eks' }>): Promise<void> {
    const side = this.#side;
    const work = {
      look: () => side.discover(step.cluster),
      sweep: () => side.sweep(step.cluster),
      audit: async () => step.kind === 'audit' && side.audit(step.event),
      gap: async () => step.kind === 'gap' && side.gap(step.cluster, step.gap),
      eks: async () => step.kind === 'eks' && side.survey(step.facts),
    }[step.kind];
    await this.#withTries(step.kind, async () => void (await work()));
    await this.#settle();
  }

  async setMode(cluster: ClusterId, mode: Mode, by: string): Promise<void> {
    await this.act(cluster, { at: 0, by, mode });
  }

  /** What a person does now. Undefined, or why nothing came of it. */
  async act(cluster: ClusterId, act: Act): Promise<string | undefined> {
    // As sweep does all the time: what earned its place in the last hours is learned before learning ends.
    if (act.mode !== undefined) await settleLearning(cluster, await this.#learning());
    const candidates = async () => (await this.review(cluster)).candidates.map(({ finding }) => finding);
    return carryOut(act, cluster, { ...this.stores, candidates, ...this.#tools });
  }

  /** What waits for a person. */
  async review(cluster: ClusterId): Promise<ReviewList> {
    return reviewList(cluster, await this.#learning());
  }

  /** Once a day, as sweep does: who has passed a probation is learned. */
  async learn(cluster: ClusterId): Promise<void> {
    await settleLearning(cluster, await this.#learning());
  }

  async #learning(): Promise<SettleLearningDeps> {
    const intelligence = await this.#publishers.intelligence();
    return { ...this.stores, baseline: this.stores.baselines, intelligence, ...this.#tools };
  }

  /** A publisher has a list from now on, and intelligence is refreshed at once; in AWS that takes up to six hours. */
  async publish(feed: Feed): Promise<void> {
    await this.#publishers.publish(feed);
    await this.#settle();
  }

  /** Posts one batch at the door, as the sentinel of this node would with its own token; the messages that it leads to go to `queue`. */
  async post(cluster: ClusterId, node: string, body: Uint8Array, queue: (message: QueuedBatch) => void): Promise<void> {
    const mediaType = 'application/json';
    const deps = {
      ...this.#tools,
      send: async (message: QueuedBatch) => queue(message),
      closedUntil: async () => undefined,
      policy: firstPolicy,
    };
    const token = { podUid: `sentinel-${node}`, nodeUid: node, expires: this.#now() / 1_000 + 3_600 };
    const answer = await ingest(
      { body, mediaType, speaker: { kind: 'projected' as const, role: 'sentinel' as const, cluster, node, ...token } },
      deps,
    );
    if ('problem' in answer)
      this.refused.push({ at: this.#now(), title: answer.problem.title, detail: answer.problem.detail });
  }

  /** Takes one message off the queue and follows it to its end. */
  async receive(message: QueuedBatch): Promise<void> {
    const { stores, kubernetes } = this;
    const deps = { ...stores, archive: this.#archive, kubernetes, ...this.#tools, directory: this.#directory, recent: this.#recent, guard: this.#guard }; // prettier-ignore
    await this.#withTries(message.node, () => enrich(message, deps));
    await this.#settle();
  }

  /** Takes what enrich decided of a batch from the archive, at the moment at which it was received, and follows it to its end. */
  async replay(record: ArchiveRecord): Promise<void> {
    const { stores } = this;
    this.at = Date.parse(record.receivedAt);
    for (const workload of record.workloads) {
      const known = await stores.workloads.put(workload, record.receivedAt);
      if (known === 'known')
        await stores.workloads.addImages(record.cluster, workload.lineage, workload.images, record.receivedAt);
    }
    await this.#withTries(
      record.node,
      async () => void (await settleSights(sightsIn(record), record, { ...stores, ...this.#tools })),
    );
    await this.#settle();
  }

  async #settle(): Promise<void> {
    while (this.#changed.size + this.#changedIncidents.size > 0 || this.#published < this.stores.topic.published.length) {
      const changes = [...this.#changed.values()];
      this.#changed.clear();
      if (changes.length > 0) await this.#withTries('', () => this.#detect(changes));
      const incidents = [...this.#changedIncidents.values()];
      this.#changedIncidents.clear();
      for (const incident of incidents) await this.#withTries('', () => this.#announce(incident));
      await this.#deliver();
    }
  } // prettier-ignore

  async #detect(changes: readonly Change[]): Promise<void> {
    return detectChanges(changes, this.#judging(await this.#publishers.intelligence()));
  }

  #judging(intelligence: Intelligence): ChangeDeps {
    return { ...this.stores, baseline: this.stores.baselines, intelligence, ...this.#tools };
  }

  #announce(incident: Incident): Promise<void> {
    const { incidents, notices, storms, topic } = this.stores;
    return announce(incident, {
      incidents,
      notices,
      storms,
      topic,
      dashboardUrl: 'https://plumbline.invalid',
      ...this.#tools,
    });
  }

  async #deliver(): Promise<void> {
    const { topic, notices, threads, chat } = this.stores;
    for (; this.#published < topic.published.length; this.#published++) {
      const { message, subject, email } = topic.published[this.#published]!;
      // The filters of the topic's subscriptions (lib/announce.ts, lib/notify.ts).
      const audience = message.audience ?? audienceOf(message.notice.severity);
      if (audience.includes('email'))
        this.email.push({ at: this.#now(), incident: message.incident, text: { subject, text: email } });
      if (audience.includes('chat'))
        await this.#withTries('', () => notify(message, { notices, threads, topic, chat, ...this.#tools }));
    }
    for (; this.#posted < chat.posted.length; this.#posted++) {
      const notice = chat.posted[this.#posted]!;
      this.slack.push({ at: this.#now(), incident: notice.incident, text: slackMessage(notice) });
    }
  }

  async #withTries(node: string, work: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof MalformedMessage || attempt >= tries) {
          this.deadLetters.push({ at: this.#now(), node, reason: (error as Error).message });
          return;
        }
      }
    }
  }
}
