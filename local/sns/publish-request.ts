import type { MessageAttributes } from '../sqs/message.ts';

/** A refusal in SNS's XML. */
export class TopicRequestError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const invalid = (what: string) => new TopicRequestError('InvalidParameter', `Invalid parameter: ${what}`);

export type Publication = Readonly<{
  topicArn: string;
  subject?: string;
  /** The text for each protocol, and for all that have none of their own. */
  texts: Readonly<{ default: string } & Record<string, string>>;
  attributes: MessageAttributes;
}>;

const maxBytes = 256 * 1024;

/** Reads a Publish of the query protocol and holds it to the limits of SNS. */
export function publicationOf(form: URLSearchParams): Publication {
  const topicArn = form.get('TopicArn');
  const message = form.get('Message');
  const subject = form.get('Subject') ?? undefined;
  if (topicArn === null) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
  if (message === null || message === '') throw invalid('Empty message');
  if (subject !== undefined && !isSubject(subject)) throw invalid('Subject');
  const attributes = attributesIn(form);
  const attributeBytes = Buffer.byteLength(JSON.stringify(attributes));
  if (Buffer.byteLength(message) + (Object.keys(attributes).length > 0 ? attributeBytes : 0) > maxBytes) {
    throw invalid('Message too long');
  }
  const texts = form.get('MessageStructure') === 'json' ? textsOf(message) : { default: message };
  return { topicArn, ...(subject === undefined ? {} : { subject }), texts, attributes };
}

/** ASCII without controls, begins with a letter, a number or punctuation, shorter than 100 characters. */
function isSubject(subject: string): boolean {
  return /^[!-~][ -~]{0,98}$/.test(subject);
}

function textsOf(message: string): Publication['texts'] {
  let texts: unknown;
  try {
    texts = JSON.parse(message);
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse');
  }
  const given = (texts ?? {}) as Record<string, unknown>;
  const { default: fallback } = given;
  if (typeof fallback !== 'string') {
    throw invalid('Message Structure - No default entry in JSON message body');
  }
  const strings = Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { ...Object.fromEntries(strings), default: fallback };
}

function attributesIn(form: URLSearchParams): MessageAttributes {
  const attributes: Record<string, MessageAttributes[string]> = {};
  for (let index = 1; ; index += 1) {
    const entry = `MessageAttributes.entry.${index}`;
    const name = form.get(`${entry}.Name`);
    if (name === null) return attributes;
    const [text, binary] = [form.get(`${entry}.Value.StringValue`), form.get(`${entry}.Value.BinaryValue`)];
    const DataType = form.get(`${entry}.Value.DataType`);
    if (DataType === null || (text ?? binary ?? '') === '')
      throw invalid(`The message attribute '${name}' must contain non-empty type and value`);
    attributes[name] = { DataType, ...(text === null ? { BinaryValue: binary ?? '' } : { StringValue: text }) };
  }
}
