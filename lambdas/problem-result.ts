import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Problem, problemMediaType } from '../core/problem.ts';

/** A problem as an HTTP API takes it. @param retryAfterS when to come again, in seconds */
export function problemResult(problem: Problem, retryAfterS?: number): APIGatewayProxyStructuredResultV2 {
  const later: Record<string, string> = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) };
  return { statusCode: problem.status, headers: { 'content-type': problemMediaType, ...later }, body: JSON.stringify(problem) };
} // prettier-ignore
