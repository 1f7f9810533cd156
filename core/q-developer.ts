import { cutEnd, defang, visible } from './defang.ts';
import type { Notice } from './message.ts';

/** Characters: generous to readers, well within what a chat shows of one message. */
const longest = { title: 250, description: 3_000, step: 300 } as const;

/**
 * A notice as Amazon Q Developer in chat applications renders it in Slack and Teams: its custom notification, version 1.0
 * (docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html). Nothing in it can format, mention or link.
 */
export function qDeveloperNotification(notice: Notice): object {
  const { severity, cluster, incident, version, resent } = notice;
  const lines = notice.sections
    .filter(({ title }) => title !== 'What to do')
    .flatMap(({ title, lines: each }) => [`*${plain(title)}*`, ...each.map((line) => `- ${plain(line)}`)]);
  const steps = notice.sections.filter(({ title }) => title === 'What to do').flatMap(({ lines: each }) => each);
  const command = notice.command === undefined ? [] : [visible(notice.command)];
  const link = /^https?:\/\/[!-~]+$/.test(notice.link) ? [notice.link] : [];
  return {
    version: '1.0',
    source: 'custom',
    id: `${incident}-${version}`,
    content: {
      textType: 'client-markdown',
      title: cutEnd(`${severity.toUpperCase()}: ${plain(notice.headline)}${resent ? ' (re-sent)' : ''}`, longest.title),
      description: cutEnd(lines.join('\n') || plain(notice.headline), longest.description),
      nextSteps: [...steps.map(plain), ...command, ...link].map((step) => cutEnd(step, longest.step)).slice(0, 10),
      keywords: [severity, notice.classification, plain(cluster)].map((word) => cutEnd(word, 60)),
    },
    metadata: {
      threadId: incident,
      summary: cutEnd(plain(notice.headline), longest.title),
      eventType: 'plumbline.incident',
      relatedResources: [cutEnd(plain(cluster), 120)],
      additionalContext: { severity, classification: notice.classification, version: String(version) },
      enableCustomActions: false,
    },
  };
} // prettier-ignore

// Marks of Markdown, links and mentions in a form that means nothing.
function plain(text: string): string {
  return defang(visible(text)).replaceAll(/[*_~`<>[\]()!#|\\@]/g, (mark) =>
    mark === '[' || mark === ']' ? mark : `\\${mark}`,
  );
}
