import type { Candidate } from '../../core/candidate.ts';
import type { Finding } from '../../core/finding.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { Incident } from '../../core/incident.ts';
import type { QueuedBatch } from '../../core/message.ts';
import { durationText } from '../../core/scenario-units.ts';
import type { Act, PlayedScenario, Scenario } from '../../core/scenario.ts';
import type { SlackMessage } from '../../core/slack-text.ts';
import { Agenda } from './agenda.ts';
import { creatorKnownAt } from './audit-log.ts';
import type { Creators } from './cluster-side.ts';
import { objectsAt } from './kubernetes-objects.ts';
import type { World } from './world.ts';
import { type Checked, checkedAgainst } from './expectations.ts';
import { type DeadLetter, Installation, type Told } from './installation.ts';
import { type Overall, overallOf } from './overall.ts';
import { planOf, type StepOptions } from './steps.ts';
import { ranks, type Step, type Timed } from './step.ts';

export type PlayOptions = Pick<StepOptions, 'seed'> & {
  /** Told of every step, before it is taken; for progress on a terminal. */
  readonly onStep?: (timed: Timed, end: number) => void;
  /** Given the installation as the play left it, for whoever wants to look further. */
  readonly onEnd?: (installation: Installation) => void;
};

export interface PlayedCluster {
  readonly cluster: ClusterId;
  readonly mode: string;
  readonly workloads: number;
  readonly edges: number;
  readonly facts: number;
  /** What waits on the review list, the most suspicious first. */
  readonly review: readonly Candidate[];
}

const dayMs = 86_400_000;

/** What came of a scenario. The same scenario and seed give the same result, byte for byte. */
export interface PlayResult {
  readonly scenario: string;
  /** Milliseconds since 1970, and how long the scenario took, in its own time. */
  readonly start: number;
  readonly durationMs: number;
  readonly clusters: readonly PlayedCluster[];
  readonly findings: readonly Finding[];
  readonly incidents: readonly Incident[];
  readonly slack: readonly Told<SlackMessage>[];
  readonly email: readonly Told<{ readonly subject: string; readonly text: string }>[];
  readonly batches: number;
  readonly observations: number;
  readonly refused: Installation['refused'];
  readonly deadLetters: readonly DeadLetter[];
  /** All of it in one word, with how grave it is and why. */
  readonly overall: Overall;
  /** What the scenario expects, held against all that, and acts that had nothing to act on. */
  readonly checks: readonly Checked[];
}

/**
 * Plays a scenario from the ingest step on: the steps that AWS runs, on stores in memory, under a virtual clock. What
 * the scenario expects is taken off before and held against the result afterwards.
 */
export async function play({ expect, ...scenario }: Scenario, options: PlayOptions = {}): Promise<PlayResult> {
  const { worlds, start, end, steps } = planOf(scenario, options);
  const installation = new Installation(start, scenario.sentinels.heartbeat);
  for (const { name, mode } of scenario.clusters) await installation.enrol(name, mode);
  const enrolled = new Set<string>(scenario.clusters.filter(({ kubernetes }) => kubernetes).map(({ name }) => name));
  let now = 0;
  for (const world of worlds) if (enrolled.has(world.cluster)) installation.hold(world.cluster, () => objectsAt(world, start, now), creatorsIn(world, scenario.audit, () => now));
  const queue = new Agenda<QueuedBatch>();
  let [batches, observations, durationMs] = [0, 0, 0];

  const drain = async (until: number) => {
    for (let next = queue.peek(); next !== undefined && next <= until; next = queue.peek()) {
      const { at, item } = queue.take()!;
      installation.at = start + at;
      durationMs = Math.max(durationMs, at);
      await installation.receive(item);
    }
  };
  const idle: Checked[] = [];
  const settleAct = ({ at, accept, reject, mute, workload }: Act, got: string | undefined) => {
    const what = accept ? 'accept' : reject ? 'reject' : mute ? 'mute' : `mode of ${workload}`;
    if (got !== undefined) idle.push({ expected: `the act at ${durationText(at)} (${what}) has something to act on`, held: false, got });
  };
  const take = async (step: Step, at: number) => {
    switch (step.kind) {
      case 'inventory':
        if (enrolled.has(step.cluster)) for (const interval of step.changes) installation.kubernetes.own(step.cluster, interval);
        return;
      case 'kubernetes':
        return installation.fail(step.cluster, step.answer);
      case 'look':
      case 'sweep':
      case 'audit':
      case 'eks':
      case 'gap':
        return installation.onClock(step);
      case 'act':
        return settleAct(step.act, await installation.act(step.cluster, step.act));
      case 'feed':
        return installation.publish(step.feed);
      case 'batch': {
        const body = Buffer.from(JSON.stringify(step.batch));
        for (let time = 0; time < step.times; time++) {
          batches += 1;
          observations += step.batch.observations.length;
          await installation.post(step.cluster, step.batch.node, body, (message) => queue.put(at + step.queuedMs, ranks.delivery, message));
        }
      }
    }
  };
  let day = 0;
  for (const timed of steps) {
    options.onStep?.(timed, end);
    // Once a day sweep looks at everything.
    for (; day < Math.floor(timed.at / dayMs); day++) for (const { name } of scenario.clusters) await installation.learn(name);
    await drain(timed.at - 1);
    installation.at = start + timed.at;
    durationMs = Math.max(durationMs, timed.at);
    now = timed.at;
    await take(timed.step, timed.at);
    await drain(timed.at);
  }
  await drain(Infinity);
  options.onEnd?.(installation);

  const { stores } = installation;
  const clusters: PlayedCluster[] = [];
  const findings: Finding[] = [];
  const incidents: Incident[] = [];
  for (const { name } of scenario.clusters) {
    const [workloads, edges, facts, state, review] = await Promise.all([stores.workloads.ofCluster(name), stores.edges.ofCluster(name), stores.baselines.facts(name), stores.baselines.state(name), installation.review(name)]);
    clusters.push({ cluster: name, mode: state?.mode ?? 'learning', workloads: workloads.length, edges: edges.length, facts: facts.length, review: review.candidates });
    findings.push(...(await stores.findings.ofCluster(name)));
    incidents.push(...(await stores.incidents.ofCluster(name)));
  }
  const { slack, email, refused, deadLetters } = installation;
  const result = { scenario: scenario.name, start, durationMs, clusters, findings, incidents, slack, email, batches, observations, refused, deadLetters };
  return { ...result, overall: overallOf(result), checks: [...idle, ...(expect === undefined ? [] : checkedAgainst(expect, result))] };
} // prettier-ignore

/** Who made what, as the audit log has told by now. */
function creatorsIn({ cluster, workloads }: World, audit: PlayedScenario['audit'], now: () => number): Creators {
  const made = new Map(workloads.map(({ uid, creator, from }) => [uid, { creator, known: creatorKnownAt(cluster, from, audit) }]));
  return (uid) => {
    const one = made.get(uid);
    return one !== undefined && one.known <= now() ? one.creator : undefined;
  };
} // prettier-ignore
