import { MalformedMessage } from '../../core/malformed.ts';
import { audienceOf, type NoticeMessage } from '../../core/message.ts';
import type { Topic } from '../../core/ports/channels.ts';
import { qDeveloperNotification } from '../../core/q-developer.ts';
import { askAws, domainOf, endpointOf, Refused, setting } from '../aws-request.ts';

// SNS takes 256 KiB with attributes and JSON around the bodies.
const largestBytes = 250 * 1024;
const shortestEmail = 4_000;

const stringOf = (StringValue: string) => ({ DataType: 'String', StringValue });

const listOf = (values: readonly string[]) => ({ DataType: 'String.Array', StringValue: JSON.stringify(values) });

/** One message with a body for each protocol; its attributes are what filter policies of subscriptions match. */
export function snsTopic(topicArn: string): Topic {
  return {
    async publish(message, { subject, email }) {
      const { cluster, severity, classification } = message.notice;
      await publish({
        TopicArn: topicArn,
        Subject: plainSubject(subject),
        MessageStructure: 'json',
        Message: bodiesOf(message, email),
        ...attributes({
          cluster: stringOf(cluster),
          severity: stringOf(severity),
          classification: stringOf(classification),
          audience: listOf(message.audience ?? audienceOf(severity)),
        }),
      });
    },
  };
}

/** As SNS wants a map: numbered from 1. */
function attributes(of: Readonly<Record<string, Readonly<Record<string, string>>>>): Record<string, string> {
  const entries = Object.entries(of).flatMap(([name, value], at) => {
    const entry = `MessageAttributes.entry.${at + 1}`;
    return [[`${entry}.Name`, name], ...Object.entries(value).map(([key, text]) => [`${entry}.Value.${key}`, text])];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The client of the SDK knows forty operations, for this one. */
async function publish(input: Readonly<Record<string, string>>): Promise<void> {
  const region = setting('AWS_REGION');
  const url = `${endpointOf('sns') ?? `https://sns.${region}.${domainOf(region)}`}/`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const body = new URLSearchParams({ Action: 'Publish', Version: '2010-03-31', ...input }).toString();
  await askAws({ service: 'sns', method: 'POST', url, headers, body }, async (response) => {
    if (response.status === 200) return true;
    const text = await response.text();
    const code = /<Code>([A-Za-z.]{1,80})<\/Code>/.exec(text)?.[1] ?? '';
    if (response.status >= 500 || response.status === 429 || code.startsWith('Thrott')) return undefined;
    throw new Refused(code || 'Refused', `sns refused Publish with ${response.status} ${code}`);
  });
}

/** As SNS wants it: printable ASCII on one line, under a hundred characters, beginning with a letter, a digit or a sign. */
export function plainSubject(subject: string): string {
  const plain = subject.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll(/[^\x21-\x7e]+/g, ' ').trim(); // prettier-ignore
  return plain.slice(0, 99).trimEnd() || 'Plumbline';
}

/** The bodies as JSON, within what SNS takes: where hostile names fill it, the e-mail is cut first, then the last sections. */
export function bodiesOf(message: NoticeMessage, email: string): string {
  const { headline, link } = message.notice;
  for (let sections = message.notice.sections.length; sections >= 0; sections--) {
    const notice = { ...message.notice, sections: message.notice.sections.slice(0, sections) };
    for (const text of [email, `${Array.from(email).slice(0, shortestEmail).join('')}\n… cut: the link shows the rest.`]) {
      const machine = JSON.stringify({ ...message, notice });
      // By https come Amazon Q Developer's channels; a receiver of one's own subscribes a queue, or is the signed webhook.
      const https = JSON.stringify(qDeveloperNotification(notice));
      const bodies = JSON.stringify({ default: `${headline}\n${link}`, email: text, https, sqs: machine, lambda: machine });
      if (Buffer.byteLength(bodies) <= largestBytes) return bodies;
    }
  }
  throw new MalformedMessage('the notice is too large for SNS even without its sections');
} // prettier-ignore
