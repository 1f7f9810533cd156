import { Command } from 'commander';
import { slackChat } from '../../adapters/slack/chat.ts';
import { slackTarget } from '../../adapters/slack/target.ts';
import { slackMessage } from '../../core/slack-text.ts';
import { slackEvidence, slackHead } from '../../core/slack-thread.ts';
import { testNotice } from '../../core/test-notice.ts';
import { channelsDesk } from '../aws.ts';
import { type ConnectOptions, connect } from '../connect.ts';
import { Failure } from '../failure.ts';
import { secretIn } from '../secret-file.ts';
import { tookIt } from '../took.ts';
import { type CommandContext, withTarget } from './context.ts';

export function slackCommand({ io }: CommandContext): Command {
  const slack = new Command('slack').description('whom Plumbline tells in Slack');

  const set = new Command('set')
    .description('store the webhook, or an app\'s {"token","channel"}, where Plumbline reads it')
    .requiredOption('--file <path>', 'holds the address of the webhook, or the JSON; - is standard input')
    .action(async (options: ConnectOptions & { file: string }) => {
      const desk = await channelsDesk(connect(options, io.env), options, io.env);
      const secret = secretIn(options.file);
      const target = fitting(secret, desk.isLocal);
      await desk.putParameter(desk.channels.slackParameter, secret);
      io.note(`Stored as ${desk.channels.slackParameter}: ${target.kind === 'webhook' ? 'an incoming webhook' : `an app that writes to channel ${target.channel}`}. It is used within a minute.`); // prettier-ignore
      io.note('See that it works: plumbline slack test');
    });

  const test = new Command('test')
    .description('post a test with what is stored, from here, and say what Slack answered')
    .action(async (options: ConnectOptions) => {
      const api = connect(options, io.env);
      const desk = await channelsDesk(api, options, io.env);
      const secret = await desk.parameter(desk.channels.slackParameter);
      if (secret === undefined) throw new Failure(`Nothing is stored as ${desk.channels.slackParameter}: nobody is told in Slack.`, 'Store it: plumbline slack set --file webhook.txt'); // prettier-ignore
      fitting(secret, desk.isLocal);
      const chat = slackChat({ address: async () => secret, loopback: desk.isLocal, render: { whole: slackMessage, head: slackHead, evidence: slackEvidence } }); // prettier-ignore
      const { notice } = testNotice('chat', new Date().toISOString(), api.url);
      const answer = await chat.post(notice).catch((error: unknown) => {
        throw new Failure(`Slack could not be asked: ${(error as Error).message}.`, 'Try again; is there a way to Slack from here?'); // prettier-ignore
      });
      tookIt(
        answer,
        'Slack',
        'The webhook or token was revoked, or the channel is gone: make another, then plumbline slack set --file …',
      );
      io.note('Slack took the test: look into the channel.');
    });

  for (const command of [set, test]) slack.addCommand(withTarget(command));
  return slack;
}

function fitting(secret: string, loopback: boolean) {
  try {
    return slackTarget(secret, loopback);
  } catch {
    throw new Failure('That is no webhook of https://hooks.slack.com, and no JSON with a token and a channel.', 'docs/notices.md says how either is made.'); // prettier-ignore
  }
}
