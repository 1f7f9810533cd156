import { digest } from './hash.ts';
import type { ClusterId, IncidentId } from './ids.ts';
import type { Audience, NoticeMessage } from './message.ts';

/**
 * A notice of nothing, to see that a channel works: it opens no incident and says so first.
 *
 * @param at RFC 3339; two tests of one moment are one notice
 */
export function testNotice(audience: Audience, at: string, link: string): NoticeMessage {
  const incident = digest('test', audience, at) as IncidentId;
  const cluster = 'test' as ClusterId;
  return {
    v: 1,
    cluster,
    incident,
    version: 1,
    audience: [audience],
    notice: {
      incident,
      cluster,
      version: 1,
      severity: 'low',
      classification: 'test',
      headline: 'A test of Plumbline: nothing happened',
      sections: [
        { title: 'What happened', lines: [`Somebody asked at ${at} whether notices arrive here. They do.`] },
        { title: 'What to do', lines: ['Nothing.'] },
      ],
      link,
      techniques: [],
      resent: false,
    },
  };
}
