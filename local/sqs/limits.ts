import { type MessageAttributes, sizeOf } from './message.ts';
import type { QueueSpec, Sent } from './queue.ts';
import { invalid, QueueRequestError } from './request-error.ts';

const maxBatchBytes = 1024 * 1024;
const maxAttributes = 10;

/** A number in range, or the error that names the parameter. */
export function numberIn(value: unknown, name: string, from: number, to: number): number | undefined {
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && Number(value) >= from && Number(value) <= to) return Number(value);
  throw invalid(
    `Value ${JSON.stringify(value)} for parameter ${name} is invalid. Reason: Must be between ${from} and ${to}.`,
  );
}

/** A message as SendMessage or an entry of SendMessageBatch spells it, held to every limit of SQS. */
export function sentOf(
  request: Readonly<Record<string, unknown>>,
  spec: QueueSpec,
  timerScale: number,
): Pick<Sent, 'body' | 'attributes'> & Partial<Pick<Sent, 'delayMs'>> {
  const body = request['MessageBody'];
  if (typeof body !== 'string' || body === '') {
    throw new QueueRequestError(
      'com.amazon.coral.service#MissingParameterException',
      'MissingParameter',
      'The request must contain the parameter MessageBody.',
    );
  }
  const attributes = (request['MessageAttributes'] ?? {}) as MessageAttributes;
  if (Object.keys(attributes).length > maxAttributes) {
    throw invalid(
      `Number of message attributes [${Object.keys(attributes).length}] exceeds the allowed maximum [${maxAttributes}].`,
    );
  }
  if (sizeOf({ body, attributes }) > spec.maxMessageBytes) {
    throw invalid(
      `One or more parameters are invalid. Reason: Message must be shorter than ${spec.maxMessageBytes} bytes.`,
    );
  }
  if (!isSendable(body)) {
    throw new QueueRequestError(
      'com.amazonaws.sqs#InvalidMessageContents',
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.',
    );
  }
  const delayS = numberIn(request['DelaySeconds'], 'DelaySeconds', 0, 900);
  return { body, attributes, ...(delayS === undefined ? {} : { delayMs: (delayS * 1000) / timerScale }) };
}

/** XML's characters: no controls but tab and line ends, no lone surrogates, no U+FFFE and U+FFFF. */
function isSendable(text: string): boolean {
  if (!text.isWellFormed()) return false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0xfffe || (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d)) return false;
  }
  return true;
}

/** One to ten entries with distinct ids. */
export function entriesOf(request: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  const entries = (request['Entries'] ?? []) as Record<string, unknown>[];
  if (entries.length === 0) throw batchError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > 10) {
    throw batchError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  const ids = entries.map(({ Id }) => Id);
  if (new Set(ids).size < ids.length) throw batchError('BatchEntryIdsNotDistinct', 'Id of two entries is the same.');
  return entries;
}

export function checkBatchSize(messages: readonly Pick<Sent, 'body' | 'attributes'>[]): void {
  const bytes = messages.reduce((sum, { body, attributes = {} }) => sum + sizeOf({ body, attributes }), 0);
  if (bytes > maxBatchBytes) {
    throw batchError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${maxBatchBytes} bytes. You have sent ${bytes} bytes.`,
    );
  }
}

function batchError(name: string, message: string): QueueRequestError {
  return new QueueRequestError(`com.amazonaws.sqs#${name}`, `AWS.SimpleQueueService.${name}`, message);
}
