import { Command } from 'commander';
import { signedWebhook, WebhookTarget } from '../../adapters/outside/webhook.ts';
import { testNotice } from '../../core/test-notice.ts';
import { channelsDesk } from '../aws.ts';
import { type ConnectOptions, connect } from '../connect.ts';
import { Failure } from '../failure.ts';
import { secretIn } from '../secret-file.ts';
import { tookIt } from '../took.ts';
import { type CommandContext, withTarget } from './context.ts';

export function webhookCommand({ io }: CommandContext): Command {
  const webhook = new Command('webhook').description('the signed webhook that is told of incidents');

  const set = new Command('set')
    .description('store {"url","secret"} where Plumbline reads it')
    .requiredOption('--file <path>', 'holds the JSON, its secret 32 characters or more; - is standard input')
    .action(async (options: ConnectOptions & { file: string }) => {
      const desk = await channelsDesk(connect(options, io.env), options, io.env);
      const text = secretIn(options.file);
      fitting(text);
      await desk.putParameter(desk.channels.webhookParameter, text);
      io.note(`Stored as ${desk.channels.webhookParameter}. It is used within a minute.`);
      io.note('See that it works: plumbline webhook test');
    });

  const test = new Command('test')
    .description('post a signed test with what is stored, from here, and say what came back')
    .action(async (options: ConnectOptions) => {
      const api = connect(options, io.env);
      const desk = await channelsDesk(api, options, io.env);
      const stored = await desk.parameter(desk.channels.webhookParameter);
      if (stored === undefined) throw new Failure(`Nothing is stored as ${desk.channels.webhookParameter}.`, 'Store it: plumbline webhook set --file webhook.json'); // prettier-ignore
      fitting(stored);
      const outlet = signedWebhook({ target: async () => stored, now: Date.now, agent: 'plumbline-cli', loopback: desk.isLocal }); // prettier-ignore
      const answer = await outlet.send(testNotice('machines', new Date().toISOString(), api.url)).catch((error: unknown) => {
        throw new Failure(`The receiver could not be asked: ${(error as Error).message}.`);
      }); // prettier-ignore
      tookIt(answer, 'The receiver');
      io.note('The receiver took the test.');
    });

  for (const command of [set, test]) webhook.addCommand(withTarget(command));
  return webhook;
}

/** Says which field is wrong, and nothing of what stands in it. */
function fitting(text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Failure('That is no JSON.', 'It must be {"url":"https://…","secret":"32 characters or more"}.');
  }
  const target = WebhookTarget.safeParse(value);
  if (target.success) return;
  const [issue] = target.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new Failure(`${field === '' ? 'The JSON' : field}: ${issue?.message ?? 'will not do'}.`, 'It must be {"url":"https://…","secret":"32 characters or more"}.'); // prettier-ignore
}
