import { randomUUID } from 'node:crypto';
import type { Service } from '../aws/endpoint.ts';
import { escaped } from '../aws/xml.ts';
import type { Answer } from '../http/loopback.ts';
import { type Access, AccessDenied } from '../iam/access.ts';
import { publicationOf, TopicRequestError } from './publish-request.ts';
import type { Topics } from './topics.ts';

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** SNS in its query protocol: Publish, and what tells about a topic's subscriptions. */
export function topicService(topics: Topics, access: Access): Service {
  const operations: Readonly<Record<string, (form: URLSearchParams) => string>> = {
    Publish: (form) => `<MessageId>${topics.publish(publicationOf(form))}</MessageId>`,
    ListSubscriptionsByTopic: (form) => {
      const members = topics
        .subscriptionsOf(form.get('TopicArn') ?? '')
        .map(
          ({ arn, protocol, endpoint, topicArn }) =>
            `<member><SubscriptionArn>${escaped(arn)}</SubscriptionArn><Owner>local</Owner><Protocol>${protocol}</Protocol><Endpoint>${escaped(endpoint)}</Endpoint><TopicArn>${escaped(topicArn)}</TopicArn></member>`,
        );
      return `<Subscriptions>${members.join('')}</Subscriptions>`;
    },
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
      return answered(name, operation(form));
    } catch (error) {
      if (error instanceof TopicRequestError) return refused(error.status, error.code, error.message);
      if (error instanceof AccessDenied) return refused(403, 'AuthorizationError', error.message);
      throw error;
    }
  };
}

function answered(operation: string, result: string): Answer {
  const body = `<${operation}Response xmlns="${namespace}"><${operation}Result>${result}</${operation}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

function refused(status: number, code: string, message: string): Answer {
  const body = `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
