import type { Notice } from './message.ts';
import { type SlackMessage, slackMessage } from './slack-text.ts';

/** What stands in the thread under an incident's message; the rest of a notice stands in the message itself. */
const evidenceTitles = new Set(['Evidence']);

const isEvidence = ({ title }: Notice['sections'][number]) => evidenceTitles.has(title);

/** The one message of an incident in a channel, which later versions replace. */
export function slackHead(notice: Notice): SlackMessage {
  return slackMessage({ ...notice, sections: notice.sections.filter((section) => !isEvidence(section)) });
}

/** What one version adds in the thread; undefined where it has no evidence. */
export function slackEvidence(notice: Notice): SlackMessage | undefined {
  const sections = notice.sections.filter(isEvidence);
  if (sections.length === 0) return undefined;
  return slackMessage({ ...notice, command: undefined, sections });
}
