import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { operationOf, refusal, type Service } from '../aws/endpoint.ts';
import { type Access, AccessDenied } from '../iam/access.ts';

export type EventServiceOptions = Readonly<{
  access: Access;
  now: () => number;
  /** ARN prefix of event buses, up to `event-bus`. */
  arn: string;
  /** Keeps what was put, a line each: there are no rules that would hand it on. */
  file: string;
}>;

type Entry = Readonly<Partial<Record<'Source' | 'DetailType' | 'Detail' | 'EventBusName', string>>>;

const mostEntries = 10;
const mostBytes = 256 * 1024;

/** EventBridge's PutEvents, held to its limits. */
export function eventService({ access, now, arn, file }: EventServiceOptions): Service {
  return async (request) => {
    const name = operationOf(request);
    if (name !== 'PutEvents') return refusal(400, 'UnknownOperationException', `${name} is not emulated.`);
    const { Entries = [] } = JSON.parse(request.body.toString() || '{}') as { Entries?: readonly Entry[] };
    if (Entries.length === 0 || Entries.length > mostEntries) {
      return refusal(400, 'ValidationException', `Entries must be 1 to ${mostEntries}.`);
    }
    if (Entries.reduce((sum, entry) => sum + bytesOf(entry), 0) > mostBytes) {
      return refusal(400, 'ValidationException', 'Total size of the entries in the request is over the limit.');
    }
    try {
      for (const { EventBusName = 'default' } of Entries) access.require(request.caller, 'events:PutEvents', `${arn}/${EventBusName}`); // prettier-ignore
    } catch (error) {
      if (error instanceof AccessDenied) return refusal(400, 'AccessDeniedException', error.message);
      throw error;
    }
    const answers = Entries.map((entry) => {
      const fault = faultOf(entry);
      if (fault !== undefined) return fault;
      const id = randomUUID();
      appendFileSync(file, `${JSON.stringify({ id, time: new Date(now()).toISOString(), ...entry, Detail: JSON.parse(entry.Detail ?? '{}') })}\n`, { mode: 0o600 }); // prettier-ignore
      return { EventId: id };
    });
    const FailedEntryCount = answers.filter((answer) => 'ErrorCode' in answer).length;
    const headers = { 'content-type': 'application/x-amz-json-1.1' };
    return { status: 200, headers, body: JSON.stringify({ FailedEntryCount, Entries: answers }) };
  };
}

function bytesOf({ Source = '', DetailType = '', Detail = '' }: Entry): number {
  return Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
}

function faultOf({ Source = '', DetailType = '', Detail = '' }: Entry): { ErrorCode: string; ErrorMessage: string } | undefined {
  const fault = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
  if (Source === '') return fault('InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.');
  if (Source.startsWith('aws.')) return fault('NotAuthorizedForSourceException', 'Not authorized for the source.');
  if (DetailType === '' || DetailType.length > 128) return fault('InvalidArgument', 'Parameter DetailType is not valid.');
  try {
    const detail: unknown = JSON.parse(Detail);
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return undefined;
  } catch {
    // Told below.
  }
  return fault('MalformedDetail', 'Detail is malformed.');
} // prettier-ignore
