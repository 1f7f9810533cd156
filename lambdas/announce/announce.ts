import type { Incident } from '../../core/incident.ts';
import { audienceOf, type Notice } from '../../core/message.ts';
import { isMuted } from '../../core/mute.ts';
import { noticeOf } from '../../core/notice.ts';
import type { StormStore } from '../../core/ports/channels.ts';
import type { IncidentStore } from '../../core/ports/judgement.ts';
import type { Log, Meter } from '../../core/ports/runtime.ts';
import { goesAlone, groupedSoFar, groupedVersion, stormCountOf, stormNotice, stormWindowMs } from '../../core/storm.ts';
import { handToTopic, tellOnce, type TellOnceDeps, turnToTell } from '../tell-once.ts';

export interface AnnounceDeps extends TellOnceDeps {
  readonly incidents: IncidentStore;
  readonly storms: StormStore;
  readonly dashboardUrl: string;
  readonly log: Log;
  readonly meter: Meter;
}

/**
 * Hands a version of an incident that nobody was told about to the topic, once. Where it is not known whether an earlier
 * try got through, and nobody behind the topic heard of it, it goes out again and says so. Of too many at once the rest is
 * told in a few grouped notices: every incident is in the list, and ten thousand make no more than ten notices.
 */
export async function announce(incident: Incident, deps: AnnounceDeps): Promise<void> {
  const { id, version, severity, cluster } = incident;
  if (incident.announcedVersion >= version) return;
  if (isMuted(incident, deps.now())) {
    // It stays untold: sweep hands it over again when the mute is over.
    deps.meter.count('announce.muted', 1);
    return;
  }
  const turn = await turnToTell(id, version, 'topic', deps);
  if (turn !== 'done') {
    const notice = noticeOf(incident, { dashboardUrl: deps.dashboardUrl, resent: turn === 'again' });
    const sort = stormCountOf(severity);
    const { count } = await deps.storms.add(cluster, sort, nowOf(deps), stormWindowMs);
    if (goesAlone(sort, count)) await handToTopic(notice, audienceOf(severity), deps);
    else await group(notice, turn === 'again', deps);
    await deps.notices.finish(id, version, 'topic', nowOf(deps));
    deps.log.info('incident handed to the topic', { incident: id, version, severity, reason: turn });
    deps.meter.count('announce.published', 1, turn);
  }
  await deps.incidents.markAnnounced(incident, version);
}

async function group(notice: Notice, again: boolean, deps: AnnounceDeps): Promise<void> {
  const { cluster } = notice;
  const { count: grouped, since } = await deps.storms.add(cluster, 'grouped', nowOf(deps), stormWindowMs);
  deps.meter.count('announce.grouped', 1);
  // Whoever was cut short may have been the one whose turn it was to tell.
  const version = again ? groupedSoFar(grouped) : groupedVersion(grouped);
  if (version === undefined) return;
  const link = `${deps.dashboardUrl.replace(/\/+$/, '')}/clusters/${cluster}/incidents`;
  const grouping = stormNotice(notice, { since, grouped, version, link });
  if ((await tellOnce(grouping, audienceOf(grouping.severity), 'topic', deps)) === 'done') return;
  deps.log.warn('incidents are grouped', { cluster, since, grouped });
}

const nowOf = ({ now }: AnnounceDeps) => new Date(now()).toISOString();
