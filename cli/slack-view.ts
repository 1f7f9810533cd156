import type { Io } from './io.ts';
import type { SlackMessage } from '../core/slack-text.ts';

interface Block {
  readonly type?: string;
  readonly text?: { readonly text?: string };
}

/** A Slack message as text, line by line, as a person sees it: without the marks, with what links show and where they lead. */
export function slackText(message: unknown): string {
  const { blocks = [], text = '' } = (message ?? {}) as Partial<SlackMessage>;
  const parts = (blocks as readonly Block[]).map((block) => seen(block.text?.text ?? ''));
  return parts.length === 0 ? seen(text) : parts.join('\n\n');
}

const emoji: Readonly<Record<string, string>> = {
  rotating_light: '🚨', red_circle: '🔴', large_orange_diamond: '🔶', information_source: 'ℹ️',
}; // prettier-ignore

function seen(mrkdwn: string): string {
  return mrkdwn
    .replaceAll('```', '')
    .replaceAll(/<([^|<>]{1,700})\|([^<>]{1,200})>/g, '$2: $1')
    .replaceAll(/:([a-z_]{2,40}):/g, (whole, name: string) => emoji[name] ?? whole)
    .replaceAll('*', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** A text under its title: in a frame, wrapped to the width, where a person looks; plain elsewhere. */
export function titled(title: string, text: string, { framed, columns }: Pick<Io, 'framed' | 'columns'>): string {
  return framed ? inFrame(title, text, columns) : `${title}\n${'-'.repeat(title.length)}\n${text.trimEnd()}`;
}

function inFrame(title: string, text: string, columns: number): string {
  const width = Math.max(40, Math.min(columns, 84) - 4);
  const lines = text.replace(/\n+$/, '').split('\n').flatMap((line) => wrapped(line, width)); // prettier-ignore
  const top = `╭─ ${title} ${'─'.repeat(Math.max(0, width - widthOf(title) - 1))}╮`;
  const body = lines.map((line) => `│ ${line}${' '.repeat(Math.max(0, width - widthOf(line)))} │`);
  return [top, ...body, `╰${'─'.repeat(width + 2)}╯`].join('\n');
}

/** Columns on a terminal: an emoji takes two. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (character === '\ufe0f') continue;
    width += /\p{Emoji_Presentation}/u.test(character) ? 2 : 1;
  }
  return width;
}

function wrapped(line: string, width: number): string[] {
  if (widthOf(line) <= width) return [line];
  const indent = /^(?:[-•] )/.test(line) ? '  ' : '';
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    let rest = current === '' ? word : `${current} ${word}`;
    if (current !== '' && current !== indent && widthOf(rest) > width) {
      lines.push(current);
      rest = indent + word;
    }
    while (widthOf(rest) > width) {
      lines.push(rest.slice(0, width));
      rest = indent + rest.slice(width);
    }
    current = rest;
  }
  return [...lines, current];
}
