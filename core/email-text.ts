import { cutEnd, defang, visible } from './defang.ts';
import { digestClassification, linkWordsOf, type Notice } from './message.ts';

/** Characters: what SNS takes as a subject (fewer than 100), and what a terminal of a mail reader shows. */
export const emailLimits = { subject: 99, columns: 72 } as const;

const urgency = {
  critical: 'CRITICAL - act now',
  high: 'HIGH - look now',
  medium: 'MEDIUM - look today',
  low: 'LOW - for your information',
} as const;

/**
 * A notice as plain text. The subject is one line of ASCII with severity and workload in its first sixty characters;
 * no line of the text is longer than 72 columns but the link and the command, each alone on its line.
 */
export function emailMessage(notice: Notice): { subject: string; text: string } {
  const { severity, headline, resent } = notice;
  const isDigest = notice.classification === digestClassification;
  const mark = resent ? ' (re-sent)' : '';
  const subject = `${cutEnd(`[${isDigest ? 'digest' : severity}] ${plain(headline)}`, emailLimits.subject - mark.length)}${mark}`;
  const paragraphs = [
    wrapped(plain(headline), ''),
    ...(isDigest ? [] : [wrapped(`Severity: ${urgency[severity]}`, '')]),
    ...(resent ? [wrapped('Re-sent: it is not known whether the first one arrived.', '')] : []),
    ...notice.sections.map(({ title, lines }) => [wrapped(plain(title).toUpperCase(), ''), ...lines.map((line) => wrapped(plain(line), '- '))].join('\n')),
    ...(notice.command === undefined ? [] : [visible(notice.command)]),
    `${linkWordsOf(notice)}:\n${webAddress(notice.link)}`,
    wrapped(`-- Plumbline, cluster ${plain(notice.cluster)}, ${isDigest ? 'digest' : 'incident'} ${notice.incident}${isDigest ? '' : `, version ${notice.version}`}`, ''),
  ];
  return { subject, text: `${paragraphs.join('\n\n')}\n` };
} // prettier-ignore

function plain(text: string): string {
  return defang(visible(text));
}

/** Lines of at most 72 columns, continued under the text of the first; a word that is longer is broken. */
function wrapped(text: string, bullet: string): string {
  const width = emailLimits.columns - bullet.length;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => piecesOf(one, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  const indent = ' '.repeat(bullet.length);
  return lines.map((one, at) => (at === 0 ? bullet : indent) + one).join('\n');
}

function piecesOf(word: string, width: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < word.length; at += width) pieces.push(word.slice(at, at + width));
  return pieces;
}

/** One line whatever it was made of; spaces and what is not ASCII percent-encoded. */
function webAddress(link: string): string {
  return link.replaceAll(/[^!-~]/gu, (character) => encodeURIComponent(character.isWellFormed() ? character : '?'));
}
