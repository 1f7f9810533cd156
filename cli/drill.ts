import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { Enrolled } from '../core/answers/cluster.ts';
import { type NoticeFate, ToldIncident } from '../core/answers/incident.ts';
import type { ClusterId } from '../core/ids.ts';
import { Incident } from '../core/incident.ts';
import { listNames, lists, type PushedInventory } from '../core/inventory/snapshot.ts';
import type { Scenario } from '../core/scenario.ts';
import type { KubernetesObject } from '../local/kubernetes/object.ts';
import { objectsAt } from '../local/simulator/kubernetes-objects.ts';
import { planOf } from '../local/simulator/steps.ts';
import type { ApiClient } from './api-client.ts';
import { type Door, postBatch, postInventory } from './post-batch.ts';
import { answered } from './shapes.ts';

/** What a drill came to; milliseconds since the batch with the attack in it was taken. */
export interface Drilled {
  readonly incident: Incident;
  readonly incidentMs: number;
  /** By the clock of the installation; absent where it did not come in time. */
  readonly topicMs?: number | undefined;
  readonly slackMs?: number | undefined;
  /** Why Slack never will take it: `not-configured` where none is set. */
  readonly slackRefused?: string | undefined;
}

export interface DrillOptions {
  readonly cluster: ClusterId;
  /** How long an incident, and then its notices, are waited for. */
  readonly withinMs: number;
  readonly interrupted: AbortSignal;
  readonly note: (text: string) => void;
}

/** A function may hold what it read of the published tokens for a minute. */
const tries = 20;
const lookEveryMs = 250;
/** Slack's queue is emptied within a second; who has heard nothing by then has no Slack, or one that refuses. */
const slackWithinMs = 15_000;

/** Enrols a cluster for the drill. Whoever calls takes it out again, whatever came of it. */
export async function enrolForDrill(api: ApiClient, cluster: ClusterId): Promise<Door> {
  const { token } = answered(Enrolled, await api.post('/v1/clusters', { id: cluster, pushes: true }));
  return { url: api.url, token, tries };
}

/** Says what the scenario's cluster would say of itself, and sees what comes of it. Undefined: no incident came in time. */
export async function drill(scenario: Scenario, api: ApiClient, door: Door, options: DrillOptions): Promise<Drilled | undefined> {
  const began = Date.now();
  const { steps, worlds, start } = planOf({ ...scenario, start: new Date(began).toISOString() });
  const at = new Date(began).toISOString();
  await postInventory({ v: 1, at, sentAt: at, lists: listsOf(worlds.flatMap((world) => objectsAt(world, start, 0))), missing: {}, owners: [], odd: 0 }, door);
  options.note('Its inventory is there: three seconds of telemetry follow.');
  let postedAt = began;
  for (const { at: moment, step } of steps) {
    if (step.kind !== 'batch') continue;
    await sleep(Math.max(0, began + moment - Date.now()), undefined, { signal: options.interrupted });
    if (step.batch.observations.length > 0) postedAt = Date.now();
    await postBatch(step.batch, door);
  }
  const incident = await firstIncident(api, options);
  if (incident === undefined) return undefined;
  const incidentMs = Date.parse(incident.openedAt) - postedAt;
  return { incident, incidentMs, ...(await fateOf(incident, postedAt, api, options)) };
} // prettier-ignore

async function firstIncident(api: ApiClient, { cluster, withinMs, interrupted }: DrillOptions): Promise<Incident | undefined> {
  for (const until = Date.now() + withinMs; Date.now() < until; await sleep(lookEveryMs, undefined, { signal: interrupted })) {
    const [first] = await api.list(`/v1/clusters/${cluster}/incidents`, 'incidents');
    if (first !== undefined) return answered(Incident, first);
  }
  return undefined;
} // prettier-ignore

async function fateOf({ id }: Incident, postedAt: number, api: ApiClient, { withinMs, interrupted }: DrillOptions): Promise<Pick<Drilled, 'topicMs' | 'slackMs' | 'slackRefused'>> {
  const began = Date.now();
  for (;;) {
    const { notices } = answered(ToldIncident, await api.get(`/v1/incidents/${id}`));
    const done = (channel: string) => notices.find((notice) => notice.channel === channel && notice.state === 'done');
    const [topic, slack] = [done('topic'), done('slack')];
    const waited = Date.now() - began;
    if ((slack !== undefined && topic !== undefined) || waited > (topic === undefined ? withinMs : slackWithinMs)) {
      const msOf = (fate: NoticeFate | undefined) => fate && Date.parse(fate.at) - postedAt;
      const refused = slack?.refused;
      return { topicMs: msOf(topic), ...(refused === undefined ? { slackMs: msOf(slack) } : { slackRefused: refused }) };
    }
    await sleep(lookEveryMs, undefined, { signal: interrupted });
  }
} // prettier-ignore

/** Objects as whole lists, by the kind that each list holds; of what a drill's cluster has none, the list is empty. */
function listsOf(objects: readonly KubernetesObject[]): z.input<typeof PushedInventory>['lists'] {
  const of = (name: (typeof listNames)[number]) => {
    const { kind, path } = lists[name];
    const [, group = ''] = /^\/apis\/([^/]+)\//.exec(path) ?? [];
    return objects.filter((object) => object.kind === kind && object.apiVersion.startsWith(group));
  };
  return Object.fromEntries(listNames.map((name) => [name, of(name)]));
}
