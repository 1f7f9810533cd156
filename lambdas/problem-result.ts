import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Problem, problemMediaType } from '../core/problem.ts';

/** A problem as an HTTP API takes it. */
export function problemResult(problem: Problem): APIGatewayProxyStructuredResultV2 {
  return { statusCode: problem.status, headers: { 'content-type': problemMediaType }, body: JSON.stringify(problem) };
}
