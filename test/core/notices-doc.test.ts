import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emailMessage } from '../../core/email-text.ts';
import { noticeOf } from '../../core/notice.ts';
import { slackMessage } from '../../core/slack-text.ts';
import { cases } from './notice-cases.ts';

const path = join(import.meta.dirname, '../../docs/notices.md');
const notice = noticeOf(cases['mining session of a newcomer'] as never, {
  dashboardUrl: 'https://plumbline.example.net',
  resent: false,
});

function slackAsShown(): string {
  const { text, blocks } = slackMessage(notice);
  const shown = (blocks as { type: string; text: { text: string } }[]).map((block) => block.text.text);
  return [text, ...shown].join('\n\n');
}

function emailAsShown(): string {
  const { subject, text } = emailMessage(notice);
  return `Subject: ${subject}\n\n${text.trimEnd()}`;
}

// The fence is the one that the formatter would choose.
function example(name: string, text: string): string {
  const fence = text.includes('```') ? '````' : '```';
  return `<!-- ${name} -->\n\n${fence}text\n${text}\n${fence}\n\n<!-- end -->`;
}
const within = (name: string) => new RegExp(`<!-- ${name} -->[^]*?<!-- end -->`);

test.each([
  ['slack', slackAsShown()],
  ['email', emailAsShown()],
])('docs/notices.md shows the %s text as it is', (name, text) => {
  const page = readFileSync(path, 'utf8');
  // PLUMBLINE_WRITE_DOCS=1 writes the examples anew; the test then reads them like any other time.
  if (process.env['PLUMBLINE_WRITE_DOCS'] === '1') writeFileSync(path, page.replace(within(name), () => example(name, text))); // prettier-ignore
  expect(within(name).exec(readFileSync(path, 'utf8'))?.[0]).toBe(example(name, text));
});
