import { IntelligenceStatus, staleAfterMs } from '../core/feeds/status.ts';
import { Incident } from '../core/incident.ts';
import { plural } from '../local/simulator/plural.ts';
import { type ApiClient, ApiProblem } from './api-client.ts';
import { type Diagnosis, warning, works } from './diagnosis.ts';
import type { ClusterOverview } from '../core/answers/cluster.ts';
import { CoverageOf } from '../core/answers/surroundings.ts';
import { ToldIncident } from '../core/answers/incident.ts';
import { answered } from './shapes.ts';
import { agoText } from './when.ts';

// What each stage left behind says whether it works, wherever it runs.

const minuteMs = 60_000;

/** How old the latest work of a stage may be, in milliseconds: a few times its schedule. */
const youngMs = {
  discover: 5 * minuteMs,
  survey: 2 * 60 * minuteMs,
  audit: 15 * minuteMs,
  sweep: 12 * minuteMs,
} as const;

/** How long announce and the channels have for a notice before it is worth a word. */
const toldWithinMs = 10 * minuteMs;

/** Incidents, the newest first, whose notices are looked at one by one. */
const lookedAt = 5;

/** The stages that look at one cluster and tell of it. */
export async function stagesOf(
  { id, access, pushes }: ClusterOverview,
  api: ApiClient,
  now: number,
): Promise<Diagnosis[]> {
  const coverage = answered(CoverageOf, await api.get(`/v1/clusters/${id}/coverage`));
  const incidents = (await api.list(`/v1/clusters/${id}/incidents`, 'incidents')).map((one) => answered(Incident, one));
  return [
    ...sentinels(id, coverage),
    ...(pushes === true || coverage.inventory?.by === 'push'
      ? [pushed(id, coverage, now)]
      : access === undefined && coverage.inventory === undefined
        ? []
        : [discover(id, coverage, now)]),
    ...(access?.credential === 'eks' ? [survey(id, coverage, now)] : []),
    audit(id, coverage, now),
    sweep(id, coverage, now),
    announce(id, incidents, now),
    ...(await channels(id, incidents, api, now)),
  ];
}

function sentinels(id: string, { nodes }: CoverageOf): Diagnosis[] {
  const ready = nodes.filter((node) => node.ready === 'ready' && node.virtual !== true);
  if (ready.length === 0) return [];
  const about = `sentinels ${id}`;
  const without = ready.filter(({ heardAt }) => heardAt === undefined).map(({ name }) => name);
  if (without.length === 0) return [works(about, `heard from each of ${plural(ready.length, 'ready node')}`)];
  const some = without.slice(0, 3).join(', ');
  return [warning(about, `none was ever heard on ${without.length} of ${plural(ready.length, 'ready node')}: ${some}${without.length > 3 ? ' …' : ''}`, 'The chart runs one on every node that its tolerations allow.')];
} // prettier-ignore

function discover(id: string, { inventory }: CoverageOf, now: number): Diagnosis {
  const about = `discover ${id}`;
  if (inventory === undefined) return warning(about, 'has not looked at it yet', 'It looks each minute: docs/runbook.md#discover-does-not-run.'); // prettier-ignore
  const { failing, asOf } = inventory;
  if (failing !== undefined) return warning(about, `Kubernetes is not seen whole since ${failing.since}: ${failing.fault} (${failing.missing.slice(0, 3).join(', ')})`, 'docs/deploy.md#clusters says what it must be allowed to read.'); // prettier-ignore
  const last = agoText(asOf, now);
  if (isOld(asOf, youngMs.discover, now)) return warning(about, `last look ${last}`, 'It looks each minute: docs/runbook.md#discover-does-not-run.'); // prettier-ignore
  return works(about, `looked ${last}, and saw all of it`);
}

/** Of a cluster that pushes its inventory. */
function pushed(id: string, { inventory }: CoverageOf, now: number): Diagnosis {
  const about = `inventory ${id}`;
  const remedy = 'docs/deploy.md#a-cluster-that-pushes says what the chart needs; the log of `authorize` and `inventory` who was refused and why.'; // prettier-ignore
  if (inventory === undefined) return warning(about, 'nothing was pushed yet: workloads stay unresolved', remedy);
  const { failing, asOf, wholeAt } = inventory;
  if (isOld(asOf, youngMs.discover, now)) return warning(about, `pushed last ${agoText(asOf, now)}`, remedy);
  if (failing !== undefined) return warning(about, `pushed ${agoText(asOf, now)}, but not whole since ${failing.since}: ${failing.fault} (${failing.missing.slice(0, 3).join(', ')})`, remedy); // prettier-ignore
  return works(about, `pushed ${agoText(wholeAt ?? asOf, now)}, whole`);
}

function survey(id: string, { eks }: CoverageOf, now: number): Diagnosis {
  const about = `survey ${id}`;
  const remedy = 'docs/runbook.md#survey-gave-up';
  if (eks === undefined) return warning(about, 'EKS told nothing of it yet', remedy);
  if (isOld(eks.asOf, youngMs.survey, now)) return warning(about, `EKS was asked last ${agoText(eks.asOf, now)}`, remedy); // prettier-ignore
  return works(about, `EKS ${eks.version}, asked ${agoText(eks.asOf, now)}`);
}

function audit(id: string, { audit: log }: CoverageOf, now: number): Diagnosis {
  const about = `audit ${id}`;
  const remedy = 'docs/deploy.md#clusters says how its log group is subscribed.';
  if (log === undefined || log.state === 'off') return warning(about, 'no audit log reaches Plumbline: who created what is not known', remedy); // prettier-ignore
  if (log.receivedAt === undefined || isOld(log.receivedAt, youngMs.audit, now)) return warning(about, `no record of the audit log came since ${log.receivedAt ?? 'ever'}`, remedy); // prettier-ignore
  return works(about, `the newest record came ${agoText(log.receivedAt, now)}`);
}

function sweep(id: string, { sweep: state }: CoverageOf, now: number): Diagnosis {
  const about = `sweep ${id}`;
  const remedy = 'docs/runbook.md#sweep-does-not-run';
  if (state === undefined) return warning(about, 'has not swept it yet: silence is told of by nobody', remedy);
  if (isOld(state.changedAt, youngMs.sweep, now)) return warning(about, `swept last ${agoText(state.changedAt, now)}: silence is told of by nobody`, remedy); // prettier-ignore
  return works(about, `swept ${agoText(state.changedAt, now)}, all of it ${agoText(state.allAt, now)}`);
}

function announce(id: string, incidents: readonly Incident[], now: number): Diagnosis {
  const about = `announce ${id}`;
  const untold = incidents.filter(({ version, announcedVersion, updatedAt }) => version > announcedVersion && isOld(updatedAt, toldWithinMs, now)); // prettier-ignore
  if (untold.length === 0) return works(about, `every version of ${plural(incidents.length, 'incident')} was handed over`); // prettier-ignore
  return warning(about, `the latest version of ${plural(untold.length, 'incident')} was told to nobody, since ${untold[0]!.updatedAt}`, 'docs/runbook.md#announce-gave-up-on-records'); // prettier-ignore
}

/** Notices that a channel has not taken yet. */
async function channels(id: string, incidents: readonly Incident[], api: ApiClient, now: number): Promise<Diagnosis[]> {
  const waiting = new Map<string, number>();
  for (const { id: incident } of incidents.slice(0, lookedAt)) {
    const { notices } = answered(ToldIncident, await api.get(`/v1/incidents/${incident}`));
    for (const { channel, state, at } of notices) {
      if (state !== 'done' && isOld(at, toldWithinMs, now)) waiting.set(channel, (waiting.get(channel) ?? 0) + 1);
    }
  }
  return [...waiting].map(([channel, count]) => warning(`${channel} ${id}`, `${plural(count, 'notice')} of the latest incidents not taken yet`, `It is tried again for two days: docs/runbook.md#${channel === 'slack' ? 'notice' : 'relay'}-queue-is-behind.`)); // prettier-ignore
}

/** Whether the lists of threats are fresh. */
export async function intelligence(api: ApiClient, now: number): Promise<Diagnosis> {
  const about = 'refresh-intel';
  let answer: unknown;
  try {
    answer = await api.get('/v1/intelligence');
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
    return warning(about, 'has published nothing yet: the list that ships is in force', 'It runs every six hours: docs/runbook.md#refresh-intel-does-not-run.'); // prettier-ignore
  }
  const { at, indicators, feeds } = answered(IntelligenceStatus, answer);
  const said = `${plural(indicators, 'indicator')} from ${plural(feeds.length, 'feed')} and what ships, refreshed ${agoText(at, now)}`;
  const stale = feeds.filter(({ goodAt }) => goodAt === undefined || isOld(goodAt, staleAfterMs, now));
  if (stale.length > 0) return warning(about, `${said}; stale: ${stale.map(({ name, reason }) => `${name} (${reason ?? 'not read'})`).join(', ')}`, 'docs/runbook.md#intelligence-is-stale'); // prettier-ignore
  return isOld(at, 12 * 60 * minuteMs, now) ? warning(about, said, 'docs/runbook.md#refresh-intel-does-not-run') : works(about, said); // prettier-ignore
}

function isOld(at: string, tolerableMs: number, now: number): boolean {
  return now - Date.parse(at) > tolerableMs;
}
