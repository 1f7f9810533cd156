import { cutEnd, defang, visible } from './defang.ts';
import { digestClassification, linkWordsOf, type Notice } from './message.ts';

/** Slack's limits in characters and blocks (Block Kit reference). */
export const slackLimits = { header: 150, section: 3_000, text: 3_000, blocks: 50 } as const;

export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
}

const marks = {
  critical: { emoji: ':rotating_light:', word: 'Critical: act now' },
  high: { emoji: ':red_circle:', word: 'High: look now' },
  medium: { emoji: ':large_orange_diamond:', word: 'Medium: look today' },
  low: { emoji: ':information_source:', word: 'Low: for your information' },
} as const;
const once = { emoji: ':newspaper:', word: 'Once a day' } as const;

/**
 * A notice for an incoming webhook: text and text links, no buttons (a webhook answers none). Nothing in a notice can
 * mention, format, link or unfurl: it is visible, defanged and escaped, and every text object is verbatim.
 */
export function slackMessage(notice: Notice): SlackMessage {
  const mark = notice.classification === digestClassification ? once : marks[notice.severity];
  const severity = `${mark.emoji} *${mark.word}* · cluster ${plain(notice.cluster, 120)}${notice.version > 1 ? ` · update ${notice.version}` : ''}${notice.resent ? ' · *re-sent*, you may have this already' : ''}`;
  const sections = notice.sections.map(({ title, lines }) => {
    const rows = lines.map((line) => `• ${plain(line, 1_000)}`);
    return section(fitted(`*${plain(title, 100)}*`, rows));
  });
  const command = notice.command === undefined ? [] : [section(`\`\`\`${escaped(visible(notice.command).replaceAll('`', "'"))}\`\`\``)];
  const link = linkTo(notice.link, linkWordsOf(notice));
  return {
    text: `${mark.word.split(':')[0]} — ${plain(notice.headline, 1_000)}${notice.resent ? ' (re-sent)' : ''}`,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: plain(notice.headline, slackLimits.header), emoji: false } },
      section(severity),
      ...sections,
      ...command,
      section(link),
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
} // prettier-ignore

function section(text: string): unknown {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/** As many rows as a section holds, and how many it does not. */
function fitted(title: string, rows: readonly string[]): string {
  let text = title;
  for (const [at, row] of rows.entries()) {
    const more = `\n… and ${rows.length - at} more lines in the dashboard`;
    if (text.length + row.length + more.length + 1 > slackLimits.section) return text + more;
    text += `\n${row}`;
  }
  return text;
}

/** Telemetry as it may stand in mrkdwn, at most `limit` characters of what Slack counts. */
function plain(text: string, limit: number): string {
  // Slack refuses a text object without text.
  const safe = defang(visible(text)).trim() || '-';
  for (let length = Math.min(safe.length, limit); ; length -= 8) {
    const result = neutral(escaped(cutEnd(safe, Math.max(length, 2))));
    if (result.length <= limit || length <= 2) return result;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

// Slack knows no escape for its format marks, so they are shown by characters that look the same and mean nothing.
function neutral(text: string): string {
  return text
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replaceAll('`', 'ˋ')
    .replaceAll(/(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])/g, 'ˍ')
    .replaceAll(/:(?=[0-9_+-]{0,40}[A-Za-z+][0-9A-Za-z_+-]{0,40}:)/g, '∶');
}

/** A link with our own words, if the address is one of the web; its text otherwise. */
function linkTo(address: string, words: string): string {
  if (!/^https?:\/\//.test(address)) return plain(address, 600);
  const safe = address.replaceAll(/[^!#$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]/gu, (character) => encodeURIComponent(character.isWellFormed() ? character : '?')); // prettier-ignore
  return `<${escaped(safe)}|${words}>`;
}
