import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defang } from '../../core/defang.ts';
import type { Incident } from '../../core/incident.ts';
import { Incident as IncidentShape } from '../../core/incident.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { LocalRuntime } from '../../local/options.ts';
import { Failure } from '../failure.ts';
import { logFile } from '../log-file.ts';
import { ClusterOverview } from '../../core/answers/cluster.ts';
import { answered } from '../shapes.ts';
import { slackText } from '../slack-view.ts';
import { synthesize } from '../synthesize.ts';
import { attacked, attackInNamespaces, campaignOf, kernelNeeds, poolName } from './kernel.ts';
import { type MailStandIn, startMailStandIn } from './mail-stand-in.ts';
import { type Progress, quietWithinMs, Rehearsal } from './rehearsal.ts';
import { type SlackStandIn, startSlackStandIn } from './slack-stand-in.ts';

export interface TakenStep {
  readonly name: string;
  readonly ms: number;
}

export interface Shown {
  readonly url: string;
  /** What stands in for AWS. */
  readonly aws: string | undefined;
  /** Opens the dashboard, signed in. */
  readonly signInUrl: string;
  readonly incidents: readonly Incident[];
  readonly overview: ClusterOverview;
  readonly slack: string;
  readonly email: { readonly from: string; readonly to: string; readonly subject: string; readonly text: string };
  readonly steps: readonly TakenStep[];
  /** From the batch with the pool in it to the text in Slack and in the mailbox, in milliseconds. */
  readonly toSlackMs: number;
  readonly toEmailMs: number;
  readonly notEmulated: readonly string[];
  readonly log: string;
}

/** Told as the demo goes on. */
export interface Audience {
  begins(step: string): void;
  progress(progress: Progress): void;
  ends(step: TakenStep, said: string): void;
}

export const recipient = 'security@example.com';

// Longer than any of it takes on a slow machine.
const textsWithinMs = 30_000;
/** After the mode was set: by then the workload of the attack is there, and has not talked yet. */
const attackStageMs = 8 * 60_000 + 15_000;

/** Everything that a demo needs, built up step by step; `stop` takes it down again. */
export class Stage {
  readonly folder: string;
  readonly log: string;
  readonly #write: (source: string, line: string) => void;
  readonly #audience: Audience;
  readonly #steps: TakenStep[] = [];
  readonly #undo: (() => Promise<void>)[] = [];
  #rehearsal: Rehearsal | undefined;

  constructor(audience: Audience) {
    this.folder = mkdtempSync(path.join(tmpdir(), 'plumbline-demo-'));
    const { file, log } = logFile(path.join(this.folder, 'log', 'demo.log'));
    this.log = file;
    this.#write = log;
    this.#audience = audience;
  }

  get state(): string {
    return path.join(this.folder, 'state');
  }

  async #step<Result>(name: string, work: () => Promise<Result>, said: (result: Result) => string): Promise<Result> {
    this.#audience.begins(name);
    const before = performance.now();
    const result = await work();
    const step = { name, ms: Math.round(performance.now() - before) };
    this.#steps.push(step);
    this.#audience.ends(step, said(result));
    return result;
  }

  /** Plays the whole of it. Throws a Failure that says which part did not come. */
  async play(scenario: Scenario, options: { readonly kernel?: boolean } = {}): Promise<Shown> {
    if (options.kernel === true) kernelNeeds();
    const { startLocal } = await import('../../local/runtime.ts');
    const built = await this.#step('build', () => synthesize({ out: path.join(this.folder, 'build'), context: { alertEmails: [recipient] } }), () => 'handlers bundled, CDK app synthesized: what `cdk deploy` would ship');
    const slack = await startSlackStandIn(() => {});
    this.#undo.push(() => slack.stop());
    const mail = await startMailStandIn(() => {});
    this.#undo.push(() => mail.stop());
    const runtime = await this.#step('start', () => startLocal({
      ...built,
      stateDir: this.state,
      clockFile: path.join(this.folder, 'clock.json'),
      smtp: { host: mail.host, port: mail.port },
      parameters: { '/plumbline/main/slack-webhook': slack.webhook },
      log: this.#write,
    }), ({ url }) => `API, queues, tables, topic and functions of the template, on ${url}`);
    this.#undo.push(() => runtime.stop());
    const rehearsal = await Rehearsal.prepare(scenario, runtime);
    this.#undo.push(() => rehearsal.stop());
    this.#rehearsal = rehearsal;
    await this.#step('enrol', () => rehearsal.enrol(), () => `cluster ${rehearsal.cluster}, its Kubernetes API on ${rehearsal.kubernetesUrl}`);
    return this.#perform(rehearsal, runtime, slack, mail, options.kernel === true);
  } // prettier-ignore

  async #perform(rehearsal: Rehearsal, runtime: LocalRuntime, slack: SlackStandIn, mail: MailStandIn, kernel: boolean): Promise<Shown> {
    const { api, cluster, enforcedAt } = rehearsal;
    const overview = async () => answered(ClusterOverview, await api.get(`/v1/clusters/${cluster}`));
    await this.#step('learn', async () => {
      await rehearsal.playUntil(enforcedAt, this.#audience.progress.bind(this.#audience));
      await this.#quiet(runtime);
      return overview();
    }, ({ counts }) => `26 hours of ${rehearsal.batches} batches: ${counts.workloads} workloads, ${counts.edges} edges, ${counts.facts} facts`);
    await this.#step('enforce', () => rehearsal.playUntil(enforcedAt + 1, () => {}), () => 'from here on, what is not in the baseline is a deviation');
    const before = slack.received.length;
    // Not the digest of the hour, nor a sentinel that fell silent on a slow machine; and where real programs take their time, not
    // yet what is told of a new workload that has called nobody.
    const isAboutIt = (text: string) => text.includes(attacked) && text.includes(defang(poolName));
    const texts = () => slack.received.slice(before).filter(({ message }) => isAboutIt(slackText(message)));
    const letters = () => mail.received.filter(({ subject, text }) => isAboutIt(`${subject} ${text}`));
    const told = () => texts().length > 0 && letters().length > 0;
    const posted = await this.#step('attack', async () => {
      if (kernel) return this.#attackForReal(rehearsal, runtime, told);
      await rehearsal.playUntil(Infinity, this.#audience.progress.bind(this.#audience), told);
      const at = rehearsal.lastPostedAt;
      await this.#until(told);
      return at;
    }, () => 'dashboard opened, container created, pool looked up, mining session');
    await this.#quiet(runtime);
    rehearsal.backToThePresent();
    const message = texts()[0];
    const letter = letters()[0];
    if (message === undefined) throw this.#missing('No Slack text came');
    if (letter === undefined) throw this.#missing('No e-mail came');
    const incidents = (await api.list(`/v1/clusters/${cluster}/incidents`, 'incidents')).map((one) => answered(IncidentShape, one));
    if (incidents.length === 0) throw this.#missing('Texts came, but the API knows no incident');
    const { from, to, subject, text } = letter;
    return {
      url: runtime.url,
      aws: runtime.environment['AWS_ENDPOINT_URL'],
      signInUrl: runtime.signInUrl,
      incidents,
      overview: await overview(),
      slack: slackText(message.message),
      email: { from, to, subject, text },
      steps: this.#steps,
      toSlackMs: Math.round(message.at - posted),
      toEmailMs: Math.round(letter.at - posted),
      notEmulated: [...new Set([...always, ...(kernel ? [] : [noPackets]), ...Object.values(runtime.losses)])],
      log: this.log,
    };
  } // prettier-ignore

  /** The cluster goes on as the scenario says, but for the attack: real programs play that, and a real sentinel tells of it. */
  async #attackForReal(rehearsal: Rehearsal, runtime: LocalRuntime, told: () => boolean): Promise<number> {
    const at = rehearsal.enforcedAt + attackStageMs;
    const campaign = campaignOf(rehearsal.objectsAt(at));
    await rehearsal.playUntil(
      at,
      this.#audience.progress.bind(this.#audience),
      () => false,
      new Set(campaign.addresses),
    );
    await this.#quiet(runtime);
    rehearsal.backToThePresent();
    const { url } = runtime;
    return attackInNamespaces({ campaign, url, token: rehearsal.token, told: () => this.#until(told) });
  }

  /** After the play, until it is interrupted: the cluster lives on. */
  async goOn(interrupted: AbortSignal): Promise<void> {
    await this.#rehearsal?.goOn(interrupted);
  }

  async #until(condition: () => boolean): Promise<void> {
    const end = performance.now() + textsWithinMs;
    while (!condition() && performance.now() < end) await new Promise((later) => setTimeout(later, 20));
  }

  async #quiet(runtime: LocalRuntime): Promise<void> {
    await runtime.whenQuiet({ timeoutMs: quietWithinMs });
  }

  #missing(what: string): Failure {
    return new Failure(`${what} within ${textsWithinMs / 1_000} seconds after the attack.`, `What the functions wrote is in ${this.log}.`); // prettier-ignore
  }

  /** @param keep leaves log and state for a person to look at. */
  async stop(keep: boolean): Promise<void> {
    for (const undo of this.#undo.toReversed())
      await undo().catch((error: unknown) => this.#write('demo', String(error)));
    if (keep || !existsSync(this.folder)) return;
    for (const entry of readdirSync(this.folder)) rmSync(path.join(this.folder, entry), { recursive: true, force: true, maxRetries: 3 }); // prettier-ignore
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const noPackets = 'No packets: what sentinels would see was written into a scenario and posted as they would.';

/** What no template names and a user would still miss. */
const always = [
  'No AWS: nothing was deployed, and nothing of it costs or scales as there.',
  'No real Kubernetes: a small API of ours answered in its shapes.',
  'No throttling, no cold starts, no second shard of a stream.',
  'Slack and the mailbox were stand-ins on this machine.',
];
