import { plumbline } from '../cli/listening.ts';
import { installation } from './installation.ts';

// `plumbline drill`, end to end: through the doors, queues, streams and the topic of what would be deployed.

jest.setTimeout(120_000);

test('a drill reaches Slack and the mailbox, says how long each took, and leaves no cluster behind', async () => {
  const here = await installation();
  try {
    const at = ['--url', here.runtime.url, '--state', here.stateDir];
    const { code, out, notes } = await plumbline(['drill', ...at]);
    expect([code, notes]).toEqual([0, expect.stringMatching(/^drill-\d{8}T\d{6} is enrolled .*\n.*\ndrill-\d{8}T\d{6} is taken out again\.$/)]); // prettier-ignore
    expect(out).toMatch(/^cryptojacking \(critical\) of drill\/this-is-a-drill: http/);
    for (const line of ['Incident open', 'Handed to SNS', 'Slack took it']) expect(out).toMatch(new RegExp(`^${line} +after [\\d.]+ m?s$`, 'm')); // prettier-ignore
    expect(here.slack.posts.map(({ text }) => text)).toEqual([expect.stringContaining('this-is-a-drill')]);
    expect(JSON.parse((await plumbline(['clusters', 'list', '--json', ...at])).out)).toEqual([]);
    // A webhook that was revoked is no Slack that took it.
    here.slack.answerWith(() => ({ status: 404, body: 'no_service' }));
    const refused = await plumbline(['drill', '--keep', ...at]);
    expect(refused.out).toMatch(/^Slack took it +no: it refuses for good \(no.service\)/m);
    const [left] = JSON.parse((await plumbline(['clusters', 'list', '--json', ...at])).out) as { id: string }[];
    expect(left?.id).toMatch(/^drill-/);
    expect((await plumbline(['incidents', 'list', '--cluster', left!.id, ...at])).out).toContain('closed');
  } finally {
    await here.stop();
  }
});
