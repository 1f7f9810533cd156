import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { operationOf, refusal, type Service } from '../aws/endpoint.ts';
import type { Caller } from '../iam/access.ts';
import type { AsyncInvoke } from '../sandbox/async-invoke.ts';

/** A function that CloudWatch Logs may call, and for which log groups: an ARN that may end in a wildcard. */
export type Subscriber = Readonly<{ functionReference: string; sourceArn: string }>;

export type LogServiceOptions = Readonly<{
  subscribers: readonly Subscriber[];
  invokeAsync: AsyncInvoke;
  region: string;
  account: string;
}>;

interface PutLogEvents {
  readonly logGroupName?: string;
  readonly logStreamName?: string;
  readonly logEvents?: readonly { readonly timestamp: number; readonly message: string }[];
}

/**
 * `PutLogEvents` of CloudWatch Logs, handed on at once to every function that logs may call for the group, as a subscription
 * filter that lets everything through would. Nothing is kept.
 */
export function logService({ subscribers, invokeAsync, region, account }: LogServiceOptions): Service {
  return async (request) => {
    const operation = operationOf(request);
    if (operation !== 'PutLogEvents') return refusal(400, 'UnknownOperationException', `${operation} of CloudWatch Logs is not emulated.`); // prettier-ignore
    if (request.caller.kind !== 'person') return refusal(400, 'AccessDeniedException', 'Only the local person writes log groups of others.'); // prettier-ignore
    const { logGroupName = '', logStreamName = '', logEvents = [] } = JSON.parse(request.body.toString() || '{}') as PutLogEvents; // prettier-ignore
    const arn = `arn:aws:logs:${region}:${account}:log-group:${logGroupName}`;
    const caller: Caller = { kind: 'service', service: 'logs.amazonaws.com', sourceArn: `${arn}:*` };
    const events = logEvents.map(({ timestamp, message }) => ({ id: randomUUID(), timestamp, message }));
    const data = { messageType: 'DATA_MESSAGE', owner: account, logGroup: logGroupName, logStream: logStreamName, subscriptionFilters: ['local'], logEvents: events }; // prettier-ignore
    const event = { awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') } };
    const told = subscribers.filter(({ sourceArn }) => sourceArn.endsWith('*') ? `${arn}:*`.startsWith(sourceArn.slice(0, -1)) : sourceArn === `${arn}:*`); // prettier-ignore
    await Promise.all(told.map(({ functionReference }) => invokeAsync(functionReference, event, caller)));
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: '{}' };
  };
}
