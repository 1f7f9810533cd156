import type { Answer } from '../http/loopback.ts';

/** A refusal of SQS: the type of its JSON protocol, and the code that the older protocol had, which SDKs show as name. */
export class QueueRequestError extends Error {
  readonly type: string;
  readonly code: string;
  readonly status: number;

  constructor(type: string, code: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.code = code;
    this.status = status;
  }
}

export const invalid = (message: string): QueueRequestError =>
  new QueueRequestError('com.amazon.coral.service#InvalidParameterValueException', 'InvalidParameterValue', message);

export function answerOfError({ type, code, status, message }: QueueRequestError): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-query-error': `${code};Sender` },
    body: JSON.stringify({ __type: type, message }),
  };
}
