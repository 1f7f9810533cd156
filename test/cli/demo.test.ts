import { createTransport } from 'nodemailer';
import { Programme } from '../../cli/demo/programme.ts';
import { startMailStandIn } from '../../cli/demo/mail-stand-in.ts';
import { startSlackStandIn } from '../../cli/demo/slack-stand-in.ts';
import { documentOf } from '../../cli/commands/demo.ts';
import type { Shown } from '../../cli/demo/stage.ts';
import { type Io, styleFor } from '../../cli/io.ts';
import { slackText, titled } from '../../cli/slack-view.ts';
import { play } from '../../local/simulator/play.ts';
import { miner, shop } from '../local/simulator/scenarios.ts';

// The demo as a whole is run by CI, with and without a network; here are its parts.

describe('the stand-ins of the demo', () => {
  it('take what Slack takes, at the secret path alone', async () => {
    let messages = 0;
    const slack = await startSlackStandIn(() => (messages += 1));
    const post = (url: string, body: string) => fetch(url, { method: 'POST', body });
    expect(await (await post(slack.webhook, '{"text":"hello"}')).text()).toBe('ok');
    expect((await post(slack.webhook.replace(/\w{4}$/, 'zzzz'), '{"text":"hello"}')).status).toBe(404);
    expect((await post(slack.webhook, 'no json')).status).toBe(404);
    expect((await post(slack.webhook, `"${'x'.repeat(300_000)}"`)).status).toBe(404);
    expect((await fetch(slack.webhook)).status).toBe(404);
    expect([messages, slack.received.map(({ message }) => message)]).toEqual([1, [{ text: 'hello' }]]);
    await slack.stop();
  });

  it('read a mail as a mail program does', async () => {
    const mail = await startMailStandIn(() => {});
    const transport = createTransport({ host: mail.host, port: mail.port });
    await transport.sendMail({ from: 'a@example.com', to: 'b@example.com', subject: 'Grüße', text: 'Zeile 1\nZeile 2' });
    transport.close();
    expect(mail.received).toMatchObject([{ from: 'a@example.com', to: 'b@example.com', subject: 'Grüße', text: 'Zeile 1\nZeile 2' }]);
    await mail.stop();
  }); // prettier-ignore
});

/** An audience on a terminal of 60 columns, or of none. */
function audience(terminal: boolean) {
  const said: string[] = [];
  const io: Io = {
    out: (text) => void said.push(text),
    note: (text) => void said.push(text),
    env: {},
    terminal,
    framed: terminal,
    columns: 60,
    style: styleFor(terminal, {}),
    redraw: (line) => void said.push(`\r${line}`),
    interrupted: new AbortController().signal,
  };
  return { io, said };
}

async function shown(): Promise<Shown> {
  const { incidents, slack, email } = await play(shop(miner));
  const { subject, text } = email[0]!.text;
  return {
    url: 'http://127.0.0.1:1',
    aws: 'http://127.0.0.1:2',
    signInUrl: 'http://127.0.0.1:1/_local/oidc/enter?code=x',
    incidents,
    overview: { counts: { edges: 3 } } as Shown['overview'],
    slack: slackText(slack[0]!.text),
    email: { from: 'sns@example.com', to: 'security@example.com', subject, text },
    steps: [{ name: 'learn', ms: 4_200 }],
    toSlackMs: 320,
    toEmailMs: 1_900,
    notEmulated: ['one', 'two', 'three', 'four', 'five', 'six', 'seven'],
    log: '/tmp/log',
  };
}

describe('the programme of the demo', () => {
  it('is plain text without a terminal: no colour, no rewriting, no frame', async () => {
    const { io, said } = audience(false);
    const programme = new Programme(shop(miner), io);
    const what = await shown();
    programme.opens();
    programme.begins('learn');
    programme.progress({ kind: 'lesson', number: 1, of: 3, at: 3_600_000 });
    programme.ends({ name: 'learn', ms: 4_200 }, '40 workloads');
    programme.shows(what);
    programme.closes(what, '/tmp/state', false);
    const text = said.join('\n');
    expect(text).not.toMatch(/[\u001b\r│╭]/);
    expect(text).toMatch(/✓ Learn how it talks +4\.2 s +40 workloads/);
    expect(text).toMatch(/Slack, 320 ms after the batch was posted\n-+\nCryptomining: shop\/dfs/);
    expect(text).toMatch(/- five\n {2}- And 2 smaller things/);
    expect(text).toContain('npm run -s plumbline -- incidents list --state /tmp/state');
  });

  it('draws frames as wide as each other on a terminal', async () => {
    const { io, said } = audience(true);
    new Programme(shop(miner), io).shows(await shown());
    const frames = said.join('\n').split('\n').filter((line) => /^[╭│╰]/.test(line)); // prettier-ignore
    // An emoji takes two columns, its variation selector none.
    const width = (line: string) => [...line.replaceAll('\ufe0f', '')].reduce((sum, character) => sum + (/\p{Emoji_Presentation}/u.test(character) ? 2 : 1), 0); // prettier-ignore
    expect(frames.length).toBeGreaterThan(60);
    expect(new Set(frames.map(width))).toEqual(new Set([60]));
  });

  it('gives one document to machines', async () => {
    const document = documentOf(await shown());
    expect(document).toMatchObject({ incident: { classification: 'cryptojacking', severity: 'critical', workload: 'shop/dfs' }, incidents: 1, email: { subject: expect.any(String) }, steps: [{ name: 'learn', ms: 4_200 }] });
    expect(document.incident?.deviations).toEqual(expect.arrayContaining(['new-workload', 'threat-contact']));
    expect(document.incident?.techniques).toEqual(expect.arrayContaining(['T1496.001', 'T1610']));
  }); // prettier-ignore
});

describe('a Slack message as text', () => {
  it('shows what a person sees: no marks, entities as characters, links with where they lead', () => {
    const message = { text: 'fallback', blocks: [{ type: 'header', text: { text: ':rotating_light: A &amp; B &lt;c&gt;' } }, { type: 'section', text: { text: '*bold*\n<https://x.example/1|Open>' } }] };
    expect(slackText(message)).toBe('🚨 A & B <c>\n\nbold\nOpen: https://x.example/1');
    expect(slackText({ text: 'fallback' })).toBe('fallback');
    expect(slackText(undefined)).toBe('');
  }); // prettier-ignore

  it('is wrapped inside its frame, even where a word is longer than the frame', () => {
    const text = titled('T', `- ${'x'.repeat(100)} end`, { framed: true, columns: 50 });
    expect(text.split('\n').map((line) => line.length)).toEqual([50, 50, 50, 50, 50, 50]);
  });
});
