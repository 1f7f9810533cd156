import { channelsDesk } from './aws.ts';
import type { ApiClient } from './api-client.ts';
import type { ConnectOptions } from './connect.ts';
import type { Diagnosis } from './diagnosis.ts';
import { Failure } from './failure.ts';
import type { Io } from './io.ts';
import { mailsOf } from './mails.ts';

/** Who is told, as far as your own AWS credentials let one see. Nothing is sent; what is stored is not shown. */
export async function channelsOf(api: ApiClient, options: ConnectOptions, env: Io['env']): Promise<Diagnosis[]> {
  const desk = channelsDesk(api, options, env);
  return [
    await looked('Slack', async () => {
      const { channels, parameter } = await desk;
      if ((await parameter(channels.slackParameter)) === undefined) {
        return { state: 'warning', said: 'no webhook is set: nobody is told there', remedy: 'plumbline slack set --file webhook.txt' };
      }
      return { state: 'works', said: 'a webhook or app is set; plumbline slack test tries it' };
    }),
    await looked('e-mail', async () => {
      const { sns, channels } = await desk;
      const mails = await mailsOf(sns, channels.topic);
      const pending = mails.filter(({ confirmed }) => !confirmed).map(({ address }) => address);
      if (mails.length === 0) return { state: 'warning', said: 'nobody is told there', remedy: 'plumbline email add ADDRESS' };
      const told = `${mails.length - pending.length} confirmed`;
      if (pending.length > 0) return { state: 'warning', said: `${told}; not confirmed, and so not told: ${pending.join(', ')}`, remedy: 'plumbline email confirm LINK, with the link of the mail of SNS' };
      return { state: 'works', said: `${told}; plumbline email test tries it` };
    }),
  ];
} // prettier-ignore

async function looked(about: string, look: () => Promise<Omit<Diagnosis, 'about'>>): Promise<Diagnosis> {
  try {
    return { about, ...(await look()) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { message, remedy } = error;
    return { about, state: 'unknown', said: message, ...(remedy && { remedy }) };
  }
}
