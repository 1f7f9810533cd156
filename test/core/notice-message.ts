import type { ClusterId, IncidentId } from '../../core/ids.ts';
import { type Notice, NoticeMessage } from '../../core/message.ts';

/** A message as announce publishes it, about a miner. */
export function message(parts: Partial<Notice> = {}): NoticeMessage {
  const incident = 'a'.repeat(32) as IncidentId;
  const cluster = 'prod-1' as ClusterId;
  const notice: Notice = {
    incident,
    cluster,
    version: 1,
    severity: 'critical',
    classification: 'cryptojacking',
    headline: 'Cryptomining: shop/dfsdf talks to pool.badcoin.net',
    sections: [
      { title: 'What happened (UTC)', lines: ['It talked to pool.badcoin.net on port 3333'] },
      { title: 'Evidence', lines: ['Listed: *pool* <@here> pool.badcoin.net'] },
      { title: 'What to do', lines: ['Stop it:'] },
    ],
    command: 'kubectl -n shop scale deployment dfsdf --replicas=0',
    link: 'https://plumbline.example.org/incidents/1',
    techniques: ['T1496.001'],
    resent: false,
    ...parts,
  };
  return NoticeMessage.parse({ v: 1, cluster, incident: notice.incident, version: notice.version, notice });
}
