import { emailMessage } from '../../core/email-text.ts';
import type { Incident } from '../../core/incident.ts';
import { noticeOf } from '../../core/notice.ts';
import type { Clock, IncidentStore, Log, Meter, NoticeStore, Topic } from '../../core/ports.ts';

export interface AnnounceDeps {
  readonly incidents: IncidentStore;
  readonly notices: NoticeStore;
  readonly topic: Topic;
  readonly dashboardUrl: string;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/**
 * Hands a version of an incident that nobody was told about to the topic, once. Where it is not known whether an earlier
 * try got through, it goes out again and says so.
 */
export async function announce(incident: Incident, deps: AnnounceDeps): Promise<void> {
  const { id, version, severity } = incident;
  if (incident.announcedVersion >= version) return;
  const at = () => new Date(deps.now()).toISOString();
  const turn = await deps.notices.begin(id, version, 'topic', at());
  if (turn !== 'done') {
    const notice = noticeOf(incident, { dashboardUrl: deps.dashboardUrl, resent: turn === 'again' });
    const { subject, text } = emailMessage(notice);
    await deps.topic.publish({ v: 1, cluster: incident.cluster, incident: id, version, notice }, { subject, email: text });
    await deps.notices.finish(id, version, 'topic', at());
    deps.log.info('incident handed to the topic', { incident: id, version, severity, reason: turn });
    deps.meter.count('announce.published', 1, turn);
  }
  await deps.incidents.markAnnounced(incident, version);
} // prettier-ignore
