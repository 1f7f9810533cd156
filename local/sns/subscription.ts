import { alternativesOf, filterOf } from '../filter-pattern.ts';
import type { MessageAttributes } from '../sqs/message.ts';
import { StartError } from '../start-error.ts';

export type Subscription = Readonly<{
  /** The logical id: it stays the same from start to start. */
  id: string;
  arn: string;
  topicArn: string;
  protocol: 'email' | 'sqs' | 'lambda';
  endpoint: string;
  raw: boolean;
  deadLetterArn?: string;
  accepts(text: string, attributes: MessageAttributes): boolean;
}>;

const protocols = ['email', 'sqs', 'lambda'] as const;

/** The AWS::SNS::Subscription whose intrinsics are resolved. Protocols that nobody delivers stop the start. */
export function subscriptionOf(id: string, properties: Readonly<Record<string, unknown>>): Subscription {
  const { Protocol, TopicArn, Endpoint, RawMessageDelivery, RedrivePolicy, FilterPolicy, FilterPolicyScope } =
    properties;
  const protocol = protocols.find((one) => one === Protocol);
  if (protocol === undefined) throw new StartError(`${id} delivers by ${String(Protocol)}, which is not emulated.`);
  const redrive = RedrivePolicy as { deadLetterTargetArn?: string } | undefined;
  return {
    id,
    arn: `${String(TopicArn)}:${id}`,
    topicArn: String(TopicArn),
    protocol,
    endpoint: String(Endpoint),
    raw: RawMessageDelivery === true || RawMessageDelivery === 'true',
    ...(redrive?.deadLetterTargetArn === undefined ? {} : { deadLetterArn: redrive.deadLetterTargetArn }),
    accepts: filterPolicyOf(FilterPolicy, FilterPolicyScope === 'MessageBody', id),
  };
}

function filterPolicyOf(policy: unknown, onBody: boolean, id: string): Subscription['accepts'] {
  if (policy === undefined) return () => true;
  if (onBody) {
    const filter = filterOf(policy, id);
    return (text) => {
      try {
        return filter(JSON.parse(text));
      } catch {
        return false;
      }
    };
  }
  const tests = Object.entries(policy as Record<string, unknown>).map(([name, rules]) => {
    const test = alternativesOf(rules, `${id}, attribute ${name}`);
    return (attributes: MessageAttributes) => {
      const values = valuesOf(attributes[name]);
      return values.length === 0 ? test(undefined, false) : values.some((value) => test(value, true));
    };
  });
  return (_, attributes) => tests.every((test) => test(attributes));
}

function valuesOf(attribute: MessageAttributes[string] | undefined): readonly unknown[] {
  if (attribute?.StringValue === undefined) return [];
  const { DataType, StringValue } = attribute;
  if (DataType === 'Number') return [Number(StringValue)];
  if (DataType !== 'String.Array') return [StringValue];
  try {
    return [JSON.parse(StringValue) as unknown].flat();
  } catch {
    return [];
  }
}
