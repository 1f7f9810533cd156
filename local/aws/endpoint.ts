import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type Answer, loopbackServer, type LoopbackRequest } from '../http/loopback.ts';
import type { Caller } from '../iam/access.ts';
import { verifySignature } from '../iam/signature.ts';

export type ServiceRequest = Readonly<{
  caller: Caller;
  method: string;
  /** Path and query as sent. */
  url: string;
  headers: LoopbackRequest['message']['headers'];
  body: Buffer;
}>;

export type Service = (request: ServiceRequest) => Promise<Answer>;

export type Identity = Readonly<{ secret: string; caller: Caller }>;

/** DynamoDB takes 16 MiB at once, S3 as much as anyone keeps here. */
const maxBodyBytes = 64 * 1024 * 1024;

/**
 * One loopback server in the place of AWS. The access key says who calls, its signature proves it, and the service in the
 * credential's scope says whom the call is for. What is not emulated is refused: nothing ever goes out to the real AWS.
 */
export function awsEndpoint(
  services: Readonly<Record<string, Service>>,
  identityOf: (accessKeyId: string) => Identity | undefined,
): Server {
  return loopbackServer({
    maxBodyBytes,
    tooLarge: refusal(413, 'RequestEntityTooLarge', 'The request is larger than the local runtime takes.'),
    forbidden: refusal(403, 'AccessDenied', 'Only programs on this machine may call the local runtime.'),
    answer: async ({ message, body }) => {
      const { method = 'POST', url = '/', headers } = message;
      const secretOf = (key: string) => identityOf(key)?.secret;
      const verified = verifySignature({ method, url, headers, body }, secretOf, Date.now());
      if (verified.kind === 'invalid') {
        return refusal(
          403,
          'InvalidSignatureException',
          `The request's signature is not valid here: ${verified.reason}.`,
        );
      }
      const { accessKeyId, service } = verified.credential;
      const caller = identityOf(accessKeyId)?.caller;
      const serve = services[service];
      if (serve === undefined || caller === undefined) {
        return refusal(400, 'UnknownOperationException', `The local runtime does not emulate the service ${service}.`);
      }
      const answer = await serve({ caller, method, url, headers, body });
      return { ...answer, headers: { 'x-amzn-requestid': randomUUID(), ...answer.headers } };
    },
  });
}

/** An error in the shape that all JSON protocols share. */
export function refusal(status: number, type: string, text: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': type },
    body: JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message: text }),
  };
}

/** The operation of a JSON protocol, from `x-amz-target`. */
export function operationOf({ headers }: ServiceRequest): string {
  return String(headers['x-amz-target'] ?? '').split('.')[1] ?? '';
}
