import { Command } from 'commander';
import { emailMessage } from '../../core/email-text.ts';
import { testNotice } from '../../core/test-notice.ts';
import { plural } from '../../local/simulator/plural.ts';
import { channelsDesk, refused } from '../aws.ts';
import { type ConnectOptions, connect } from '../connect.ts';
import { exitCodes, Failure } from '../failure.ts';
import { mailsOf } from '../mails.ts';
import { printable, table } from '../table.ts';
import { type CommandContext, json, withTarget } from './context.ts';

/** As lib/announce.ts subscribes: announce says who a message is for. */
const forMail = JSON.stringify({ audience: ['email'] });

export function emailCommand({ io }: CommandContext): Command {
  const email = new Command('email').description('whom Plumbline tells by e-mail');

  const list = new Command('list')
    .description('who is told, and who has not confirmed yet')
    .option('--json', 'print JSON')
    .action(async (options: ConnectOptions & { json?: boolean }) => {
      const { sns, channels } = await channelsDesk(connect(options, io.env), options, io.env);
      const found = await mailsOf(sns, channels.topic);
      if (options.json) return io.out(json(found));
      if (found.length === 0) return io.note('Nobody is told by e-mail. Add somebody: plumbline email add ADDRESS');
      io.out(table(['ADDRESS', 'STATE'], found.map(({ address, confirmed }) => [printable(address), confirmed ? 'confirmed' : 'waits for its confirmation']))); // prettier-ignore
    });

  const add = new Command('add')
    .description('tell an address from now on, once it has confirmed')
    .argument('<address>')
    .action(async (address: string, options: ConnectOptions) => {
      if (!/^[^\s@"<>]{1,64}@[^\s@"<>]{1,253}$/.test(address)) throw new Failure(`"${printable(address.slice(0, 100))}" is no e-mail address.`, undefined, exitCodes.usage); // prettier-ignore
      const { sns, channels } = await channelsDesk(connect(options, io.env), options, io.env);
      const { SubscribeCommand } = await import('@aws-sdk/client-sns');
      const asked = { TopicArn: channels.topic, Protocol: 'email', Endpoint: address, Attributes: { FilterPolicy: forMail } }; // prettier-ignore
      await sns.send(new SubscribeCommand(asked)).catch((error: unknown) => { throw refused(error, 'sns:Subscribe', channels.topic); }); // prettier-ignore
      io.note(`SNS has written to ${address}. Nothing goes there before it is confirmed.`);
      io.note('Confirm with the link in that mail, copied and not opened, so that no mail scanner can unsubscribe it again:\n  plumbline email confirm LINK'); // prettier-ignore
    });

  const confirm = new Command('confirm')
    .description('confirm an address so that only you can unsubscribe it')
    .argument('<link>', "the link of SNS's mail, or its token")
    .action(async (link: string, options: ConnectOptions) => {
      const token = tokenIn(link);
      const { sns, channels } = await channelsDesk(connect(options, io.env), options, io.env);
      const { ConfirmSubscriptionCommand } = await import('@aws-sdk/client-sns');
      await sns.send(new ConfirmSubscriptionCommand({ TopicArn: channels.topic, Token: token, AuthenticateOnUnsubscribe: 'true' })).catch((error: unknown) => {
        if ((error as Error).name.startsWith('InvalidParameter')) throw new Failure('SNS does not know that token.', 'Tokens hold for two days: plumbline email add sends another.');
        throw refused(error, 'sns:ConfirmSubscription', channels.topic);
      }); // prettier-ignore
      io.note('Confirmed. See that it works: plumbline email test');
    });

  const test = new Command('test')
    .description('send a test by the topic to everyone who is told by e-mail')
    .action(async (options: ConnectOptions) => {
      const api = connect(options, io.env);
      const { sns, channels } = await channelsDesk(api, options, io.env);
      const found = await mailsOf(sns, channels.topic);
      const confirmed = found.filter((one) => one.confirmed);
      const pending = found.filter((one) => !one.confirmed).map(({ address }) => printable(address));
      if (pending.length > 0) io.note(`Not confirmed yet, and so not told: ${pending.join(', ')}`);
      if (confirmed.length === 0)
        throw new Failure('Nobody would be told.', 'Add somebody: plumbline email add ADDRESS');
      const message = testNotice('email', new Date().toISOString(), api.url);
      const { subject, text } = emailMessage(message.notice);
      const { PublishCommand } = await import('@aws-sdk/client-sns');
      const MessageAttributes = {
        audience: { DataType: 'String.Array', StringValue: JSON.stringify(message.audience) },
      };
      await sns.send(new PublishCommand({ TopicArn: channels.topic, Subject: subject, Message: text, MessageAttributes })).catch((error: unknown) => {
        throw refused(error, 'sns:Publish', channels.topic);
      }); // prettier-ignore
      io.note(`Handed to SNS for ${plural(confirmed.length, 'address', 'addresses')}: look into the mailbox. What a mailbox does with it, SNS does not say.`); // prettier-ignore
    });

  for (const command of [list, add, confirm, test]) email.addCommand(withTarget(command));
  return email;
}

/** The token of `https://sns…/confirmation.html?TopicArn=…&Token=…`, or the token itself. */
function tokenIn(link: string): string {
  const token = URL.canParse(link) ? new URL(link).searchParams.get('Token') : link;
  if (token !== null && /^[0-9a-zA-Z]{16,512}$/.test(token)) return token;
  throw new Failure('That holds no token of SNS.', 'Copy the link "Confirm subscription" of its mail, in quotation marks.', exitCodes.usage); // prettier-ignore
}
