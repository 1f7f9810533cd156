import * as z from 'zod';
import { Integer } from './fields.ts';

/** RFC 9457 problem details, with the field that is at fault and what would do. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: Integer,
  detail: z.string(),
  field: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

export const problemMediaType = 'application/problem+json';

export type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 503;

/** `type` is a relative reference into the documentation: docs/problems.md has a heading for each title. */
export function problem(status: ProblemStatus, title: string, detail: string, field?: string): Problem {
  const type = `/problems#${title.toLowerCase().replaceAll(' ', '-')}`;
  return { type, title, status, detail, ...(field === undefined ? {} : { field }) };
}

/** The first fault of a failed parse as `observations[3].port: …`: which field, and what it should be. Values are never repeated. */
export function faultOf(error: z.ZodError): { field: string; message: string } {
  const [issue] = error.issues;
  if (issue === undefined) return { field: '', message: 'is not valid' };
  const field = issue.path.map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? String(part) : `.${String(part)}`)); // prettier-ignore
  return { field: field.join(''), message: issue.message };
}
