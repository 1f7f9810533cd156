import { operationOf, refusal, type Service } from '../aws/endpoint.ts';
import { type Access, AccessDenied } from '../iam/access.ts';
import type { Params } from './dynalite.ts';
import type { Engine } from './engine.ts';
import { type Arns, needsOf } from './needs.ts';
import { answer } from './start.ts';

/** DynamoDB and DynamoDB Streams for the callers of the template, each held to its role. */
export function dynamoService(engine: Engine, access: Access, arns: Arns): Service {
  return async (request) => {
    const operation = operationOf(request);
    try {
      for (const { action, resource, leadingKeys } of needsOf(operation, parsed(request.body), arns)) {
        access.require(request.caller, action, resource, { 'dynamodb:LeadingKeys': leadingKeys });
      }
    } catch (error) {
      if (error instanceof AccessDenied) return refusal(400, 'AccessDeniedException', error.message);
      throw error;
    }
    const { statusCode, body } = await answer(engine, String(request.headers['x-amz-target']), request.body);
    return {
      status: statusCode,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify(body),
    };
  };
}

/** What is not JSON has no needs; the engine answers it. */
function parsed(body: Buffer): Params {
  try {
    return JSON.parse(body.toString()) as Params;
  } catch {
    return {};
  }
}
