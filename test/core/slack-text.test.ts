import * as fc from 'fast-check';
import { noticeOf } from '../../core/notice.ts';
import { slackLimits, slackMessage } from '../../core/slack-text.ts';
import { aNotice, anIncident, runs } from './arbitraries.ts';
import { cases } from './notice-cases.ts';

interface Block {
  readonly type: string;
  readonly text: { readonly type: string; readonly text: string; readonly verbatim?: boolean; readonly emoji?: boolean };
} // prettier-ignore

const context = { dashboardUrl: 'https://plumbline.example.net', resent: false };
const blocksOf = (message: { blocks: readonly unknown[] }) => message.blocks as readonly Block[];

/** Everything that Slack would show, without the one link of ours. */
const shown = (message: ReturnType<typeof slackMessage>) =>
  [message.text, ...blocksOf(message).map((block) => block.text.text)].map((text) => text.replace(/<https?:[^<>|]*\|Open the incident>/, '')); // prettier-ignore

describe('slackMessage', () => {
  test('keeps the limits of Slack whatever the notice holds', () => {
    fc.assert(
      fc.property(aNotice(), (notice) => {
        const message = slackMessage(notice);
        expect(message.text.length).toBeLessThanOrEqual(slackLimits.text);
        expect(message.blocks.length).toBeLessThanOrEqual(slackLimits.blocks);
        for (const block of blocksOf(message)) {
          expect(block.text.text.length).toBeGreaterThan(0);
          expect(block.text.text.length).toBeLessThanOrEqual(block.type === 'header' ? slackLimits.header : slackLimits.section); // prettier-ignore
        }
        expect(JSON.parse(JSON.stringify(message))).toEqual(message);
        expect(JSON.stringify(message).isWellFormed()).toBe(true);
      }),
      runs,
    );
  });

  test('nothing in a notice mentions, links, formats or unfurls', () => {
    fc.assert(
      fc.property(fc.oneof(aNotice(), anIncident().map((incident) => noticeOf(incident, context))), (notice) => {
        for (const text of shown(slackMessage(notice))) {
          expect(text).not.toMatch(/[<>]/);
          expect(text.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
          const linkable = text.startsWith('```') ? '' : text;
          expect(linkable).not.toMatch(/[0-9A-Za-z_-]\.[A-Za-z]|:\/\//);
        }
      }),
      runs,
    );
  }); // prettier-ignore

  test('the only format marks are our own', () => {
    fc.assert(
      fc.property(aNotice(), (notice) => {
        const message = slackMessage({ ...notice, command: undefined, link: '' });
        expect(message.text).not.toMatch(/[*~`]/);
        for (const { text } of blocksOf(message)) {
          // Bold stands around titles and severity, which begin a section, and around "re-sent".
          const [first = '', ...rest] = text.text.replace('*re-sent*', '').split('\n');
          expect(first.replace(/^(?::[a-z_]+: )?\*[^*]*\*/, '')).not.toMatch(/[*~`]/);
          expect(rest.join('\n')).not.toMatch(/[*~`]|(?:^|[^0-9A-Za-z])_/m);
        }
      }),
      runs,
    );
  });

  test('a command cannot end its code block', () => {
    const message = slackMessage({ ...noticeOf(cases['lookup only'] as never, context), command: 'a```<!here> *b*' });
    expect(shown(message)).toContain("```a'''&lt;!here&gt; *b*```");
  });

  test('every text object is verbatim, the header plain, and nothing unfurls', () => {
    const message = slackMessage(noticeOf(cases['lookup only'] as never, context));
    const [header, ...rest] = blocksOf(message);
    expect(header?.text).toMatchObject({ type: 'plain_text', emoji: false });
    for (const block of rest) expect(block.text).toMatchObject({ type: 'mrkdwn', verbatim: true });
    expect(message).toMatchObject({ unfurl_links: false, unfurl_media: false });
  });

  test('severity is a word before it is a sign', () => {
    for (const incident of Object.values(cases)) {
      const message = slackMessage(noticeOf(incident, context));
      const word = incident.severity.replace(/^./, (letter) => letter.toUpperCase());
      expect(message.text.startsWith(word)).toBe(true);
      expect(blocksOf(message)[1]?.text.text).toContain(`*${word}`);
    }
  });

  test('a notice that may be there already says so, in the notification too', () => {
    const message = slackMessage({ ...noticeOf(cases['lookup only'] as never, context), resent: true });
    expect(message.text).toContain('(re-sent)');
    expect(blocksOf(message)[1]?.text.text).toContain('*re-sent*');
  });

  test('what does not fit into a section is counted', () => {
    const lines = Array.from({ length: 20 }, () => '<'.repeat(200));
    const notice = { ...noticeOf(cases['lookup only'] as never, context), sections: [{ title: 'Evidence', lines }] };
    expect(blocksOf(slackMessage(notice))[2]?.text.text).toMatch(/… and 17 more lines in the dashboard$/);
  });

  test('an address that is not of the web is no link', () => {
    const message = slackMessage({ ...noticeOf(cases['lookup only'] as never, context), link: 'javascript:alert(1)' });
    expect(blocksOf(message).at(-1)?.text.text).toBe('javascript:alert(1)');
  });

  test('a link cannot be ended early', () => {
    const link = 'https://plumbline.example.net/a|b>c <!channel>&d';
    const message = slackMessage({ ...noticeOf(cases['lookup only'] as never, context), link });
    expect(blocksOf(message).at(-1)?.text.text).toBe(
      '<https://plumbline.example.net/a%7Cb%3Ec%20%3C!channel%3E&amp;d|Open the incident>',
    );
  });
});
