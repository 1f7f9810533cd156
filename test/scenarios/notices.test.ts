import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dailyDigest } from '../../core/daily-digest.ts';
import { emailMessage } from '../../core/email-text.ts';
import { scenarioFrom } from '../../core/scenario-file.ts';
import { slackMessage } from '../../core/slack-text.ts';
import { play, type PlayResult } from '../../local/simulator/play.ts';

// Notices of every sort as people get to read them, from scenarios that were really played, in docs/notice-examples.md.
// PLUMBLINE_WRITE_DOCS=1 writes the page anew; read it as the person who is woken by it before it is committed.

interface Shown {
  readonly title: string;
  readonly slack: unknown;
  readonly email: { readonly subject: string; readonly text: string } | undefined;
}

/** What is shown of a scenario: which of the notices that it makes, counted from 0, under which title. */
const wanted: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  'cases/A1-kubeflow-2020': { 0: 'A gateway is opened', 1: 'A stranger mines' },
  'cases/A3-in-learning': { 0: 'A miner while the cluster is still learning' },
  'cases/A2-kubeflow-2021': { 0: 'A known image mines' },
  'cases/A4-tls-proxy-newcomer': { 0: 'A newcomer talks to a name of nobody' },
  'cases/A5-tls-proxy-settled': { 0: 'A name that is new', 1: 'A steady beat: medium becomes high' },
  'cases/A5c-large-upload': { 2: 'A large upload: medium becomes high' },
  'cases/A42-one-implant-in-four': { 1: 'Workloads that meet at one place' },
  'cases/A8-doh-then-tls': { 0: 'A resolver over HTTPS', 1: 'A name in the handshake alone: medium becomes high' },
  'cases/A9-own-resolver': { 0: 'A resolver of one’s own' },
  'cases/A10-forged-dns': { 0: 'A forged answer' },
  'cases/A11a-look-alike-a': { 0: 'A look-alike' },
  'cases/A13-cname-cloak': { 0: 'A pool behind an alias' },
  'cases/A15-sidecar-injected': { 0: 'A sidecar that nobody ordered' },
  'cases/A16-execed-miner': { 0: 'Somebody goes in' },
  'cases/A16b-looks-around': { 0: 'Somebody goes in and looks around' },
  'cases/A18-kubeflow-exposed': { 0: 'A dashboard is opened' },
  'cases/A20-name-squatting': { 0: 'A borrowed name' },
  'cases/A23-poison-through-a-peer': { 0: 'A stranger at the database' },
  'cases/A27-host-network-miner': { 0: 'A stranger with rights over its node', 1: 'A miner behind the address of a node' },
  'cases/A30-in-cluster-proxy': { 0: 'Miners behind a proxy of the cluster' },
  'cases/A35-sentinel-killed': { 0: 'A sentinel that says nothing' },
  'cases/A36-forged-telemetry': { 0: 'A sentinel that lies' },
  'cases/A39-token-creates-elsewhere': { 0: 'An account that creates elsewhere' },
  'cases/A40-audit-gap': { 0: 'Nobody knows who' },
  'cases/B22b-metadata-first-use': { 0: 'The node’s credentials' },
  'cases/B23-scanner-unknown': { 0: 'Names of pools are asked for' },
  'cases/B24-sink-holed-pool': { 0: 'The resolver says no' },
  'cases/B24b-sink-holed-nxdomain': { 0: 'An attempt that comes to nothing' },
  'notices/tor': { 0: 'Through Tor' },
  'notices/intent': { 0: 'A pool that does not answer' },
  'notices/by-hand': { 0: 'Changed by hand' },
  'notices/came-back': { 0: 'Come back as another' },
  'notices/storm': { 3: 'A storm' },
}; // prettier-ignore

const page = path.join(process.cwd(), 'docs/notice-examples.md');

async function played(name: string): Promise<PlayResult> {
  const file = path.join(process.cwd(), 'scenarios', `${name}.yaml`);
  const result = await play(scenarioFrom(readFileSync(file, 'utf8'), file));
  expect(result.checks.filter(({ held }) => !held)).toEqual([]);
  return result;
}

async function shownOf(name: string): Promise<Shown[]> {
  const { slack, email } = await played(name);
  return Object.entries(wanted[name]!).map(([at, title]) => {
    const told = slack[Number(at)]!;
    const mailed = email.find((one) => one.incident === told.incident && one.at === told.at);
    return { title, slack: told.text, email: mailed?.text };
  });
}

/** The digest of the day on which a mesh was rolled out, from what was found then. */
async function digestShown(): Promise<Shown> {
  const { findings, incidents } = await played('cases/B31-mesh-injected');
  const inventory = { cluster: findings[0]!.cluster, by: 'discover' as const, wholeAt: '2026-01-06T07:59:00.000Z', asOf: '2026-01-06T07:59:00.000Z' };
  const day = { from: '2026-01-05T08:00:00.000Z', to: '2026-01-06T08:00:00.000Z', mode: 'enforcing' as const, risks: [], nodes: { ready: 3, heard: 3 } };
  const notice = dailyDigest({ ...day, cluster: inventory.cluster, findings, incidents, inventory, dashboardUrl: 'https://plumbline.invalid' });
  return { title: 'The digest of a day', slack: slackMessage(notice), email: emailMessage(notice) };
} // prettier-ignore

function slackAsShown(message: unknown): string {
  const { text, blocks } = message as { text: string; blocks: { text: { text: string } }[] };
  return [text, ...blocks.map((block) => block.text.text)].join('\n\n');
}

// The fence is the one that the formatter would choose.
function fenced(text: string): string {
  const fence = text.includes('```') ? '````' : '```';
  return `${fence}text\n${text.trimEnd()}\n${fence}`;
}

function sectionOf({ title, slack, email }: Shown, at: number): string {
  const mail = email === undefined ? 'Nobody is mailed: low.' : fenced(`Subject: ${email.subject}\n\n${email.text}`);
  return `## ${at + 1}. ${title}\n\n${fenced(slackAsShown(slack))}\n\n${mail}\n`;
}

const head = `# Notices, one of each sort

Written by \`test/scenarios/notices.test.ts\` (\`PLUMBLINE_WRITE_DOCS=1 PLUMBLINE_HEAVY=1 npx jest test/scenarios/notices\`) from scenarios that
are played: first as Slack has it (the notification, then the message block by block), then as e-mail. What stands in a notice,
and why, says [notices](notices.md).
`;

test('docs/notice-examples.md shows every sort of notice as people get it', async () => {
  const shown: Shown[] = [];
  for (const name of Object.keys(wanted)) shown.push(...(await shownOf(name)));
  shown.push(await digestShown());
  expect(shown.length).toBeGreaterThanOrEqual(20);
  // The first sixty characters of each say what happened and to whom: all of them differ.
  const beginnings = shown.map(({ slack }) => (slack as { text: string }).text.replace(/^[^—]*— /, '').slice(0, 60));
  for (const beginning of beginnings) expect(beginning).toMatch(/^[A-Z][a-z -]+(?:: .| of | in ).*/);
  const text = [head, ...shown.map(sectionOf)].join('\n');
  if (process.env['PLUMBLINE_WRITE_DOCS'] === '1') writeFileSync(page, text);
  expect(existsSync(page) ? readFileSync(page, 'utf8') : '').toBe(text);
}, 300_000); // prettier-ignore
