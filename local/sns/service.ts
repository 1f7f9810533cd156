import { randomUUID } from 'node:crypto';
import type { Service } from '../aws/endpoint.ts';
import { escaped } from '../aws/xml.ts';
import type { Answer } from '../http/loopback.ts';
import { type Access, AccessDenied } from '../iam/access.ts';
import { publicationOf, TopicRequestError } from './publish-request.ts';
import type { AskedForSubscriptions } from './asked-for.ts';
import type { Postman } from './mail.ts';
import type { Topics } from './topics.ts';

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

export type TopicServiceOptions = Readonly<{
  topics: Topics;
  access: Access;
  askedFor: AskedForSubscriptions;
  post: Postman;
  now: () => number;
}>;

/** SNS in its query protocol: Publish, and subscriptions of addresses with what tells about a topic's. */
export function topicService({ topics, access, askedFor, post, now }: TopicServiceOptions): Service {
  const operations: Readonly<Record<string, (form: URLSearchParams, topicArn: string) => string | Promise<string>>> = {
    Publish: (form) => `<MessageId>${topics.publish(publicationOf(form))}</MessageId>`,
    ListSubscriptionsByTopic: (_, topicArn) => {
      const standing = topics.subscriptionsOf(topicArn).map(({ arn, protocol, endpoint }) => member(arn, protocol, endpoint, topicArn));
      const pending = askedFor.pendingOf(topicArn).map(({ address }) => member('PendingConfirmation', 'email', address, topicArn));
      return `<Subscriptions>${[...standing, ...pending].join('')}</Subscriptions>`;
    },
    Subscribe: async (form, topicArn) => {
      const { address, filterPolicy } = subscribeIn(form);
      const token = askedFor.ask(topicArn, address, filterPolicy);
      if (token !== undefined) await post({ id: randomUUID(), to: address, subject: 'AWS Notification - Subscription Confirmation', text: invitation(topicArn, address, token), topicArn, at: now() });
      return `<SubscriptionArn>${token === undefined ? `${topicArn}:confirmed` : 'pending confirmation'}</SubscriptionArn>`;
    },
    ConfirmSubscription: (form, topicArn) => `<SubscriptionArn>${escaped(askedFor.confirm(topicArn, form.get('Token') ?? ''))}</SubscriptionArn>`,
  };
  return async ({ caller, body }) => {
    const form = new URLSearchParams(body.toString());
    const name = form.get('Action') ?? '';
    const topicArn = form.get('TopicArn') ?? '';
    try {
      const operation = operations[name];
      if (operation === undefined) throw new TopicRequestError('InvalidAction', `${name} is not emulated.`);
      access.require(caller, `sns:${name}`, topicArn);
      if (!topics.has(topicArn)) throw new TopicRequestError('NotFound', 'Topic does not exist', 404);
      return answered(name, await operation(form, topicArn));
    } catch (error) {
      if (error instanceof TopicRequestError) return refused(error.status, error.code, error.message);
      if (error instanceof AccessDenied) return refused(403, 'AuthorizationError', error.message);
      throw error;
    }
  };
} // prettier-ignore

function member(arn: string, protocol: string, endpoint: string, topicArn: string): string {
  return `<member><SubscriptionArn>${escaped(arn)}</SubscriptionArn><Owner>local</Owner><Protocol>${protocol}</Protocol><Endpoint>${escaped(endpoint)}</Endpoint><TopicArn>${escaped(topicArn)}</TopicArn></member>`;
}

/** By e-mail alone: what else can be subscribed stands in the template. */
function subscribeIn(form: URLSearchParams): { address: string; filterPolicy: string | undefined } {
  const attributes = new Map(
    [...form].flatMap(([key, value]) => {
      const [, number] = /^Attributes\.entry\.(\d+)\.key$/.exec(key) ?? [];
      return number === undefined ? [] : [[value, form.get(`Attributes.entry.${number}.value`) ?? ''] as const];
    }),
  );
  if (form.get('Protocol') !== 'email') throw new TopicRequestError('InvalidParameter', 'Invalid parameter: only email is emulated');
  const address = form.get('Endpoint') ?? '';
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw new TopicRequestError('InvalidParameter', 'Invalid parameter: Email address');
  return { address, filterPolicy: attributes.get('FilterPolicy') };
} // prettier-ignore

function invitation(topicArn: string, address: string, token: string): string {
  const asked = new URLSearchParams({ TopicArn: topicArn, Token: token, Endpoint: address });
  return `You have chosen to subscribe to the topic:\n${topicArn}\n\nTo confirm this subscription, visit:\nhttps://sns.${topicArn.split(':')[3]}.amazonaws.com/confirmation.html?${asked.toString()}`;
}

function answered(operation: string, result: string): Answer {
  const body = `<${operation}Response xmlns="${namespace}"><${operation}Result>${result}</${operation}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

function refused(status: number, code: string, message: string): Answer {
  const body = `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
